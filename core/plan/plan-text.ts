import { stringify } from 'yaml';
import type { Right } from '../../sdk/rights.js';
import type { Scenario } from '../scenario/scenario.js';
import { isPlain } from '../scenario/scenario-end.js';
import { scenarioText } from '../scenario/scenario-text.js';
import { queueText } from './effects/queue.js';
import { effectsText } from './effects/sections.js';
import { isLink } from './link-form.js';
import type { HookBudget, HookPlan, Plan, StagePlan, TrafficPlan } from './plan.js';
import { linkPortSettings, portSettings } from './port-text.js';
import { exactBytes, exactRate, exactShare, exactSpan } from './quantity-text.js';
import { topologySettings } from './topology-text.js';

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
      ...(isLink(plan) ? linkSections(plan) : graphSections(plan)),
      ...(plan.hooks.length > 0 ? { hooks: plan.hooks.map(hook => hookSettings(hook, plan.stages)) } : {}),
      ...(plan.hookMemory === undefined ? {} : { hookMemory: exactBytes(plan.hookMemory) }),
      ...(plan.traffic.length > 0 ? { traffic: plan.traffic.map(trafficSettings) } : {}),
      lanes: plan.lanes === 'one' ? 1 : 'auto',
      ...(plan.captures === undefined ? {} : { captures: plan.captures }),
      ...(plan.expect === undefined ? {} : { expect: plan.expect }),
      store: {
        memory: plan.store.bytes === 0 ? 'auto' : exactBytes(plan.store.bytes),
        slot: exactBytes(plan.store.slotBytes),
      },
    },
    { blockQuote: 'literal', lineWidth: 0, aliasDuplicateObjects: false },
  );

/** What both directions share stands once. */
const linkSections = ({ stages, ports }: Plan): Record<string, unknown> => {
  const settings = stages.map(stageSettings);
  const [first, ...others] = settings;
  const same = others.every(other => JSON.stringify(other) === JSON.stringify(first));
  const link = same ? first! : Object.fromEntries(stages.map((stage, i) => [stage.name, settings[i]]));
  return { link, ports: Object.fromEntries(ports.map((port, i) => [port.name, linkPortSettings(port, i)])) };
};

const graphSections = ({ stages, ports, topologies }: Plan): Record<string, unknown> => ({
  ports: Object.fromEntries(ports.map(port => [port.name, portSettings(port)])),
  stages: Object.fromEntries(
    stages.map(stage => {
      const { name, direction, pair } = stage;
      return [name, { ...stageSettings(stage), direction, ...(pair === undefined ? {} : { pair }) }];
    }),
  ),
  topologies: Object.fromEntries(topologies.map(topology => [topology.name, topologySettings(topology)])),
});

const stageSettings = (stage: StagePlan): Record<string, unknown> => ({
  ...scenarioSettings(stage.scenario),
  queue: queueText(stage.queue),
  ...effectsText(stage.effects),
  reconfiguration: { delay: exactSpan(stage.reconfiguration.delay), mode: stage.reconfiguration.mode },
});

const scenarioSettings = (scenario: Scenario): Record<string, string> => {
  const [first] = scenario.rows;
  if (!isPlain(scenario)) return { scenario: scenarioText(scenario) };
  return { rate: exactRate(first!.rate), delay: exactSpan(first!.delay) };
};

const hookSettings = (hook: HookPlan, stages: readonly StagePlan[]): Record<string, unknown> => ({
  use: hook.file,
  at: hook.stages.length === stages.length ? 'all' : hook.stages.length === 1 ? hook.stages[0] : hook.stages,
  ...(hook.filter === undefined ? {} : { filter: hook.filter }),
  ...(hook.nth === undefined ? {} : { nth: placeText(hook.nth) }),
  ...(hook.every === undefined ? {} : { every: placeText(hook.every) }),
  ...(hook.rights === undefined ? {} : { rights: rightsText(hook.rights) }),
  ...(hook.budget === undefined ? {} : { budget: budgetText(hook.budget) }),
  ...(hook.timeBudget === undefined ? {} : { timeBudget: exactSpan(hook.timeBudget) }),
  ...(hook.onSlow === undefined ? {} : { onSlow: hook.onSlow }),
  ...(Object.keys(hook.options).length > 0 ? { options: hook.options } : {}),
  onError: hook.onError,
});

/** A single place is a number. */
const placeText = (text: string): string | number => (String(Number(text)) === text ? Number(text) : text);

const rightsText = (rights: readonly Right[]): string | readonly Right[] =>
  rights.length === 0 ? 'none' : rights.length === 1 ? rights[0]! : rights;

const budgetText = ({ frames, bytes, share }: HookBudget): Record<string, unknown> => ({
  ...(frames === undefined ? {} : { frames }),
  ...(bytes === undefined ? {} : { bytes: exactBytes(bytes) }),
  ...(share === undefined ? {} : { share: exactShare(share) }),
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
  to: traffic.to,
  start: exactSpan(traffic.start),
  ...(Number.isFinite(traffic.stop) ? { stop: exactSpan(traffic.stop) } : {}),
  ...Object.fromEntries(
    Object.entries(traffic.settings).map(([name, value]) => {
      const text = SETTING_TEXT[name];
      return [name, text && typeof value === 'number' ? text(value) : value];
    }),
  ),
});
