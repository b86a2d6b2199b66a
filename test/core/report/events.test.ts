import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createEvents, eventLine } from '../../../core/report/events.js';

const origin = { at: 1_500_000_000, stage: 'up', hook: 'ack-thief', event: 'burst' };

test('an event is one line with its keys in one order', () => {
  assert.is(
    eventLine({ event: 'burst', fields: { acks: 4, why: 'ä"\n' }, hook: 'ack-thief', stage: 'up', at: 1_500_000_000 }),
    '{"at":1500000000,"stage":"up","hook":"ack-thief","event":"burst","acks":4,"why":"ä\\"\\n"}\n',
  );
  assert.is(eventLine(origin), '{"at":1500000000,"stage":"up","hook":"ack-thief","event":"burst"}\n');
});

test('a field cannot take the place of the origin', () => {
  const read = JSON.parse(eventLine({ ...origin, fields: { at: 1, stage: 'down' } }));
  assert.equal(read, { ...origin, at_: 1, stage_: 'down' });
});

test('a field that JSON cannot hold is written as a text and never ends the run', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const read = JSON.parse(
    eventLine({ ...origin, fields: { big: 2n ** 64n, rate: Number.POSITIVE_INFINITY, gone: undefined, loop } }),
  );
  assert.is(read.big, '18446744073709551616');
  assert.is(read.rate, 'Infinity');
  assert.is(read.gone, null);
  assert.match(read.loop, /^not writable as JSON: /);
});

test('a file holds every event in order, also past its buffer', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hookline-events-'));
  try {
    const path = join(dir, 'events.jsonl');
    const file = createEvents(path);
    for (let at = 0; at < 5000; at++) file.write({ ...origin, at });
    file.flush();
    file.write({ ...origin, at: 5000 });
    file.close();
    file.close();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    assert.equal(
      lines.map(line => JSON.parse(line).at),
      Array.from({ length: 5001 }, (_, at) => at),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.run();
