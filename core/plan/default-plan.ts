import type { Nanos } from '../../sdk/units.js';
import type { Scenario } from '../scenario/scenario.js';
import { AT_ONCE, type Plan } from './plan.js';
import { LINK_PORTS, LINK_TOPOLOGIES } from './port-plan.js';

export interface ScenarioPlanSettings {
  /** Default 1. */
  readonly seed?: number;
  /** Default Infinity: until the client command or the traffic ends. */
  readonly duration?: Nanos;
  /** Of the way from server to client; default: as the other. */
  readonly down?: Scenario;
  /** Of the `auto` queues; default 1. */
  readonly multiplier?: number;
}

/** The plan of a bare scenario: both directions follow it, unless one has its own; queues are `auto`, no hooks and no traffic. */
export const planOfScenario = (scenario: Scenario, settings: ScenarioPlanSettings = {}): Plan => {
  const queue = { limit: 'auto', multiplier: settings.multiplier ?? 1 } as const;
  const reconfiguration = AT_ONCE;
  const effects = {};
  const down = settings.down ?? scenario;
  return {
    seed: settings.seed ?? 1,
    startup: 'app-start',
    duration: settings.duration ?? (Number.POSITIVE_INFINITY as Nanos),
    stages: [
      {
        name: 'up',
        direction: 'up',
        pair: 'down',
        scenario,
        queue,
        reconfiguration,
        effects,
      },
      {
        name: 'down',
        direction: 'down',
        pair: 'up',
        scenario: down,
        queue,
        reconfiguration,
        effects,
      },
    ],
    ports: LINK_PORTS,
    topologies: LINK_TOPOLOGIES,
    hooks: [],
    traffic: [],
    store: { bytes: 0, slotBytes: 2048 },
    lanes: 'auto',
  };
};
