import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../../core/netns/find-program.js';
import { ipBatch } from '../../../core/netns/ip-command.js';
import { Namespace } from '../../../core/netns/namespace.js';
import { parseQdisc } from '../../../core/plan/qdisc.js';
import { inNamespaces } from '../../netns/needs-namespaces.js';

/** Frames for pfifo, bytes for bfifo. */
const limits: Record<string, number> = {
  pfifo: 1000,
  bfifo: 1_514_000,
  'pfifo limit 1000': 1000,
  '  pfifo\tlimit   7 ': 7,
  'pfifo limit 1k': 1024,
  'pfifo limit 1kbit': 128,
  'pfifo limit 1.9': 1,
  'bfifo limit 1000000': 1_000_000,
  'bfifo limit 64kb': 65_536,
  'bfifo limit 64KB': 65_536,
  'bfifo limit 64K': 65_536,
  'bfifo limit .5k': 512,
  'bfifo limit 5.k': 5120,
  'bfifo limit 1.9k': 1945,
  'bfifo limit +100b': 100,
  'bfifo limit 1e3': 1000,
  'bfifo limit 1.5m': 1_572_864,
  'bfifo limit 2mb': 2_097_152,
  'bfifo limit 1g': 1_073_741_824,
  'bfifo limit 3gb': 3_221_225_472,
  'bfifo limit 8kbit': 1024,
  'bfifo limit 1mbit': 131_072,
  'bfifo limit 1Gbit': 134_217_728,
  'bfifo limit 4294967295': 4_294_967_295,
};

for (const [text, limit] of Object.entries(limits)) {
  test(`'${text.trim()}' is a queue of ${limit} ${text.includes('pfifo') ? 'frames' : 'bytes'}`, () => {
    assert.equal(parseQdisc(text), {
      queue: text.includes('pfifo') ? { limit: 'frames', frames: limit } : { limit: 'bytes', bytes: limit },
    });
  });
}

const THERE = 'here: there are pfifo, bfifo, red, codel, pie and fq_codel';
const refused: Record<string, string> = {
  '': 'expected a queue discipline (as in pfifo limit 1000)',
  ' ': 'expected a queue discipline (as in pfifo limit 1000)',
  fq_pie: `no queue discipline 'fq_pie' ${THERE}`,
  'tbf rate 1mbit burst 32kbit latency 400ms': `no queue discipline 'tbf' ${THERE}`,
  htb: `no queue discipline 'htb' ${THERE}`,
  sfq: `no queue discipline 'sfq' ${THERE}`,
  pfifo_fast: `no queue discipline 'pfifo_fast' ${THERE}`,
  constructor: `no queue discipline 'constructor' ${THERE}`,
  'pfif limit 3': `no queue discipline 'pfif' ${THERE} (did you mean pfifo?)`,
  'bifo limit 3': `no queue discipline 'bifo' ${THERE} (did you mean bfifo?)`,
  'PFIFO limit 3': `no queue discipline 'PFIFO' ${THERE} (did you mean pfifo?)`,
  'limit 3': `no queue discipline 'limit' ${THERE}`,
  'pfifo limt 3': "pfifo: no parameter 'limt' (did you mean limit?)",
  'pfifo 1000': "pfifo: no parameter '1000' (as in pfifo limit 1000)",
  'bfifo limit 64 kb': "bfifo: no parameter 'kb' (as in bfifo limit 64kb)",
  'pfifo limit 3 ecn': "pfifo: no parameter 'ecn' (as in pfifo limit 1000)",
  'pfifo limit': 'pfifo: limit needs a value (as in pfifo limit 1000)',
  'pfifo limit 3 limit 4': 'pfifo: limit appears twice',
  'pfifo limit 3 limit': 'pfifo: limit appears twice',
  'pfifo limit limit': "pfifo: limit: expected a number of frames, found 'limit' (as in pfifo limit 1000)",
  'pfifo limit 1000p': "pfifo: limit: expected a number of frames, found '1000p' (as in pfifo limit 1000)",
  'bfifo limit 1kib':
    "bfifo: limit: expected a number of bytes, found '1kib' (its units: b k kb m mb g gb kbit mbit gbit)",
  'bfifo limit 1,5k': "bfifo: limit: expected a number of bytes, found '1,5k' (as in bfifo limit 64kb)",
  'bfifo limit nan': "bfifo: limit: expected a number of bytes, found 'nan' (as in bfifo limit 64kb)",
  'bfifo limit inf': "bfifo: limit: expected a number of bytes, found 'inf' (as in bfifo limit 64kb)",
  'pfifo limit 0': "pfifo: limit: less than 1 would drop every frame that waits, found '0'",
  'bfifo limit 0.9': "bfifo: limit: less than 1 would drop every frame that waits, found '0.9'",
  'bfifo limit -0.5': "bfifo: limit: cannot be negative, found '-0.5'",
  'pfifo limit -5': "pfifo: limit: cannot be negative, found '-5'",
  'bfifo limit 4gb': "bfifo: limit: at most 4294967295 bytes, found '4gb'",
  'pfifo limit 1e99': "pfifo: limit: at most 4294967295 frames, found '1e99'",
};

for (const [text, expected] of Object.entries(refused)) {
  test(`'${text}' is refused`, () => {
    const parsed = parseQdisc(text);
    assert.ok('fault' in parsed);
    const { message, hint } = parsed.fault;
    assert.is(hint === undefined ? message : `${message} (${hint})`, expected);
  });
}

/** What refused texts tc takes: a queue that drops everything, and a doubled limit, of which the last one counts. */
const TAKEN_BY_TC = ['pfifo limit 0', 'bfifo limit 0.9', 'pfifo limit 3 limit 4'];

const tc = findProgram('tc');
if (tc !== undefined) {
  inNamespaces('tc itself reads the same limits and refuses what is refused', () => {
    const inside = Namespace.create();
    try {
      ipBatch(inside, ['link add name q0 type veth peer name q1']);
      inside.enter(() => {
        const set = (text: string): string => {
          execFileSync(tc, ['qdisc', 'replace', 'dev', 'q0', 'root', ...text.trim().split(/\s+/)], { stdio: 'pipe' });
          const shown = execFileSync(tc, ['-j', 'qdisc', 'show', 'dev', 'q0'], { encoding: 'utf8' });
          execFileSync(tc, ['qdisc', 'del', 'dev', 'q0', 'root']);
          const [{ kind, options }] = JSON.parse(shown);
          return `${kind} ${options.limit}`;
        };
        for (const [text, limit] of Object.entries(limits)) {
          assert.is(set(text), `${text.includes('pfifo') ? 'pfifo' : 'bfifo'} ${limit}`, text);
        }
        for (const text of Object.keys(refused)) {
          if (!/[pb]fifo /i.test(text) || TAKEN_BY_TC.includes(text)) continue;
          assert.throws(() => set(text), undefined, text);
        }
        for (const text of TAKEN_BY_TC) assert.match(set(text), /^[pb]fifo [04]$/, text);
      });
    } finally {
      inside.close();
    }
  });
}

test.run();
