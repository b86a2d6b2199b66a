import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../../core/netns/find-program.js';
import { ipBatch } from '../../../core/netns/ip-command.js';
import { Namespace } from '../../../core/netns/namespace.js';
import type { QueuePlan } from '../../../core/plan/effects/queue-plan.js';
import { parseQdisc } from '../../../core/plan/qdisc.js';
import { inNamespaces } from '../../netns/needs-namespaces.js';

const NEVER = Number.POSITIVE_INFINITY;
const frames = (count: number) => ({ limit: 'frames', frames: count }) as const;
const CODEL = { discipline: 'codel', target: 5e6, interval: 100e6, ecn: false, ceThreshold: NEVER } as const;
const PIE = {
  discipline: 'pie',
  target: 15e6,
  update: 15e6,
  alpha: 0.125,
  beta: 1.25,
  burst: 150e6,
  ecn: false,
  byteMode: false,
} as const;
const FQ_CODEL = {
  ...CODEL,
  discipline: 'fq-codel',
  ecn: true,
  flows: 1024,
  quantum: 1514,
  dropBatch: 64,
} as const;
const RED = {
  discipline: 'red',
  limit: 'bytes',
  bytes: 400_000,
  min: 33_333,
  max: 100_000,
  chance: 0.02,
  weight: 1 / 32,
  typical: 1000,
  gentle: false,
  adaptive: false,
  ecn: false,
  hardDrop: false,
  markOnly: false,
} as const;

/** In tc's words, and what they mean. */
const plans: Record<string, QueuePlan> = {
  codel: { ...CODEL, ...frames(1000) },
  'codel limit 100 target 2ms interval 30ms ecn ce_threshold 1ms': {
    ...CODEL,
    ...frames(100),
    target: 2e6,
    interval: 30e6,
    ecn: true,
    ceThreshold: 1e6,
  },
  // A bare number is microseconds, 0x hexadecimal and a leading 0 octal.
  'codel limit 010 target 5000 interval 1.5ms noecn': { ...CODEL, ...frames(8), target: 5e6, interval: 1.5e6 },
  'codel limit 0x10 interval 1SEC': { ...CODEL, ...frames(16), interval: 1e9 },
  pie: { ...PIE, ...frames(1000) },
  'pie limit 500 target 20ms tupdate 30ms alpha 3 beta 21 ecn bytemode': {
    ...PIE,
    ...frames(500),
    target: 20e6,
    update: 30e6,
    alpha: 3 / 16,
    beta: 21 / 16,
    ecn: true,
    byteMode: true,
  },
  'pie nobytemode noecn no_dq_rate_estimator': { ...PIE, ...frames(1000) },
  fq_codel: { ...FQ_CODEL, ...frames(10_240) },
  'fq_codel limit 100 flows 64 quantum 300 target 2ms interval 30ms noecn ce_threshold 3ms drop_batch 8': {
    ...FQ_CODEL,
    ...frames(100),
    flows: 64,
    quantum: 300,
    target: 2e6,
    interval: 30e6,
    ecn: false,
    ceThreshold: 3e6,
    dropBatch: 8,
  },
  // The kernel makes no quantum smaller than 256.
  'fq_codel quantum 100': { ...FQ_CODEL, ...frames(10_240), quantum: 256 },
  'red limit 400000 avpkt 1000': RED,
  'red limit 400000 min 30000 avpkt 1000': { ...RED, min: 30_000, max: 90_000 },
  'red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 ecn adaptive bandwidth 10Mbit probability 0.1': {
    ...RED,
    min: 30_000,
    max: 90_000,
    chance: 0.1,
    ecn: true,
    adaptive: true,
  },
  // The weights of Linux' red.h: from 32 frames on, bursts of up to 57 pass with 2^-5, of up to 75 with 2^-6.
  'red limit 400kb min 32000 max 96000 avpkt 1000 burst 57': { ...RED, bytes: 409_600, min: 32_000, max: 96_000 },
  'red limit 400kb min 32000 max 96000 avpkt 1000 burst 75': {
    ...RED,
    bytes: 409_600,
    min: 32_000,
    max: 96_000,
    weight: 1 / 64,
  },
  'red limit 400kb min 32000 max 96000 avpkt 1000 burst 76': {
    ...RED,
    bytes: 409_600,
    min: 32_000,
    max: 96_000,
    weight: 1 / 128,
  },
  'red limit 60kb avpkt 500 ecn harddrop nodrop adaptative': {
    ...RED,
    bytes: 61_440,
    min: 5120,
    max: 15_360,
    typical: 500,
    weight: 1 / 16,
    adaptive: true,
    ecn: true,
    hardDrop: true,
    markOnly: true,
  },
  'red limit 400000 avpkt 1000 harddrop': RED,
};

for (const [text, queue] of Object.entries(plans)) {
  test(`'${text}' is a queue`, () => {
    assert.equal(parseQdisc(text), { queue });
  });
}

const CODEL_EXAMPLE = 'as in codel limit 1000 target 5ms interval 100ms';
/** With its hint; those from the second list on are the refusals of tc as well. */
const refused: Record<string, string> = {
  'codel limit 0': `codel: limit: expected a number of packets from 1 to 4294967295, found '0' (${CODEL_EXAMPLE})`,
  'codel ecn noecn': 'codel: ecn appears twice',
  'codel limit 5 limit 6': 'codel: limit appears twice',
  'codel target 0ms': "codel: target: less than 1us, found '0ms'",
  'codel target -5ms': "codel: target: cannot be negative, found '-5ms'",
  'pie alpha 0': "pie: alpha: expected sixteenths from 1 to 32, found '0' (as in pie limit 1000 target 15ms)",
  'pie dq_rate_estimator': 'pie: dq_rate_estimator means nothing here: waiting times are measured by time stamps here',
  'fq_codel memory_limit 32mb':
    "fq_codel: memory_limit means nothing here: it counts the kernel's own buffers; the limit here is in packets",
  'red limit 400000 avpkt 1000 probability 2':
    "red: probability: expected a probability above 0, up to 1, found '2' (as in red limit 400000 avpkt 1000)",
  'red limit 400000 min 30000 max 30000 avpkt 1000 burst 55': 'red: min: 30000 is not between 0 and max, 30000',
  'red limit 400000 avpkt 1000 nodrop': 'red: nodrop: means something only with ecn',
  'red limit 400000 avpkt 1000 qevent early_drop block 10':
    'red: qevent means nothing here: there are no filters to call here',
};
const refusedByTc: Record<string, string> = {
  'codel limit 1k': `codel: limit: expected a number of packets from 1 to 4294967295, found '1k' (${CODEL_EXAMPLE})`,
  'codel limit 1.5': `codel: limit: expected a number of packets from 1 to 4294967295, found '1.5' (${CODEL_EXAMPLE})`,
  'codel limit -5': `codel: limit: expected a number of packets from 1 to 4294967295, found '-5' (${CODEL_EXAMPLE})`,
  'codel target 5ns': "codel: target: expected a time, found '5ns' (its units: s ms us; without one it is us)",
  'codel target soon': "codel: target: expected a time, found 'soon' (its units: s ms us; without one it is us)",
  'codel flows 10': `codel: no parameter 'flows' (${CODEL_EXAMPLE})`,
  'codel interal 10ms': "codel: no parameter 'interal' (did you mean interval?)",
  'codel limit': `codel: limit needs a value (${CODEL_EXAMPLE})`,
  'pie alpha 33': "pie: alpha: expected sixteenths from 1 to 32, found '33' (as in pie limit 1000 target 15ms)",
  'pie beta 1.5': "pie: beta: expected sixteenths from 1 to 32, found '1.5' (as in pie limit 1000 target 15ms)",
  'fq_codel quantum 1k':
    "fq_codel: quantum: expected a number of bytes from 1 to 1048576, found '1k' (as in fq_codel limit 10240 flows 1024)",
  'red avpkt 1000': 'red: needs a limit (as in red limit 400000 avpkt 1000)',
  'red limit 400000': 'red: needs an avpkt (as in red limit 400000 avpkt 1000)',
  'red limit 400000 min 30000 max 90000 avpkt 1000 burst 5': 'red: burst: 5 is too small for this min (try burst 31)',
  'red limit 400000 avpkt 1000 probability x':
    "red: probability: expected a probability above 0, up to 1, found 'x' (as in red limit 400000 avpkt 1000)",
  'red limit 400000 avpkt 1000 bandwidth fast':
    "red: bandwidth: expected a rate, found 'fast' (as in bandwidth 10Mbit)",
};

for (const [text, expected] of Object.entries({ ...refused, ...refusedByTc })) {
  test(`'${text}' is refused`, () => {
    const parsed = parseQdisc(text);
    assert.ok('fault' in parsed);
    const { message, hint } = parsed.fault;
    assert.is(hint === undefined ? message : `${message} (${hint})`, expected);
  });
}

/** What `tc -j -d qdisc show` says of a queue; times in microseconds. */
const shown = (queue: QueuePlan): Record<string, unknown> => {
  const limit = queue.limit === 'frames' ? queue.frames : queue.limit === 'bytes' ? queue.bytes : 0;
  switch (queue.discipline) {
    case 'codel':
      return { limit, target: queue.target / 1e3, interval: queue.interval / 1e3, ecn: queue.ecn };
    case 'fq-codel':
      return {
        limit,
        flows: queue.flows,
        quantum: queue.quantum,
        target: queue.target / 1e3,
        interval: queue.interval / 1e3,
        ecn: queue.ecn,
        drop_batch: queue.dropBatch,
      };
    case 'pie':
      return { limit, target: queue.target / 1e3, alpha: queue.alpha * 16, beta: queue.beta * 16, ecn: queue.ecn };
    case 'red':
      return {
        limit,
        min: queue.min,
        max: queue.max,
        ewma: [1, 2, 3, 4, 5, 6, 7, 8, 9].find(n => queue.weight * 2 ** n === 1),
        probability: queue.chance,
        ecn: queue.ecn,
        adaptive: queue.adaptive,
      };
    default:
      return {};
  }
};

const tc = findProgram('tc');
if (tc !== undefined) {
  inNamespaces(
    'tc itself takes these words, and refuses what is refused; the kernel, where it can, has the same values',
    () => {
      const inside = Namespace.create();
      try {
        ipBatch(inside, ['link add name q0 type veth peer name q1']);
        inside.enter(() => {
          const add = (text: string) =>
            spawnSync(tc, ['qdisc', 'add', 'dev', 'q0', 'root', ...text.split(' ')], { encoding: 'utf8' });
          // A kernel may be built without them: then tc has understood, and the kernel has not.
          const takes = ({ status, stderr }: ReturnType<typeof add>): boolean =>
            status === 0 || /qdisc kind is unknown/.test(stderr);
          for (const [text, queue] of Object.entries(plans)) {
            const added = add(text);
            assert.ok(takes(added), `${text}: ${added.stderr}`);
            if (added.status !== 0) continue;
            const json = spawnSync(tc, ['-j', '-d', 'qdisc', 'show', 'dev', 'q0'], { encoding: 'utf8' }).stdout;
            spawnSync(tc, ['qdisc', 'del', 'dev', 'q0', 'root']);
            const { options } = JSON.parse(json)[0] as { options: Record<string, unknown> };
            for (const [name, value] of Object.entries(shown(queue))) {
              const has = options[name] ?? false;
              // Linux counts CoDel's times in 1024 ns and PIE's in 64 ns, and shows them rounded down.
              const near =
                typeof value === 'number' && typeof has === 'number' && Math.abs(has - value) <= value / 1000;
              assert.ok(has === value || near, `${text}: ${name} is ${has}, not ${value}`);
            }
          }
          for (const text of Object.keys(refusedByTc)) assert.not(takes(add(text)), text);
        });
      } finally {
        inside.close();
      }
    },
  );
}

test.run();
