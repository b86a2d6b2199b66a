import type { Nanos } from '../../sdk/units.js';
import type { Scenario } from '../scenario/scenario.js';
import { AT_ONCE, type Plan } from './plan.js';

export interface ScenarioPlanSettings {
  /** Default 1. */
  readonly seed?: number;
  /** Default Infinity: until the client command or the traffic ends. */
  readonly duration?: Nanos;
  /** Of the `auto` queues; default 1. */
  readonly multiplier?: number;
}

/** The plan of a bare scenario: both directions follow it, queues are `auto`, no hooks and no traffic. */
export const planOfScenario = (scenario: Scenario, settings: ScenarioPlanSettings = {}): Plan => {
  const queue = { limit: 'auto', multiplier: settings.multiplier ?? 1 } as const;
  const reconfiguration = AT_ONCE;
  return {
    seed: settings.seed ?? 1,
    startup: 'app-start',
    duration: settings.duration ?? (Number.POSITIVE_INFINITY as Nanos),
    stages: [
      { name: 'up', direction: 'up', from: 'client', to: 'server', pair: 'down', scenario, queue, reconfiguration },
      { name: 'down', direction: 'down', from: 'server', to: 'client', pair: 'up', scenario, queue, reconfiguration },
    ],
    ports: [{ name: 'client' }, { name: 'server' }],
    hooks: [],
    traffic: [],
    store: { bytes: 0, slotBytes: 2048 },
  };
};
