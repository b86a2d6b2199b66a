import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Plan } from '../../../core/plan/plan.js';
import { createEvents } from '../../../core/report/events.js';
import { FileRecorder, journalName } from '../../../core/report/file-recorder.js';
import { LaneReplay, replayLanes } from '../../../core/run/lane-replay.js';
import { OUT, type Recorder, silent } from '../../../core/stage/recorder.js';
import { substream } from '../../../sdk/rng.js';
import type { Nanos } from '../../../sdk/units.js';
import { FRAMES, hooksOf, type LinkCase, linkCases, planOf } from '../stage/random-link.js';
import { FakeLane, type Incoming } from './fake-lane.js';

const UNTIL = 150e6;

/** `recorder`, which writes down fates as well: id, time, stage, fate and bytes. */
const telling = (recorder: Recorder, fates: string[]): Recorder => {
  const names: string[] = [];
  return new Proxy(recorder, {
    get: (target, name: keyof Recorder) => {
      if (name === 'cause') {
        return (number: number, text: string): void => {
          names[number] = text;
          target.cause(number, text);
        };
      }
      if (name === 'fate') {
        return (...given: Parameters<Recorder['fate']>): void => {
          const [id, at, stage, fate, memory, start, length] = given;
          const what = fate === OUT ? 'left' : fate < 0 ? `absorbed ${fate}` : names[fate];
          const bytes = Buffer.from(memory.buffer, start, length).toString('latin1');
          fates.push(`${at} ${stage} #${id} ${what} ${bytes}`);
          target.fate(...given);
        };
      }
      return (target[name] as (() => void) | undefined)?.bind(target);
    },
  });
};

/** What sockets see: bursts, stamps that go backwards, reads that come late. */
const incoming = ({ seed, frames, gap }: LinkCase): Incoming[] => {
  const rng = substream(seed, 'sockets');
  let at = 0;
  return Array.from({ length: frames }, () => {
    if (rng.below(4) === 0) at += rng.below(8 * gap);
    const backwards = rng.below(5) === 0 ? rng.below(7e5) : 0;
    // A socket takes no more than a slot holds; what is longer is another test's.
    const fitting = FRAMES[rng.below(200)]!;
    return { port: rng.below(2), at, stamp: Math.max(0, at - backwards - rng.below(5e4)), bytes: fitting };
  });
};

const live = (folder: string, plan: Plan, given: LinkCase, storeBytes: number): string[] => {
  const rng = substream(given.seed, 'machine');
  const fates: string[] = [];
  const events = createEvents(join(folder, 'events.jsonl'));
  const files = new FileRecorder(folder, plan, 0, events);
  const lane = new FakeLane({
    plan,
    hooks: hooksOf(given),
    recorder: telling(files, fates),
    incoming: incoming(given),
    batch: 1 + (given.seed % 9),
    storeBytes,
    wait: timeout => Math.min(timeout, 1e6) + (rng.below(10) === 0 ? rng.below(9e6) : rng.below(2e5)),
    pass: () => rng.below(3e4),
    until: UNTIL,
  });
  lane.run();
  files.close();
  events.close();
  if (lane.engine.failure) throw lane.engine.failure.error;
  return fates;
};

test('a live lane and its replay agree in every fate, time and byte, whatever effects the link has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    let compared = 0;
    const property = fc.property(linkCases(600), given => {
      const plan = { ...planOf(given), duration: UNTIL as Nanos };
      // Down to where memory refuses much: 18 slots armed and 24 on their way out are less than a quarter.
      const storeBytes = Math.max(given.slots, 200) * 2048;
      const fates = live(folder, plan, given, storeBytes);
      const again: string[] = [];
      const lane = { stages: [0, 1], storeBytes, endedAt: UNTIL };
      const journal = join(folder, journalName(0));
      const recorder = telling(silent, again);
      replayLanes([new LaneReplay({ plan, hooks: hooksOf(given), lane, journal, recorder })]);
      assert.equal(again, fates);
      compared += fates.length;
    });
    fc.assert(property, { seed: 61, numRuns: 150 });
    assert.ok(compared > 10_000, `${compared}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
