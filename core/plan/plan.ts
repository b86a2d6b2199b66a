import type { Right } from '../../sdk/rights.js';
import type { BitRate, Bytes, Nanos, Ratio } from '../../sdk/units.js';
import type { Scenario } from '../scenario/scenario.js';
import type { EffectsPlan } from './effects/effects-plan.js';
import type { QueuePlan } from './effects/queue-plan.js';
import type { PortPlan } from './port-plan.js';
import type { TopologyPlan } from './topology-plan.js';

export type { QueuePlan } from './effects/queue-plan.js';

/** A plan with every unit read and every default filled in: plain data, the same for both drivers and every lane. */
export interface Plan {
  readonly seed: number;
  /** Logical time at which the run ends; Infinity: when the traffic or the client command ends. */
  readonly duration: Nanos;
  /** What starts the clock that the scenarios run by. */
  readonly startup: Startup;
  /** In ordinal order: `up` then `down` of a plain link. */
  readonly stages: readonly StagePlan[];
  /** In ordinal order: `client`, `server` of a plain link. */
  readonly ports: readonly PortPlan[];
  /** What ways lead from port to port; of a plain link one each way, of one stage. */
  readonly topologies: readonly TopologyPlan[];
  /** In the order in which they run. */
  readonly hooks: readonly HookPlan[];
  /** Programs at the ports, in virtual time only. */
  readonly traffic: readonly TrafficPlan[];
  readonly store: StorePlan;
  /** `one`: all stages in one lane; `auto`: in as many as may be. */
  readonly lanes: 'auto' | 'one';
  /**
   * What is captured, as `up` (what leaves and dies there), `up.entry`, `up.exit` or `up.deaths`, each side once; absent: what
   * leaves and dies at every stage in virtual time, and in real time what the command line asks for.
   */
  readonly captures?: readonly string[];
  /** Heap that the hooks of one lane may fill together; absent: 512 MiB. Real time only. */
  readonly hookMemory?: Bytes;
  /** What its run is to come to, each as in `stages.up.lost <= 1%`; absent: nothing. */
  readonly expect?: readonly string[];
}

export interface StagePlan {
  readonly name: string;
  readonly direction: 'up' | 'down';
  /** The stage of the other direction: what is sent back enters there, else it goes straight to the port it came from. */
  readonly pair?: string;
  /** Rate, delay and route over time; one row for ever when nothing changes. */
  readonly scenario: Scenario;
  readonly queue: QueuePlan;
  readonly reconfiguration: Reconfiguration;
  readonly effects: EffectsPlan;
}

/**
 * phantomlink's start modes. `app-start`: logical time 0. The others wait for a frame that arrives at a port: any, one of
 * TCP or UDP, or such a one of 1500 bytes or more. Only unicast frames count: group reports and neighbour discovery, which
 * a host sends by itself, would start the clock before the experiment.
 */
export const STARTUPS = [
  'app-start',
  'first-packet',
  'first-transport-packet',
  'first-large-transport-packet',
] as const;
export type Startup = (typeof STARTUPS)[number];

/**
 * What a route change costs (phantomlink): for `delay` the pacer and the delivery stand still. `gsl` (ground to
 * satellite links): frames under way travel on meanwhile and wait at the end. `all`: they are held for as long as well.
 */
export interface Reconfiguration {
  readonly delay: Nanos;
  readonly mode: 'gsl' | 'all';
}

/** Route changes take no time. */
export const AT_ONCE: Reconfiguration = { delay: 0 as Nanos, mode: 'gsl' };

export interface HookPlan {
  /** A path, absolute, or the name of a shipped hook. */
  readonly file: string;
  /** The stages it stands at. */
  readonly stages: readonly string[];
  /** Options as text, parsed by the hook's own declaration. */
  readonly options: Readonly<Record<string, string>>;
  readonly onError: 'stop' | 'drop' | 'pass' | 'detach';
  /** Only frames that fit this filter as well as the hook's own reach its handlers. */
  readonly filter?: string;
  /** Of these only those at these places, or every so-manieth, instead of what the hook itself says: see sdk/positions. */
  readonly nth?: string;
  readonly every?: string;
  /** What it may do; absent: everything. Whoever may delay, drop or modify may observe. */
  readonly rights?: readonly Right[];
  /** How much it may do; absent: without end. */
  readonly budget?: HookBudget;
  /** A call may take so long on the average; absent: as long as it likes. Real time only. */
  readonly timeBudget?: Nanos;
  /** What happens past `timeBudget`; absent: warn. */
  readonly onSlow?: 'warn' | 'detach';
  /**
   * Where each option was written, for faults: `file:line:column` by option name, `` for the hook itself, and `.rights`
   * (with a dot before it) for another of its settings.
   */
  readonly places: Readonly<Record<string, { readonly file: string; readonly line: number; readonly column: number }>>;
}

/** Bounds of what one hook does at all its stages together: each frame it delays, drops, modifies or injects counts. */
export interface HookBudget {
  readonly frames?: number;
  readonly bytes?: Bytes;
  /** Of the stages it stands at, the share at which it may do anything but observe: those where it acts first. */
  readonly share?: Ratio;
}

/** What a traffic program sends; the fields of its kind are those of core/traffic. */
export interface TrafficPlan {
  readonly kind: 'cbr' | 'poisson' | 'bursts' | 'request-response' | 'tcp';
  readonly from: string;
  readonly to: string;
  readonly start: Nanos;
  /** Infinity: until the run ends. */
  readonly stop: Nanos;
  readonly settings: Readonly<Record<string, number | string | boolean>>;
}

export interface StorePlan {
  /** Bytes of frame memory per lane; 0 asks for the smaller of what the plan needs and a quarter of free memory. */
  readonly bytes: number;
  /** Bytes of one slot, headroom included. */
  readonly slotBytes: number;
}

/** A constant scenario of one row. */
export const constant = (rate: BitRate, delay: Nanos): Scenario => ({
  rows: [{ at: 0 as Nanos, route: 0, rate, delay }],
});
