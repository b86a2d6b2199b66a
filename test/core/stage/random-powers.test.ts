import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HookPlan, Plan } from '../../../core/plan/plan.js';
import { ALTERATIONS } from '../../../core/stage/alteration.js';
import type { HookSeat, UsedHook } from '../../../core/stage/hook-seat.js';
import { ReloadFailure, reloadHook } from '../../../core/stage/reload.js';
import { pressureCycle } from '../../../core/topology/pressure-cycle.js';
import type { Frame } from '../../../sdk/frame.js';
import { type AnyHook, type Context, defineHook, type VerdictOrNothing } from '../../../sdk/hook.js';
import { RIGHTS, type Right } from '../../../sdk/rights.js';
import { type BitRate, type Bytes, ns, type Ratio } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep, replace, type Ticket } from '../../../sdk/verdict.js';
import { Lab, labPlan } from './lab.js';
import { randomGraph } from './random-graph.js';

interface State {
  tickets: Ticket[];
  /** Frames that it may still make: without an end they would breed. */
  left: number;
}

const scribble = (frame: Frame, { rng }: Context): void => {
  switch (rng.below(5)) {
    case 0:
      frame.edit16(frame.start + rng.below(frame.length + 2), rng.below(65536));
      break;
    case 1:
      if (frame.length > 0) frame.bytes[rng.below(frame.length)]! ^= 1 + rng.below(255);
      break;
    case 2:
      frame.resize(1 + rng.below(Math.min(frame.capacity, 2 * frame.length)));
      break;
    case 3:
      frame.repair();
      break;
    default:
      frame.write(0, frame.bytes.slice(0, 6).reverse());
  }
};

/** Stands for the end of a hook that hangs, from outside: nothing of what was to follow is done. */
class Ended extends Error {}
/** One call in so many hangs. */
let hangsOf = Number.POSITIVE_INFINITY;
const mayHang = ({ rng }: Context): void => {
  if (hangsOf < Number.POSITIVE_INFINITY && rng.below(hangsOf) === 0) throw new Ended();
};

/** Does at random whatever a hook can do, and throws now and then in the middle of it. */
const anything = (frame: Frame, ctx: Context): VerdictOrNothing => {
  const { rng, inject, after, stage, routes, route } = ctx;
  const state = ctx.state as State;
  const span = ns(rng.below(2) * rng.below(3e6));
  const use = (ticket: Ticket | undefined): void => {
    if (ticket === undefined) return;
    if (rng.below(3) === 0) scribble(ticket.frame, ctx);
    if (rng.below(8) === 0) throw new Error('before the ticket');
    mayHang(ctx);
    if (rng.below(2) === 0) ticket.release();
    else ticket.drop('aged');
  };
  const makes = (): boolean => state.left-- > 0;
  if (rng.below(4) === 0) scribble(frame, ctx);
  if (rng.below(8) === 0 && makes()) inject(frame, { after: span, toward: rng.below(2) === 0 ? 'back' : 'onward' });
  if (rng.below(8) === 0 && routes.length > 0) route(rng.pick(routes));
  if (rng.below(12) === 0) after(span, () => use(state.tickets.shift()));
  if (rng.below(20) === 0) use(state.tickets.pop());
  if (rng.below(40) === 0) stage.set({ delay: span, rate: rng.pick([1e6, 1e8, Number.POSITIVE_INFINITY]) as BitRate });
  if (rng.below(30) === 0) throw new Error('by chance');
  mayHang(ctx);
  switch (rng.below(14)) {
    case 0:
      return drop('chance');
    case 1:
      return hold(span);
    case 2:
      return makes() ? duplicate(rng.below(3), span) : undefined;
    case 3:
      return makes() ? replace(...[frame.copy(), frame].slice(rng.below(3))) : undefined;
    case 4:
      return keep(ticket => {
        state.tickets.push(ticket);
        if (rng.below(10) === 0) throw new Error('told of a frame');
        mayHang(ctx);
        after(span, () => use(ticket.frame.length > 0 ? ticket : undefined));
      });
    default:
      return undefined;
  }
};

const SIDES: Partial<AnyHook>[] = [
  { preamble: anything as never },
  { episode: anything as never },
  { preamble: anything as never, episode: anything as never },
];

const version = (name: string, side: number, more: Partial<AnyHook>): AnyHook =>
  defineHook({
    name,
    state: (): State => ({ tickets: [], left: 8 }),
    setup: (ctx: Context) => ctx.after(ns(1000), () => void ctx.rng.u32()),
    ...SIDES[side],
    ...more,
  } as AnyHook);

/** What a version of a hook is besides: it adopts, is made anew, or fails half-way. */
const LIVES: ((ctx: Context) => Partial<AnyHook>)[] = [
  () => ({}),
  () => ({ adopt: former => former }),
  () => ({ columns: { mark: 'u32' } }),
  () => ({ setup: meddles }),
  () => ({ adopt: (_, ctx) => meddles(ctx as Context, true) }),
];
const meddles = (ctx: Context, fails = ctx.rng.below(2) === 0): never | undefined => {
  ctx.rng.u32();
  ctx.count('meddled');
  ctx.stage.set({ delay: ns(ctx.rng.below(1e6)) });
  ctx.after(ns(5), () => ctx.count('later'));
  if (fails && ctx.direction !== 'up') throw new Error('half-way');
  return undefined;
};

const filters = [undefined, undefined, 'greater 200', 'ether[0] & 1 = 0'];
const hookCase = fc.record({
  side: fc.nat(2),
  scope: fc.constantFrom('stage' as const, 'link' as const),
  order: fc.constantFrom(undefined, 'pre' as const, 'post' as const),
  rights: fc.option(fc.subarray([...RIGHTS]), { nil: undefined }),
  frames: fc.option(fc.nat(12), { nil: undefined }),
  bytes: fc.option(fc.nat(6000), { nil: undefined }),
  share: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
  onError: fc.constantFrom('drop' as const, 'pass' as const, 'detach' as const),
  filter: fc.constantFrom(...filters),
  nth: fc.constantFrom(undefined, undefined, '2-', '1,3-9', '2- of flow'),
});
type HookCase = typeof hookCase extends fc.Arbitrary<infer T> ? T : never;

const linkCase = fc.array(
  fc.record({ port: fc.nat(1), gap: fc.constantFrom(0, 1, 1000, 1e6), length: fc.integer({ min: 1, max: 1500 }) }),
  { minLength: 1, maxLength: 50, size: 'max' },
);
/** A plan and what arrives in it: a link, or a graph of stages. */
const traffic: fc.Arbitrary<{ plan: Plan; arrivals: readonly { port: number; at: number; length: number }[] }> =
  fc.oneof(
    linkCase.map(given => {
      let at = 0;
      const arrivals = given.map(({ port, gap, length }) => ({ port, length, at: (at += gap) }));
      return { plan: labPlan(), arrivals };
    }),
    randomGraph.filter(({ plan }) => pressureCycle(plan) === undefined),
  );

const happening = fc.oneof(
  fc.record({ behind: fc.nat(49), hook: fc.nat(2), side: fc.nat(2), life: fc.nat(LIVES.length - 1) }),
  fc.record({ behind: fc.nat(49), stage: fc.nat(5), rate: fc.constantFrom(1e6, 1e8) }),
  fc.record({ behind: fc.nat(49), stage: fc.nat(5), detach: fc.nat(2) }),
);

const runCase = fc.record({
  traffic,
  hooks: fc.array(hookCase, { minLength: 1, maxLength: 3 }),
  happenings: fc.array(happening, { maxLength: 5 }),
  steps: fc.array(fc.nat(5e5), { minLength: 60, maxLength: 60 }),
  slots: fc.constantFrom(4096, 32),
});
type RunCase = typeof runCase extends fc.Arbitrary<infer T> ? T : never;

const nameOf = (i: number): string => `h${i}`;
const planned = ({ rights, frames, bytes, share, onError, filter, nth }: HookCase, stages: string[]): HookPlan =>
  ({
    file: 'a.ts',
    stages,
    options: {},
    places: {},
    onError,
    ...(rights ? { rights } : {}),
    ...(frames === undefined && bytes === undefined && share === undefined
      ? {}
      : {
          budget: {
            ...(frames === undefined ? {} : { frames }),
            ...(bytes === undefined ? {} : { bytes: bytes as Bytes }),
            ...(share === undefined ? {} : { share: share as Ratio }),
          },
        }),
    ...(filter ? { filter } : {}),
    ...(nth ? { nth } : {}),
  }) as HookPlan;

/** Bytes that tell which arrival a frame was. */
const bytesOf = (i: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at === 0 ? i : (i * 31 + at * 7) & 255));

interface Op {
  readonly at: number;
  do(lab: Lab): void;
}
interface Made {
  readonly lab: Lab;
  readonly ops: readonly Op[];
  readonly seated: readonly UsedHook[];
}

const labOf = ({ traffic: { plan }, hooks, slots }: RunCase, others: readonly Partial<UsedHook>[] = []): Lab => {
  const stages = plan.stages.map(({ name }) => name);
  const used = hooks.map((each, i) => ({
    ...planned(each, stages),
    hook: version(nameOf(i), each.side, { scope: each.scope, ...(each.order ? { order: each.order } : {}) }),
  }));
  return new Lab({ plan, hooks: [...used, ...others], storeBytes: slots * 2048 });
};

/** Runs the case as a lane does, time going on in steps between what happens; notes what happened when. */
const live = (given: RunCase, others: readonly Partial<UsedHook>[] = []): Made => {
  const lab = labOf(given, others);
  const { engine, store } = lab;
  const ops: Op[] = [];
  const seats = engine.stages.flatMap(({ chain }) => chain.seats);
  const run = (op: (lab: Lab) => void): void => {
    const at = engine.now();
    op(lab);
    ops.push({ at, do: op });
  };
  given.traffic.arrivals.forEach(({ port, at, length }, i) => {
    for (const step = 1e4 + given.steps[i]!; engine.now() + step < at; ) engine.advance(engine.now() + step);
    engine.advance(at);
    run(({ engine: into, store: room }) => {
      const bytes = bytesOf(i, length);
      const slot = room.put(bytes);
      if (slot >= 0) into.arrive(port, slot, at);
      else into.refuse(port, at, bytes, 0, length, length);
    });
    for (const each of given.happenings) {
      if (each.behind !== i) continue;
      if ('life' in each) {
        const hook = given.hooks[each.hook];
        if (hook === undefined) continue;
        const { scope, order } = hook;
        const make = (): AnyHook =>
          version(nameOf(each.hook), each.side, {
            scope,
            ...(order ? { order } : {}),
            ...LIVES[each.life]!(undefined as never),
          });
        const reload = (on: Lab): void => {
          const { used } = on.engine.stages
            .flatMap(({ chain }) => chain.seats)
            .find(seat => seat.name === nameOf(each.hook))!;
          reloadHook(on.engine, used, { index: each.hook, hook: make(), bundle: 'b', plan: planned(hook, []) });
        };
        const now = engine.now();
        try {
          reload(lab);
          ops.push({ at: now, do: reload });
        } catch (error) {
          // No journal has it.
          if (!(error instanceof ReloadFailure)) throw error;
        }
      } else {
        const stage = each.stage % given.traffic.plan.stages.length;
        const change = 'rate' in each ? { rate: each.rate as BitRate } : { detach: nameOf(each.detach) };
        run(({ engine: into }) => into.change(stage, change));
      }
      engine.audit();
    }
    engine.audit();
    for (const seat of seats) seat.powers?.refused;
    assert.ok(store.used >= 0);
  });
  lab.run(1e13);
  return { lab, ops, seated: seats.map(({ used }) => used) };
};

const replayed = (given: RunCase, { ops }: Made): Lab => {
  const lab = labOf(given);
  for (const op of ops) {
    lab.engine.advance(op.at);
    op.do(lab);
  }
  return lab.run(1e13);
};

const RIGHT_OF: Record<string, readonly Right[]> = {
  dropped: ['drop'],
  held: ['delay'],
  kept: ['delay'],
  duplicated: ['inject'],
  replaced: ['modify'],
  modified: ['modify'],
  injected: ['inject'],
  routed: ['delay'],
  'stage-set': ['delay', 'drop'],
};

test('whatever hooks of any rights and budgets do, throw, and are replaced by, frames are conserved and a replay agrees', () => {
  const did = new Set<string>();
  let reloads = 0;
  fc.assert(
    fc.property(runCase, given => {
      const one = live(given);
      const { engine, truth } = one.lab;
      assert.is(engine.failure, undefined);
      assert.is(engine.inside.inFlight, 0);
      const again = replayed(given, one);
      assert.equal(again.fates, one.lab.fates);
      assert.equal(again.truth, truth);
      assert.equal(again.sent, one.lab.sent);
      const seats = engine.stages.flatMap(({ chain }) => chain.seats);
      const told = truth.map(line => line.split(' '));
      for (const words of told) did.add(words[4]!);
      given.hooks.forEach((hook, i) => {
        const own = told.filter(words => words[1] === nameOf(i));
        for (const words of own)
          for (const right of RIGHT_OF[words[4]!]!) assert.ok(hook.rights?.includes(right) ?? true, `${words}`);
        // What a frame is replaced by is one alteration, with a line for each frame.
        const charged = new Set(own.map((words, line) => (words[4] === 'replaced' ? `${words[0]} ${words[3]}` : line)));
        assert.ok(charged.size <= (hook.frames ?? Number.POSITIVE_INFINITY));
        const at = seats.filter(({ name }) => name === nameOf(i));
        assert.is(
          at.reduce((sum, seat) => sum + seat.did.reduce((a, b) => a + b), 0),
          own.length,
        );
        const active = at.filter(seat => seat.did.some(count => count > 0)).length;
        assert.ok(active <= Math.floor((hook.share ?? 1) * at.length));
        reloads += at.reduce((sum, seat) => sum + seat.reloads, 0);
      });
    }),
    { seed: 61, numRuns: 150 },
  );
  assert.equal([...did].sort(), [...ALTERATIONS].sort());
  assert.ok(reloads > 100, `${reloads} reloads`);
});

test('without the rights to modify and to inject no byte of any frame that leaves is another than when it came', () => {
  let left = 0;
  fc.assert(
    fc.property(runCase, given => {
      const hooks = given.hooks.map(each => ({
        ...each,
        rights: (each.rights ?? RIGHTS).filter(right => right !== 'modify' && right !== 'inject'),
      }));
      const { lab } = live({ ...given, hooks });
      const came = new Set(given.traffic.arrivals.map(({ length }, i) => `${bytesOf(i, length)}`));
      for (const { bytes } of lab.sent) assert.ok(came.has(`${bytes}`));
      left += lab.sent.length;
    }),
    { seed: 62, numRuns: 80 },
  );
  assert.ok(left > 500, `${left} left`);
});

test('a hook that may only observe, whatever it tries, changes no fate, no byte and no time of any frame', () => {
  fc.assert(
    fc.property(
      runCase,
      fc.nat(2),
      fc.constantFrom('pre' as const, 'post' as const, undefined),
      (given, side, order) => {
        const stages = given.traffic.plan.stages.map(({ name }) => name);
        const hook = version('onlooker', side, { ...(order ? { order } : {}) });
        const without = live(given);
        const beside = live(given, [{ hook, stages, rights: ['observe'], onError: 'pass' }]);
        assert.equal(beside.lab.fates, without.lab.fates);
        assert.equal(beside.lab.sent, without.lab.sent);
        assert.equal(beside.lab.truth, without.lab.truth);
      },
    ),
    { seed: 63, numRuns: 80 },
  );
});

/** Lets what a chain catches of hangs pass, the hook still marked as running: as it is when its execution is ended. */
const lettingHang = (lab: Lab): Lab => {
  for (const { chain, ordinal } of lab.engine.stages) {
    const inner = chain as unknown as { failed(seat: HookSeat, phase: number, slot: number, error: unknown): boolean };
    const failed = inner.failed.bind(chain);
    inner.failed = (seat, phase, slot, error) => {
      if (!(error instanceof Ended)) return failed(seat, phase, slot, error);
      lab.engine.marker.enter(ordinal, seat.index, phase, slot);
      throw error;
    };
  }
  return lab;
};

/** Does it, and recovers when a hook hangs in it, then does what is due until `to`; how often one has hung. */
const recovering = ({ engine }: Lab, to: number, work: () => void = () => {}): number => {
  let hangs = 0;
  for (let next = work; ; ) {
    try {
      next();
      engine.advance(to);
      return hangs;
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      hangs += 1;
      // A hook called by this may hang as well.
      next = () => {
        engine.recover('hang');
        engine.audit();
      };
    }
  }
};

test('hooks that hang in handlers, timers and tickets cost one frame each at most, and nothing stands still', () => {
  let hangs = 0;
  let dropped = 0;
  hangsOf = 12;
  try {
    fc.assert(
      fc.property(runCase, given => {
        const lab = lettingHang(labOf(given));
        const { engine, store } = lab;
        let here = 0;
        given.traffic.arrivals.forEach(({ port, at, length }, i) => {
          here += recovering(lab, at);
          const bytes = bytesOf(i, length);
          const slot = store.put(bytes);
          here += recovering(lab, at, () => {
            if (slot >= 0) engine.arrive(port, slot, at);
            else engine.refuse(port, at, bytes, 0, length, length);
          });
          engine.audit();
        });
        for (let to = engine.now() + 1e9; engine.nextDeadline() < 1e13; to += 1e9)
          here += recovering(lab, Math.max(to, engine.nextDeadline()));
        engine.audit();
        assert.is(engine.inside.inFlight, 0);
        const ids = lab.fates.map(fate => fate.split(' ')[2]);
        assert.is(new Set(ids).size, ids.length);
        const ended = lab.fates.filter(fate => fate.endsWith(':hang')).length;
        assert.ok(ended <= here, `${ended} frames of ${here} hangs`);
        hangs += here;
        dropped += ended;
      }),
      { seed: 64, numRuns: 150 },
    );
  } finally {
    hangsOf = Number.POSITIVE_INFINITY;
  }
  assert.ok(hangs > 200 && dropped > 30, `${hangs} hangs, ${dropped} frames`);
});

test.run();
