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
import type { Scenario } from '../../../core/scenario/scenario.js';
import type { Engine } from '../../../core/stage/engine.js';
import { HookMarker } from '../../../core/stage/hook-marker.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { OUT, type Recorder, silent } from '../../../core/stage/recorder.js';
import { reloadHook } from '../../../core/stage/reload.js';
import type { StageChange } from '../../../core/stage/stage-change.js';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, type Context, defineHook } from '../../../sdk/hook.js';
import { substream, type Xoshiro128 } from '../../../sdk/rng.js';
import { type BitRate, type Nanos, ns, type Ratio } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep } from '../../../sdk/verdict.js';
import { labPlan } from '../stage/lab.js';
import { FakeLane, type Incoming } from './fake-lane.js';

const STORE_BYTES = 2048 * 1024;

/** Fates in order, causes by name: `AT STAGE #ID FATE`. */
const collector = (): { fates: string[]; recorder: Recorder } => {
  const fates: string[] = [];
  const causes: string[] = [];
  return {
    fates,
    recorder: {
      ...silent,
      cause: (number, name) => {
        causes[number] = name;
      },
      fate: (id, at, stage, fate) => {
        fates.push(`${at} ${stage} #${id} ${fate === OUT ? 'left' : fate < 0 ? 'absorbed' : causes[fate]}`);
      },
    },
  };
};

const both = (a: Recorder, b: Recorder): Recorder => ({
  arrival: (...given) => void [a.arrival(...given), b.arrival(...given)],
  crossing: (...given) => void [a.crossing(...given), b.crossing(...given)],
  clock: (...given) => void [a.clock(...given), b.clock(...given)],
  memory: (...given) => void [a.memory(...given), b.memory(...given)],
  change: (...given) => void [a.change(...given), b.change(...given)],
  reload: (...given) => void [a.reload?.(...given), b.reload?.(...given)],
  fate: (...given) => void [a.fate(...given), b.fate(...given)],
  tap: (...given) => void [a.tap(...given), b.tap(...given)],
  cause: (...given) => void [a.cause(...given), b.cause(...given)],
  capture: (...given) => void [a.capture(...given), b.capture(...given)],
  event: (...given) => void [a.event(...given), b.event(...given)],
});

/**
 * Drops, holds, copies, keeps, answers and sets timers at random, from its own substream. Each version does it more seldom;
 * odd ones take over the state, even ones begin anew.
 */
const meddler = (scope: 'stage' | 'link', version = 0): AnyHook =>
  defineHook({
    name: 'meddler',
    scope,
    state: () => ({ seen: 0 }),
    ...(version % 2 === 0 ? {} : { adopt: (former: unknown) => former as { seen: number } }),
    setup({ after, inject }) {
      if (version > 0) after(ns(1e6 + version), () => inject(Frame.of(new Uint8Array(60 + version))));
    },
    preamble(frame, { rng, state, inject, after, stage }) {
      state.seen += 1;
      const span = ns(rng.below(3) === 0 ? 0 : rng.below(5e6));
      switch (rng.below(10 + version)) {
        case 0:
          return drop('chance');
        case 1:
          return hold(span);
        case 2:
          return duplicate(2, span);
        case 3:
          return keep(ticket => after(span, () => ticket.release()));
        case 4:
          inject(frame, { toward: 'back', after: span });
          return;
        case 5:
          stage.set({ delay: ns(state.seen * 1e4) });
          return;
        default:
          return;
      }
    },
    // Versions differ in the sides on which they are called as well.
    ...(version % 3 === 2
      ? {}
      : { episode: (_: unknown, { rng }: Context) => (rng.below(8) === 0 ? hold(ns(rng.below(2e6))) : undefined) }),
  });

/** Traffic of both ports as sockets see it: bursts, stamps that go backwards, reads that come late. */
const traffic = (seed: number, frames: number): Incoming[] => {
  const rng = substream(seed, 'traffic');
  let at = 0;
  const incoming: Incoming[] = [];
  for (let i = 0; i < frames; i++) {
    at += rng.below(4) === 0 ? rng.below(3e6) : rng.below(2e4);
    const backwards = rng.below(5) === 0 ? rng.below(7e5) : 0;
    const length = 60 + rng.below(1400);
    incoming.push({
      port: rng.below(2),
      at,
      stamp: Math.max(0, at - backwards - rng.below(5e4)),
      bytes: new Uint8Array(length).fill(i),
    });
  }
  return incoming;
};

const bare: Plan = labPlan({
  scenario: {
    rows: [0, 20, 40].map((at, route) => ({
      at: (at * 1e6) as Nanos,
      route,
      delay: ((8 - 3 * route) * 1e6) as Nanos,
      rate: ((route + 1) * 7e6) as BitRate,
    })),
  },
  queue: { limit: 'bytes', bytes: 20_000 },
  reconfiguration: { delay: 3e6 as Nanos, mode: 'all' },
  startup: 'first-packet',
});
const plan: Plan = {
  ...bare,
  hooks: [{ file: 'meddler', stages: ['up', 'down'], options: {}, onError: 'stop', places: {} }],
};

/** What somebody might set from outside, a setting or two at a time, now and then another table. */
const randomChange = (rng: Xoshiro128): StageChange => {
  const one = (): StageChange => {
    switch (rng.below(9)) {
      case 0:
        return { rate: (rng.below(4) === 0 ? Number.POSITIVE_INFINITY : rng.below(3e7)) as BitRate };
      case 1:
        return { delay: rng.below(2e7) as Nanos };
      case 2:
        return { loss: (rng.below(30) / 100) as Ratio };
      case 3:
        return { ber: rng.below(10) / 1e5 };
      case 4:
        return { duplicate: (rng.below(30) / 100) as Ratio };
      case 5:
        return { jitter: rng.below(3e6) as Nanos };
      case 6:
        return { mtu: 300 + rng.below(1300) };
      case 7:
        return {
          queue: [{ limit: 'auto', multiplier: 1.5 } as const, { limit: 'frames', frames: rng.below(20) } as const][
            rng.below(2)
          ]!,
        };
      default:
        return { scenario: randomTable(rng) };
    }
  };
  return { ...one(), ...one() };
};

const randomTable = (rng: Xoshiro128): Scenario => ({
  rows: [0, 7, 19].map(at => ({
    at: (at * 1e6) as Nanos,
    route: rng.below(3),
    delay: rng.below(9e6) as Nanos,
    rate: (5e6 + rng.below(9e6)) as BitRate,
    loss: (rng.below(20) / 100) as Ratio,
    ...(at === 7 ? {} : { queueBytes: 3000 + rng.below(9000) }),
  })),
  end: { kind: 'loop', at: 30e6 as Nanos },
});

interface Case {
  readonly seed: number;
  readonly frames: number;
  readonly batch: number;
  /** Stops by flag instead of at an agreed time. */
  readonly stopped: boolean;
  /** Another version of the hook now and then. */
  readonly reloads: boolean;
}

/** Runs the fake lane with a journal in `folder`; returns what became of the frames. */
const live = (
  folder: string,
  { seed, frames, batch, stopped, reloads }: Case,
  hooks: readonly UsedHook[],
  until: number,
): { readonly fates: string[]; readonly versions: number } => {
  let versions = 0;
  const rng = substream(seed, 'machine');
  const sets = substream(seed, 'sets');
  const { fates, recorder } = collector();
  const events = createEvents(join(folder, 'events.jsonl'));
  const files = new FileRecorder(folder, plan, 0, events);
  const lane = new FakeLane({
    plan,
    hooks,
    recorder: both(files, recorder),
    incoming: traffic(seed, frames),
    batch,
    storeBytes: STORE_BYTES,
    // Wake-ups are late, and now and then very late.
    wait: timeout => Math.min(timeout, 1e6) + (rng.below(10) === 0 ? rng.below(9e6) : rng.below(2e5)),
    pass: () => {
      if (rng.below(25) === 0) lane.engine.change(sets.below(2), randomChange(sets));
      // Now and then the machine's memory is low for a while.
      if (rng.below(40) === 0)
        lane.engine.limitMemory(rng.below(2) === 0 ? lane.engine.store.used : Number.POSITIVE_INFINITY);
      if (reloads && rng.below(30) === 0) load(lane.engine, hooks, ++versions);
      return rng.below(3e4);
    },
    ...(stopped ? {} : { until }),
  });
  if (stopped) {
    const stopAt = rng.below(until);
    const { advance } = lane.engine;
    lane.engine.advance = to => {
      advance.call(lane.engine, to);
      if (lane.now >= stopAt) lane.control.stop();
    };
  }
  lane.run();
  files.close();
  events.close();
  if (lane.engine.failure) throw lane.engine.failure.error;
  lane.engine.audit();
  return { fates, versions };
};

const load = (engine: Engine, [seated]: readonly UsedHook[], version: number): void => {
  const hook = meddler(seated!.hook.scope as 'stage' | 'link', version);
  reloadHook(engine, seated!, { index: 0, plan: plan.hooks[0]!, hook, bundle: `meddler.${version}.cjs` });
};

const replayed = (folder: string, hooks: readonly UsedHook[], duration: number): string[] => {
  const { fates, recorder } = collector();
  const lane = { stages: [0, 1], storeBytes: STORE_BYTES, endedAt: duration };
  const reload = (engine: Engine, _: number, bundle: string): void => load(engine, hooks, Number(bundle.split('.')[1]));
  const journal = join(folder, journalName(0));
  replayLanes([new LaneReplay({ plan, hooks, lane, journal, recorder, changes: { reload } })]);
  return fates;
};

const used = (hook: AnyHook): UsedHook[] => [{ hook, stages: ['up', 'down'], values: {}, onError: 'stop' }];

test('the journal of a live lane, fed to the virtual driver, gives the same fates, order and due times', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    const cases: fc.Arbitrary<Case> = fc.record({
      seed: fc.nat(),
      frames: fc.integer({ min: 1, max: 120 }),
      batch: fc.integer({ min: 1, max: 9 }),
      stopped: fc.boolean(),
      reloads: fc.boolean(),
    });
    let compared = 0;
    let reloaded = 0;
    const property = fc.property(cases, fc.constantFrom('stage' as const, 'link' as const), (given, scope) => {
      const hooks = used(meddler(scope));
      const until = 200e6;
      const { fates, versions } = live(folder, given, hooks, until);
      reloaded += versions;
      const again = replayed(folder, hooks, until);
      // A lane that was stopped ended earlier than its replay.
      assert.equal(given.stopped ? again.slice(0, fates.length) : again, fates);
      compared += fates.length;
    });
    fc.assert(property, { seed: 12, numRuns: 120 });
    assert.ok(compared > 5000);
    assert.ok(reloaded > 100);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Stands for what V8 throws when execution is ended from outside: no handler of the engine may see it. */
class Ended extends Error {}

/** Ends execution inside the n-th call of a hook, as a watchdog does: behind it nothing cleans up. */
class EndingMarker extends HookMarker {
  constructor(
    cells: Float64Array,
    private readonly call: number,
  ) {
    super(cells);
  }
  override enter(stage: number, seat: number, phase: number, slot: number): void {
    super.enter(stage, seat, phase, slot);
    if (this.calls === this.call) throw new Ended();
  }
}

test('a hook ended in the middle of a batch costs exactly its frame: all others fare as if it had been dropped', () => {
  const property = fc.property(
    fc.nat(),
    fc.integer({ min: 1, max: 150 }),
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom(0, 4e6),
    (seed, call, batch, late) => {
      const incoming = traffic(seed, 100);
      const run = (hook: AnyHook, marker?: (cells: Float64Array) => HookMarker): [FakeLane, string[]] => {
        const { fates, recorder } = collector();
        const lane = new FakeLane({
          plan,
          incoming,
          batch,
          recorder,
          // Late wake-ups leave deliveries to be done between the arrivals of one batch.
          ...(late > 0 ? { wait: (timeout: number) => Math.min(timeout, 1e6) + late, until: 400e6 } : {}),
          hooks: [{ hook, stages: ['up', 'down'], values: {}, onError: 'drop' }],
          ...(marker ? { marker } : {}),
        });
        return [lane, fates];
      };
      let calls = 0;
      const dropping = (): ReturnType<typeof drop> | undefined => (++calls === call ? drop('hang') : undefined);
      const [expected, expectedFates] = run(defineHook({ name: 'spin', preamble: dropping, episode: dropping }));
      expected.run();

      const innocent = defineHook({ name: 'spin', preamble: () => {}, episode: () => {} });
      const [lane, fates] = run(innocent, cells => new EndingMarker(cells, call));
      let ended = 0;
      for (;;) {
        try {
          lane.driver.run();
          break;
        } catch (error) {
          if (!(error instanceof Ended)) throw error;
          ended++;
          lane.engine.recover('hang');
        }
      }
      lane.driver.disarm();
      lane.engine.audit();
      assert.is(ended, call <= calls ? 1 : 0);
      assert.equal(fates, expectedFates);
      assert.is(fates.filter(fate => fate.endsWith('hook:spin:hang')).length, ended);
      assert.equal(
        lane.sent.map(({ port, first }) => [port, first]),
        expected.sent.map(({ port, first }) => [port, first]),
      );
    },
  );
  fc.assert(property, { seed: 13, numRuns: 100 });
});

test.run();
