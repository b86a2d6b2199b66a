import { stringify } from 'yaml';
import type { Scenario } from '../scenario/scenario.js';
import { isPlain } from '../scenario/scenario-end.js';
import { scenarioText } from '../scenario/scenario-text.js';
import { queueText } from './effects/queue.js';
import { effectsText } from './effects/sections.js';
import type { HookPlan, Plan, StagePlan, TrafficPlan } from './plan.js';
import { exactBytes, exactRate, exactSpan } from './quantity-text.js';

/**
 * A plan as a plan file that reads back as the same plan, wherever it is put: scenarios stand in it as tables, paths
 * are absolute, nothing is left to a default that may change.
 */
export const planText = (plan: Plan): string =>
  stringify(
    {
      hookline: 1,
      seed: plan.seed,
      ...(Number.isFinite(plan.duration) ? { duration: exactSpan(plan.duration) } : {}),
      startup: plan.startup,
      link: linkSettings(plan.stages),
      ...(plan.hooks.length > 0 ? { hooks: plan.hooks.map(hookSettings) } : {}),
      ...(plan.traffic.length > 0 ? { traffic: plan.traffic.map(trafficSettings) } : {}),
      ports: Object.fromEntries(plan.ports.map(({ name, pcap }) => [name, pcap === undefined ? {} : { pcap }])),
      store: {
        memory: plan.store.bytes === 0 ? 'auto' : exactBytes(plan.store.bytes),
        slot: exactBytes(plan.store.slotBytes),
      },
    },
    { blockQuote: 'literal', lineWidth: 0, aliasDuplicateObjects: false },
  );

/** What both directions share stands once. */
const linkSettings = (stages: readonly StagePlan[]): Record<string, unknown> => {
  const settings = stages.map(stage => ({
    ...scenarioSettings(stage.scenario),
    queue: queueText(stage.queue),
    ...effectsText(stage.effects),
    reconfiguration: { delay: exactSpan(stage.reconfiguration.delay), mode: stage.reconfiguration.mode },
  }));
  const [first, ...others] = settings;
  if (others.every(other => JSON.stringify(other) === JSON.stringify(first))) return first!;
  return Object.fromEntries(stages.map((stage, i) => [stage.name, settings[i]]));
};

const scenarioSettings = (scenario: Scenario): Record<string, string> => {
  const [first] = scenario.rows;
  if (!isPlain(scenario)) return { scenario: scenarioText(scenario) };
  return { rate: exactRate(first!.rate), delay: exactSpan(first!.delay) };
};

const hookSettings = (hook: HookPlan): Record<string, unknown> => ({
  use: hook.file,
  at: hook.stages.length > 1 ? 'both' : hook.stages[0],
  ...(Object.keys(hook.options).length > 0 ? { options: hook.options } : {}),
  onError: hook.onError,
});

const SETTING_TEXT: Readonly<Record<string, ((value: number) => string) | undefined>> = {
  rate: value => (value === 0 ? '0' : exactRate(value)),
  every: exactSpan,
  think: exactSpan,
  request: exactBytes,
  response: exactBytes,
  bytes: exactBytes,
};

const trafficSettings = (traffic: TrafficPlan): Record<string, unknown> => ({
  kind: traffic.kind,
  from: traffic.from,
  start: exactSpan(traffic.start),
  ...(Number.isFinite(traffic.stop) ? { stop: exactSpan(traffic.stop) } : {}),
  ...Object.fromEntries(
    Object.entries(traffic.settings).map(([name, value]) => {
      const text = SETTING_TEXT[name];
      return [name, text && typeof value === 'number' ? text(value) : value];
    }),
  ),
});
