/**
 * Runs a hook by hand, without root, sockets or threads: `import { rig } from 'hookline/sdk/testing'`.
 *
 *     const thief = rig(ackThief, { seed: 7, options: { chance: '100%' } });
 *     assert.equal(thief.preamble(ack).dropped, ['ack-stolen']);
 *     thief.settle();
 *
 * @packageDocumentation
 */
import { Frame } from './frame.js';
import { selectorOf } from './frame-selector.js';
import type { AnyHook, Columns, Context, Hook, VerdictOrNothing } from './hook.js';
import { type Options, optionValues } from './option.js';
import type { Outcome, Rig, RigLedger, RigSetup } from './rig.js';
import { columnsOf, type Parcel, RigFrames } from './rig-frames.js';
import { RigRoutes } from './rig-routes.js';
import { rigStage } from './rig-stage.js';
import { substream } from './rng.js';
import type { BitRate, Nanos } from './units.js';
import { checkVerdict, type Ticket, type Verdict } from './verdict.js';

export type { OptionTexts } from './option.js';
export type { Outcome, Rig, RigLedger, RigSetup } from './rig.js';
export type { RigStage } from './rig-stage.js';

interface Due {
  readonly at: number;
  readonly sequence: number;
  /** The frame that waits; absent for a timer. */
  readonly parcel?: Parcel;
  readonly back?: boolean;
  readonly task?: (now: Nanos) => void;
}

// A hook that always schedules something more for the same instant would never let time pass.
const MOST_AT_ONCE = 100_000;

/** A hook at a pretended stage. Throws what reading its options or its `setup` throws. */
export const rig = <O extends Options, S, C extends Columns>(hook: Hook<O, S, C>, setup: RigSetup<O> = {}): Rig<S> => {
  const frames = new RigFrames();
  const tally = { in: 0, born: 0, out: 0, dropped: 0, absorbed: 0 };
  const counters = new Map<string, number>();
  const events: Rig<S>['events'][number][] = [];
  const logs: Rig<S>['logs'][number][] = [];
  const captures: Rig<S>['captures'][number][] = [];
  const keptParcels = new Set<Parcel>();
  const routes = new RigRoutes(setup.routes ?? []);
  const fresh = (): Outcome => ({ passed: [], times: [], routes: [], back: [], dropped: [] });
  let outcome = fresh();
  let now = 0 as Nanos;
  let sequence = 0;
  let direction = setup.direction ?? 'up';
  let waiting: Due[] = [];

  const options = optionValues(hook.options ?? ({} as O), setup.options ?? {});
  const stage = rigStage();
  const copyOf = (frame: Frame): Parcel => frames.take(frame.bytes, columnsOf(hook.columns));

  const schedule = (span: number, what: Omit<Due, 'at' | 'sequence'>): void => {
    if (!(span >= 0)) throw new RangeError(`cannot wait for ${span} ns`);
    waiting.push({ ...what, at: now + Math.round(span), sequence: sequence++ });
  };
  const leave = (parcel: Parcel, back = false): void => {
    tally.out += 1;
    const frame = frames.release(parcel);
    if (back) outcome.back.push(frame);
    else {
      outcome.passed.push(frame);
      outcome.times.push(now);
      outcome.routes.push(parcel.route);
    }
  };
  const lose = (reason: string): void => {
    tally.dropped += 1;
    outcome.dropped.push(reason);
  };

  const ctx: Context<O, S> = {
    stage,
    get direction() {
      return direction;
    },
    get now() {
      return now;
    },
    options,
    state: hook.state?.(options) as S,
    rng: substream(setup.seed ?? 1, `rig/hook:${hook.name}`),
    log: {
      info: (text, fields = {}) => void logs.push({ level: 'info', text, fields }),
      warn: (text, fields = {}) => void logs.push({ level: 'warn', text, fields }),
    },
    count: (name, by = 1) => void counters.set(name, (counters.get(name) ?? 0) + by),
    emit: (event, fields = {}) => void events.push({ at: now, event, fields }),
    capture: (frame, comment = '') => void captures.push({ at: now, frame: frame.copy(), comment }),
    after: (span, task) => schedule(span, { task }),
    inject: (frame, how = {}) => {
      schedule(how.after ?? 0, { parcel: copyOf(frame), back: how.toward === 'back' });
      tally.born += 1;
    },
    get routes() {
      return routes.names;
    },
    route: name => routes.choose(name),
  };

  const keep = (parcel: Parcel, onKept: (ticket: Ticket) => void): void => {
    keptParcels.add(parcel);
    const own = frames.point(new Frame(), parcel);
    const use = (): void => {
      if (!keptParcels.delete(parcel)) throw new Error('this ticket has been used: a kept frame goes on once');
      frames.collect(own, parcel);
    };
    onKept({
      frame: own,
      release: () => {
        use();
        schedule(0, { parcel });
      },
      drop: reason => {
        use();
        lose(reason);
      },
    });
  };

  const obey = (verdict: Verdict, parcel: Parcel): void => {
    switch (verdict.kind) {
      case 'pass':
        leave(parcel);
        break;
      case 'drop':
        lose(verdict.reason);
        break;
      case 'hold':
        schedule(verdict.span, { parcel });
        break;
      case 'duplicate':
        for (let k = 1; k <= verdict.copies; k++) {
          schedule(k * verdict.spacing, { parcel: frames.twin(parcel, columnsOf(hook.columns)) });
        }
        tally.born += verdict.copies;
        leave(parcel);
        break;
      case 'replace':
        for (const frame of verdict.frames) schedule(0, { parcel: copyOf(frame) });
        tally.born += verdict.frames.length;
        tally.absorbed += 1;
        break;
      case 'keep':
        keep(parcel, verdict.onKept);
        break;
    }
  };

  const runUntil = (until: number): Outcome => {
    for (let atOnce = 0; ; atOnce++) {
      waiting.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
      const next = waiting[0];
      if (next === undefined || next.at > until) break;
      if (next.at > now) atOnce = 0;
      if (atOnce > MOST_AT_ONCE) throw new Error(`hook '${hook.name}' schedules without end at ${now} ns`);
      waiting = waiting.slice(1);
      now = next.at as Nanos;
      if (next.parcel) leave(next.parcel, next.back);
      else next.task?.(now);
    }
    now = until as Nanos;
    const reached = outcome;
    outcome = fresh();
    return reached;
  };

  const selectors = { preamble: selectorOf('preamble', hook), episode: selectorOf('episode', hook) };
  const through = (side: 'preamble' | 'episode', frame: Frame): Outcome => {
    const parcel = frames.enter(frame, () => columnsOf(hook.columns));
    const handler = (hook as AnyHook)[side];
    const call = (handed: Frame): VerdictOrNothing => {
      if (selectors[side]?.wants(handed) !== false) return handler?.(handed as never, ctx);
    };
    const verdict = routes.with(parcel, () => checkVerdict(hook.name, side, handler && frames.hand(parcel, call)));
    tally.in += 1;
    obey(verdict, parcel);
    return runUntil(now);
  };

  const count = (): RigLedger => ({
    ...tally,
    held: waiting.filter(due => due.parcel !== undefined).length,
    kept: keptParcels.size,
  });

  hook.setup?.(ctx);
  return {
    get now() {
      return now;
    },
    get direction() {
      return direction;
    },
    set direction(value) {
      direction = value;
    },
    get ledger() {
      return count();
    },
    state: ctx.state,
    stage,
    counters,
    events,
    logs,
    captures,
    preamble: frame => through('preamble', frame),
    episode: frame => through('episode', frame),
    advance: span => {
      if (!(span >= 0)) throw new RangeError(`time does not go back: ${span} ns`);
      return runUntil(now + span);
    },
    scenario: change => {
      const row = { at: now, route: 0, rate: stage.rate, delay: stage.delay, routeChanged: false, ...change };
      stage.set({ rate: row.rate as BitRate, delay: row.delay as Nanos });
      hook.onScenarioChange?.(row, ctx);
      return runUntil(now);
    },
    settle: () => {
      const ledger = count();
      const { born, out, dropped, absorbed, held, kept } = ledger;
      if (ledger.in + born !== out + dropped + absorbed + held + kept) {
        throw new Error(`hook '${hook.name}': frames are not conserved: ${JSON.stringify(ledger)}`);
      }
      return ledger;
    },
    teardown: () => hook.teardown?.(ctx),
  };
};
