import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import { AT_ONCE, constant, type Plan, type QueuePlan, type StagePlan } from '../../../core/plan/plan.js';
import { defaultAddresses, type PortPlan } from '../../../core/plan/port-plan.js';
import type { DispatchPlan, ExitPlan, TopologyPlan } from '../../../core/plan/topology-plan.js';
import { AT_RANDOM, chain } from '../../../core/plan/topology-plan.js';
import type { Engine } from '../../../core/stage/engine.js';
import { HookMarker } from '../../../core/stage/hook-marker.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';

export interface StageSettings {
  /** Bits per second; default 8 Mbit/s, a byte a microsecond. */
  readonly rate?: number;
  /** Nanoseconds; default 0. */
  readonly delay?: number;
  readonly queue?: QueuePlan;
  readonly effects?: EffectsPlan;
  readonly pair?: string;
}

export const stageOf = (name: string, settings: StageSettings = {}): StagePlan => ({
  name,
  direction: 'up',
  ...(settings.pair === undefined ? {} : { pair: settings.pair }),
  scenario: constant((settings.rate ?? 8e6) as BitRate, (settings.delay ?? 0) as Nanos),
  queue: settings.queue ?? { limit: 'none' },
  reconfiguration: AT_ONCE,
  effects: settings.effects ?? {},
});

/** A port by its name and the topology its frames enter; none: only an exit. */
export const portOf = (name: string, ordinal: number, topology?: string): PortPlan => ({
  name,
  host: name,
  ...defaultAddresses(ordinal),
  enter: topology === undefined ? [] : [{ topology }],
});

export const exitAt = (port: string, dedupe: ExitPlan['dedupe'] = 'none'): ExitPlan => ({ port, dedupe });

/** Arcs as `STAGE FROM TO [WEIGHT]`, vertices in the order given, exits and dispatches by vertex name. */
export const topologyOf = (
  name: string,
  vertices: readonly string[],
  arcs: readonly (readonly [stage: string, from: string, to: string, weight?: number, match?: string | undefined])[],
  exits: Readonly<Record<string, ExitPlan>>,
  dispatch: Readonly<Record<string, Partial<DispatchPlan>>> = {},
): TopologyPlan => ({
  name,
  vertices: vertices.map(vertex => ({
    name: vertex,
    dispatch: { ...AT_RANDOM, ...dispatch[vertex] },
    ...(exits[vertex] === undefined ? {} : { exit: exits[vertex] }),
  })),
  arcs: arcs.map(([stage, from, to, weight = 1, match]) => ({
    stage,
    from: vertices.indexOf(from),
    to: vertices.indexOf(to),
    weight,
    ...(match === undefined ? {} : { match }),
  })),
});

/** One fork of `arms` from port a to port b. */
export const forkPlan = (
  dispatch: Partial<DispatchPlan>,
  arms: Readonly<Record<string, StageSettings & { readonly weight?: number; readonly match?: string }>>,
  given: Partial<Plan> = {},
): Plan =>
  graphPlan({
    stages: Object.entries(arms).map(([name, settings]) => stageOf(name, settings)),
    ports: [portOf('a', 0, 'fork'), portOf('b', 1)],
    topologies: [
      topologyOf(
        'fork',
        ['in', 'out'],
        Object.entries(arms).map(([name, { weight, match }]) => [name, 'in', 'out', weight ?? 1, match] as const),
        { out: exitAt('b') },
        { in: dispatch },
      ),
    ],
    ...given,
  });

export const graphPlan = (given: Pick<Plan, 'stages' | 'ports' | 'topologies'> & Partial<Plan>): Plan => ({
  seed: 1,
  startup: 'app-start',
  duration: Number.POSITIVE_INFINITY as Nanos,
  hooks: [],
  traffic: [],
  store: { bytes: 0, slotBytes: 2048 },
  lanes: 'auto',
  ...given,
});

export { chain };

/**
 * A hook whose preamble never returns for frames that begin with this byte, as far as `lab` is concerned: execution leaves
 * the engine with the marker set and the frame in nobody's hands, as when it is ended from outside.
 */
export const hangingAt = (byte: number, engine: () => Engine): AnyHook =>
  defineHook({
    name: 'hang',
    preamble(frame) {
      if (frame.bytes[0] !== byte) return;
      const { marker } = engine();
      marker.leave = () => {
        marker.leave = HookMarker.prototype.leave;
        throw new Error(ENDED);
      };
    },
  });

const ENDED = 'ended from outside';

/** Does something, and goes on as a lane does when a hook's execution was ended in the middle of it. */
export const recovering = (engine: Engine, work: () => void): void => {
  for (let next = work; ; ) {
    try {
      next();
      return;
    } catch (error) {
      if ((error as Error).message !== ENDED) throw error;
      next = () => engine.recover('hang');
    }
  }
};
