import { Causes } from '../../../core/frame/causes.js';
import { Ledger } from '../../../core/frame/ledger.js';
import { FrameStore } from '../../../core/frame/store.js';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import {
  AT_ONCE,
  constant,
  type Plan,
  type QueuePlan,
  type Reconfiguration,
  type Startup,
} from '../../../core/plan/plan.js';
import { LINK_PORTS, LINK_TOPOLOGIES } from '../../../core/plan/port-plan.js';
import type { Scenario } from '../../../core/scenario/scenario.js';
import { ALTERATIONS } from '../../../core/stage/alteration.js';
import { Engine } from '../../../core/stage/engine.js';
import { HookMarker, PHASES } from '../../../core/stage/hook-marker.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { OUT, type Recorder } from '../../../core/stage/recorder.js';
import { seatHooks } from '../../../core/stage/seat-hooks.js';
import type { AnyHook } from '../../../sdk/hook.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';

export const CLIENT = 0;
export const SERVER = 1;

export interface LabSetup {
  /** In place of a link; what is said of both directions is then not looked at. */
  readonly plan?: Plan;
  readonly hooks?: readonly (AnyHook | Partial<UsedHook>)[];
  /** Of both directions. Default: 8 Mbit/s (a byte a microsecond) and 10 ms. */
  readonly scenario?: Scenario;
  readonly queue?: QueuePlan;
  readonly reconfiguration?: Reconfiguration;
  readonly effects?: EffectsPlan;
  readonly startup?: Startup;
  readonly seed?: number;
  readonly storeBytes?: number;
  /** Ordinals of the stages this engine has; default both. */
  readonly stages?: readonly number[];
  readonly crossingsGiven?: boolean;
  /** Nanoseconds of a clock that hooks are timed by; none by default. */
  readonly stopwatch?: () => number;
  /** Sides of the stages of which the recorder hears, by ordinal. */
  readonly captured?: readonly number[];
  /** Whether the hooks' setup is called at once; the default. */
  readonly setUp?: boolean;
}

export const labPlan = ({ scenario, queue, reconfiguration, effects, startup, seed }: LabSetup = {}): Plan => {
  const common = {
    scenario: scenario ?? constant(8e6 as BitRate, 10e6 as Nanos),
    queue: queue ?? ({ limit: 'none' } as const),
    reconfiguration: reconfiguration ?? AT_ONCE,
    effects: effects ?? {},
  };
  return {
    seed: seed ?? 1,
    startup: startup ?? 'app-start',
    duration: Number.POSITIVE_INFINITY as Nanos,
    stages: [
      { name: 'up', direction: 'up', pair: 'down', ...common },
      { name: 'down', direction: 'down', pair: 'up', ...common },
    ],
    ports: LINK_PORTS,
    topologies: LINK_TOPOLOGIES,
    hooks: [],
    traffic: [],
    store: { bytes: 0, slotBytes: 2048 },
    lanes: 'auto',
  };
};

/** An engine on a table: frames are put in by hand, what comes out is written down. */
export class Lab {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly store: FrameStore;
  readonly ledger = new Ledger();
  /** `AT STAGE #ID FATE`, in order. */
  readonly fates: string[] = [];
  /** `AT HOOK SIDE #ID WHAT NUMBER NUMBER`, what hooks did, in order. */
  readonly truth: string[] = [];
  /** What left, in order. */
  readonly sent: { readonly port: number; readonly at: number; readonly id: number; readonly bytes: Uint8Array }[] = [];
  readonly events: { readonly at: number; readonly hook: string; readonly event: string; readonly fields: object }[] =
    [];
  /** Frames for stages that this engine does not have. */
  readonly crossed: { readonly stage: number; readonly at: number; readonly bytes: Uint8Array }[] = [];
  readonly arrivals: string[] = [];
  /** `AT STAGE SIDE #ID FATE: FIRST BYTE of LENGTH`, in order. */
  readonly taps: string[] = [];

  constructor(setup: LabSetup = {}) {
    this.plan = setup.plan ?? labPlan(setup);
    this.store = new FrameStore(setup.storeBytes ?? 2048 * 4096, 2048);
    const causes: string[] = [];
    const recorder: Recorder = {
      arrival: (port, at, _memory, _start, captured, length) => {
        this.arrivals.push(`${at} port ${port}: ${captured} of ${length}`);
      },
      crossing: (stage, at) => {
        this.arrivals.push(`${at} stage ${stage}`);
      },
      clock: (at, startedAt) => {
        this.arrivals.push(`${at} clock: ${startedAt}`);
      },
      memory: (at, slots) => {
        this.arrivals.push(`${at} memory: ${slots}`);
      },
      change: (at, stage) => {
        this.arrivals.push(`${at} set: stage ${stage}`);
      },
      fate: (id, at, stage, fate) => {
        const name = fate === OUT ? 'left' : fate < 0 ? 'absorbed' : causes[fate];
        this.fates.push(`${at} ${this.plan.stages[stage]!.name} #${id} ${name}`);
      },
      tap: (stage, side, id, at, fate, memory, start, length) => {
        const name = fate === OUT ? '' : fate < 0 ? ' absorbed' : ` ${causes[fate]}`;
        this.taps.push(`${at} ${this.plan.stages[stage]!.name} ${side} #${id}${name}: ${memory[start]} of ${length}`);
      },
      cause: (number, name) => {
        causes[number] = name;
      },
      capture() {},
      alteration: (at, stage, seat, phase, id, what, first, second) => {
        const { name } = this.engine.stages.find(({ ordinal }) => ordinal === stage)!.chain.seats[seat]!;
        const told = [first, second].map(number => (Number.isNaN(number) ? '-' : number)).join(' ');
        this.truth.push(`${at} ${name} ${PHASES[phase]} #${id} ${ALTERATIONS[what]} ${told}`);
      },
      event: (at, _stage, hook, event, fields) => {
        this.events.push({ at, hook, event, fields });
      },
    };
    this.engine = new Engine({
      plan: this.plan,
      stages: setup.stages ?? this.plan.stages.map((_, ordinal) => ordinal),
      store: this.store,
      ledger: this.ledger,
      causes: new Causes((number, name) => recorder.cause(number, name)),
      recorder,
      egress: {
        send: (port, slot, at) => {
          const start = this.store.start[slot]!;
          const bytes = this.store.memory.slice(start, start + this.store.length[slot]!);
          this.sent.push({ port, at, id: this.store.id[slot]!, bytes });
          this.store.free(slot);
        },
        cross: (stage, frame, at) => {
          this.crossed.push({ stage, at, bytes: frame.bytes.slice() });
        },
      },
      marker: new HookMarker(),
      ...(setup.captured === undefined ? {} : { captured: Uint8Array.from(setup.captured) }),
      ...(setup.crossingsGiven === undefined ? {} : { crossingsGiven: setup.crossingsGiven }),
      ...(setup.stopwatch === undefined ? {} : { stopwatch: setup.stopwatch }),
    });
    const used = (setup.hooks ?? []).map((each): UsedHook => {
      const given: Partial<UsedHook> = 'hook' in each ? each : { hook: each as AnyHook };
      return { stages: ['up'], values: {}, onError: 'stop', ...given } as UsedHook;
    });
    seatHooks(this.engine, used);
    if (setup.setUp ?? true) this.engine.setup();
  }

  /** A frame of these bytes, or of so many, arrives. Default: 1000 bytes at the client. */
  arrive(at: number, bytes: number | Uint8Array = 1000, port = CLIENT): void {
    const slot = this.store.put(typeof bytes === 'number' ? new Uint8Array(bytes) : bytes);
    this.engine.arrive(port, slot, at);
  }

  /** Does all that is due until `to`, and checks the count of frames. */
  run(to = 3600e9): this {
    this.engine.advance(to);
    this.engine.audit();
    return this;
  }

  /** `AT first-byte` of what left, in order. */
  get outline(): string[] {
    return this.sent.map(({ at, bytes }) => `${at} ${bytes[0]}`);
  }
}
