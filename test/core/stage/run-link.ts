import { Causes } from '../../../core/frame/causes.js';
import { Ledger, ABSORBED as REASONS } from '../../../core/frame/ledger.js';
import { FrameStore } from '../../../core/frame/store.js';
import type { Plan } from '../../../core/plan/plan.js';
import { Engine } from '../../../core/stage/engine.js';
import { HookMarker } from '../../../core/stage/hook-marker.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { ABSORBED, OUT, type Recorder, silent } from '../../../core/stage/recorder.js';
import { seatHooks } from '../../../core/stage/seat-hooks.js';
import { hooksOf, type LinkCase, mayStand, planOf, traffic } from './random-link.js';

/** What became of the frames of a run. */
export interface LinkRun {
  readonly engine: Engine;
  /** Of all fates in their order: id, time, stage, fate and bytes. */
  readonly hash: number;
  readonly fates: number;
  /** Frames by cause of death; `left` and `absorbed` beside them. */
  readonly causes: Readonly<Record<string, number>>;
}

/** An hour: the slowest of queues is empty then. */
const DRAINED = 3600e9;
/** No frame is under way or held by an effect for so long. */
const SETTLED = 60e9;

/** Checks each fate as it comes and adds up what it finds. Throws at a frame that ends twice, or before its forerunner. */
class FateCheck {
  hash = 0x811c9dc5;
  fates = 0;
  readonly counts = new Map<number, number>();
  readonly names: string[] = [];
  private last = 0;
  private ended = new Uint8Array(4096);
  readonly recorder: Recorder = {
    ...silent,
    cause: (number, name) => {
      this.names[number] = name;
    },
    fate: (id, at, stage, fate, memory, start, length) => {
      if (at < this.last) throw new Error(`frame ${id} ends at ${at}, after ${this.last}`);
      this.last = at;
      if (id >= this.ended.length) this.grow(id);
      if (this.ended[id] === 1) throw new Error(`two frames of the id ${id}, or one that ended twice`);
      this.ended[id] = 1;
      this.fates++;
      this.counts.set(fate, (this.counts.get(fate) ?? 0) + 1);
      this.mix(id);
      this.mix(at % 4294967296);
      this.mix(Math.floor(at / 4294967296));
      this.mix(stage * 1024 + fate);
      this.mix(length);
      for (let i = start; i < start + length; i += 37) this.mix(memory[i]!);
    },
  };

  private mix(value: number): void {
    this.hash = Math.imul(this.hash ^ value, 0x01000193) >>> 0;
  }
  private grow(id: number): void {
    const more = new Uint8Array(2 * id);
    more.set(this.ended);
    this.ended = more;
  }
}

/** An engine for a plan that throws away what leaves. */
export const engineOf = (plan: Plan, store: FrameStore, recorder: Recorder, hooks: readonly UsedHook[]): Engine => {
  const engine = new Engine({
    plan,
    stages: [0, 1],
    store,
    ledger: new Ledger(),
    causes: new Causes((number, name) => recorder.cause(number, name)),
    recorder,
    egress: { send: (_port, slot) => store.free(slot), cross() {} },
    marker: new HookMarker(),
  });
  seatHooks(engine, hooks);
  engine.setup();
  return engine;
};

/** Puts a frame in as the drivers do. */
export const put = (engine: Engine, port: number, at: number, frame: Uint8Array): void => {
  const slot = engine.store.put(frame);
  if (slot >= 0) engine.arrive(port, slot, at);
  else engine.refuse(port, at, engine.store.memory, 0, 0, frame.length);
};

/** Lets pass what time it takes until nothing is inside but frames that may stand for ever, an hour at most. */
export const drain = (engine: Engine, { up, down }: LinkCase, from: number): void => {
  const may = [mayStand(up), mayStand(down)];
  const waits = (at: number): boolean =>
    engine.inside.inFlight > 0 && (at < SETTLED || engine.stages.some(({ inside }, i) => inside > 0 && !may[i]));
  for (let to = from + 1e8; to < DRAINED && waits(to / 4); to *= 4) engine.advance(to);
};

/** Runs the link until nothing moves any more. Throws at whatever is not as it must be, whatever the link. */
export const runLink = (given: LinkCase): LinkRun => {
  const check = new FateCheck();
  const store = new FrameStore(given.slots * 2048, 2048);
  const engine = engineOf(planOf(given), store, check.recorder, hooksOf(given));
  let came = 0;
  let last = 0;
  traffic(given, (port, at, frame) => {
    put(engine, port, at, frame);
    last = at;
    if (++came % 64 === 0) engine.audit();
  });
  drain(engine, given, last);
  engine.teardown();
  engine.audit();
  if (engine.failure) throw engine.failure.error;
  accounts(engine, check, came);
  for (const [i, stage] of engine.stages.entries()) stands(stage, mayStand(i === 0 ? given.up : given.down));
  const causes: Record<string, number> = {};
  for (const [fate, count] of check.counts) {
    const name = fate === OUT ? 'left' : fate < 0 ? 'absorbed' : check.names[fate]!;
    causes[name] = (causes[name] ?? 0) + count;
  }
  return { engine, hash: check.hash, fates: check.fates, causes };
};

/** What was written down and what was counted are the same. */
const accounts = ({ ledger, inside, causes }: Engine, { counts, fates }: FateCheck, came: number): void => {
  const same = (what: string, counted: number, written: number): void => {
    if (counted !== written) throw new Error(`${what}: the ledger has ${counted}, the fates ${written}`);
  };
  same('came', ledger.in, came);
  same('left', ledger.out, counts.get(OUT) ?? 0);
  REASONS.forEach((reason, i) => {
    same(reason, ledger.absorbedFor(i), counts.get(ABSORBED - i) ?? 0);
  });
  causes.names.forEach((name, i) => {
    same(name, ledger.lost(i), counts.get(i) ?? 0);
  });
  same('ended', ledger.in + ledger.births - inside.inFlight - inside.kept, fates);
};

/** Nothing is left of a stage but what its rate, its trace or its ticks never let go; that waits before the pacer. */
const stands = ({ plan, inside, bottleneck, wire }: Engine['stages'][number], may: boolean): void => {
  const { queue } = bottleneck;
  if (wire.frames > 0) throw new Error(`${plan.name}: ${wire.frames} frames are under way for ever`);
  if (wire.bytes !== 0) throw new Error(`${plan.name}: an empty wire of ${wire.bytes} bytes`);
  if (inside > bottleneck.frames)
    throw new Error(`${plan.name}: ${inside - bottleneck.frames} frames are held for ever`);
  if (inside > 0 && !may) throw new Error(`${plan.name}: ${inside} frames wait for ever`);
  if (queue.frames === 0 && queue.bytes !== 0) throw new Error(`${plan.name}: an empty queue of ${queue.bytes} bytes`);
};
