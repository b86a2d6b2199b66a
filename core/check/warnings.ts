import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { isLink } from '../plan/link-form.js';
import type { HookPlan, Plan, StagePlan } from '../plan/plan.js';
import { countText } from '../report/number-text.js';
import { framesNeeded, SHORTEST_FRAME } from '../run/store-budget.js';
import { roundEndsAt } from '../scenario/scenario-end.js';
import { graphWarnings } from './graph-warnings.js';
import { namesText } from './names-text.js';
import { columnRange, firstQueueSize } from './stage-range.js';
import type { PlannedHook } from './walk.js';

/** The largest frame of a 1500-byte MTU, in bytes: Ethernet header and payload. */
const FULL_FRAME = 1514;
const ETHERNET_HEADER = 14;

/** Something that a plan may say and hardly anybody means. */
export interface Warning {
  /** The setting to look at, as keys from the top of the plan; that of both directions when both have it. */
  readonly path: readonly (string | number)[];
  /** Where it was written, when it stands in no plan file. */
  readonly place?: HookPlan['places'][string] | undefined;
  readonly message: string;
  readonly hint?: string;
}

type StageWarning = Omit<Warning, 'path' | 'place'> & { readonly setting: string };

/** Everything about a plan that is worth a second look, in the order in which a frame meets it; the run's own last. */
export const warningsOf = (plan: Plan, hooks: readonly PlannedHook[]): Warning[] => [
  ...(isLink(plan) ? linkWarnings(plan) : stageWarnings(plan)),
  ...graphWarnings(plan),
  ...hooks.flatMap(each => hookWarnings(plan, each)),
  ...storeWarnings(plan),
];

/** What both directions have in common is told once. */
const linkWarnings = ({ stages, duration }: Plan): Warning[] => {
  const found = stages.map(stage => CHECKS.flatMap(check => check(stage, duration)));
  const same = (a: StageWarning, b: StageWarning): boolean => a.setting === b.setting && a.message === b.message;
  const everywhere = (warning: StageWarning): boolean => found.every(all => all.some(other => same(other, warning)));
  return stages.flatMap(({ name }, i) =>
    found[i]!.filter(warning => i === 0 || !everywhere(warning)).map(({ setting, ...told }) => ({
      ...told,
      path: ['link', ...(stages.length > 1 && everywhere({ setting, ...told }) ? [] : [name]), setting],
    })),
  );
};

/** What several stages have in common is told at the first of them. */
const stageWarnings = ({ stages, duration }: Plan): Warning[] => {
  const told = new Map<string, { readonly warning: Warning; readonly at: string[] }>();
  for (const stage of stages) {
    for (const { setting, ...warning } of CHECKS.flatMap(check => check(stage, duration))) {
      const key = `${setting}: ${warning.message}`;
      const known = told.get(key);
      if (known === undefined)
        told.set(key, { warning: { ...warning, path: ['stages', stage.name, setting] }, at: [stage.name] });
      else known.at.push(stage.name);
    }
  }
  return [...told.values()].map(({ warning, at }) =>
    at.length === 1 ? warning : { ...warning, message: `${warning.message} (so in ${namesText(at.slice(1))})` },
  );
};

const hookWarnings = (plan: Plan, { hook, plan: each }: PlannedHook): Warning[] => {
  const { name, impure, scope } = hook;
  const at = { path: ['hooks', plan.hooks.indexOf(each)], place: each.places[''] };
  const alone = plan.stages
    .filter(({ name, pair }) => each.stages.includes(name) && pair !== undefined && !each.stages.includes(pair))
    .map(stage => stage.name);
  const told = [
    ...(impure ? [`hook ${name} is impure: it reads clocks or draws of its own, and its runs are not repeatable`] : []),
    ...(scope === 'link' && alone.length > 0
      ? [`hook ${name} has one state for both directions and stands at ${namesText(alone)} only: it sees one of them`]
      : []),
  ];
  return told.map(message => ({ ...at, message }));
};

/** What full frames take: the memory that is given of itself is for the shortest ones, and far more. */
const storeWarnings = ({ stages, store }: Plan): Warning[] => {
  const frames = stages.reduce((sum, stage) => sum + (framesNeeded(stage) * SHORTEST_FRAME) / FULL_FRAME, 0);
  const need = frames * store.slotBytes;
  if (store.bytes === 0 || store.bytes >= need || !Number.isFinite(need)) return [];
  const message = `${bytesText(store.bytes)} are less than the ${bytesText(need)} that full frames take in queues and under way`;
  return [{ path: ['store', 'memory'], message, hint: 'frames without a place die as memory' }];
};

const scenarioWarnings = ({ scenario }: StagePlan, duration: number): StageWarning[] => {
  const { rows, end } = scenario;
  const warnings: StageWarning[] = [];
  const [first, ...others] = rows;
  const bare = (row: object): string =>
    JSON.stringify({ ...row, at: 0 }, (_, value) => (value === Infinity ? 'no end' : value));
  if (others.length > 0 && others.every(row => bare(row) === bare(first!))) {
    warnings.push({
      setting: 'scenario',
      message: `its ${countText(rows.length)} rows all say the same: nothing ever changes`,
    });
  }
  const length = roundEndsAt(scenario);
  if (duration < length) {
    const unseen = rows.length - Math.max(1, rows.filter(({ at }) => at < duration).length);
    const goesOn = end?.kind === 'loop' ? 'its first round takes' : 'it goes on for';
    const lost = unseen > 0 ? `: ${countText(unseen)} of ${countText(rows.length)} rows are never in force` : '';
    warnings.push({
      setting: 'scenario',
      message: `the run ends after ${spanText(duration)}, and ${goesOn} ${spanText(length)}${lost}`,
      hint: 'see duration',
    });
  }
  return warnings;
};

const capacityWarnings = ({ effects: { capacity }, scenario: { rows } }: StagePlan): StageWarning[] => {
  if (capacity === undefined) return [];
  const product = rows.reduce(
    (most, { rate, delay }) => (delay === 0 ? most : Math.max(most, (rate * delay) / 8e9)),
    0,
  );
  const bytes = 'frames' in capacity ? capacity.frames * FULL_FRAME : capacity.bytes;
  if (bytes >= product) return [];
  const under = Number.isFinite(product) ? `${countText(Math.ceil(product))} B` : 'any number';
  const message = `${countText(bytes)} B at most, and at its full rate the link has ${under} under way: it never gets there`;
  return [{ setting: 'capacity', message, hint: 'rate x delay, and room for what waits' }];
};

const queueWarnings = (stage: StagePlan): StageWarning[] => {
  const { queue, scenario, effects } = stage;
  const [row] = scenario.rows as [StagePlan['scenario']['rows'][number]];
  const { bytes, frames } = firstQueueSize(stage);
  const frame = effects.mtu === undefined ? FULL_FRAME : Math.min(FULL_FRAME, effects.mtu.size + ETHERNET_HEADER);
  const columns = [columnRange(scenario.rows, 'queueBytes')?.least ?? frame, bytes];
  if (frames === 0) return [{ setting: 'queue', message: 'no frame may wait: all but the one being sent are dropped' }];
  if (Math.min(...columns) < frame) {
    const message = `${countText(Math.min(...columns))} B are less than a full frame of ${frame} B: large frames never wait, small ones do`;
    return [{ setting: 'queue', message }];
  }
  const product = (2 * row.delay * row.rate * ('multiplier' in queue ? queue.multiplier : 1)) / 8e9;
  if (queue.limit !== 'auto' || bytes !== FULL_FRAME || product >= FULL_FRAME) return [];
  const why =
    row.rate === 0
      ? 'a rate of 0'
      : row.delay === 0
        ? `no delay${effects.delayTrace ? ' (it does not know the delayTrace)' : effects.jitter ? ' (it does not know the jitter)' : ''}`
        : `no more than ${rateText(row.rate)} x ${spanText(row.delay)}`;
  const message = `auto goes by rate x delay, and the first row has ${why}: one full frame may wait`;
  return [{ setting: 'queue', message, hint: 'set a limit, as in 64KiB or 20ms' }];
};

const pacingWarnings = ({ effects: { pacing }, queue, scenario: { rows } }: StagePlan): StageWarning[] => {
  const { most } = columnRange(rows, 'rate')!;
  if (pacing?.model === 'token-bucket' && pacing.peak !== undefined && pacing.peak.rate < most) {
    const message = `the peakRate of ${rateText(pacing.peak.rate)} is below the rate of ${rateText(most)}, which is never reached`;
    return [{ setting: 'pacing', message }];
  }
  if (pacing?.model === 'jiffy' && !pacing.carry) {
    const slow = rows.filter(({ rate }) => rate > 0 && rate / 8 / pacing.hz < FULL_FRAME);
    if (slow.length === 0) return [];
    const message = `at ${rateText(slow[0]!.rate)} a tick of ${pacing.hz} a second has no room for a full frame, which never leaves`;
    return [{ setting: 'pacing', message, hint: 'carry: yes' }];
  }
  if (pacing?.model === 'trace' && queue.limit === 'auto') {
    const message = 'a trace does not use the rate, but an auto queue goes by it';
    return [{ setting: 'queue', message, hint: 'set a limit, as in 64KiB, or infinite' }];
  }
  return [];
};

const lossWarnings = ({ effects: { loss, ber } }: StagePlan): StageWarning[] => {
  const all = loss?.model === 'independent' && loss.chance === 1 && !loss.ecn;
  return [
    ...(all ? [{ setting: 'loss', message: 'every frame is lost' }] : []),
    ...(ber?.mode === 'fcs' && ber.rate >= 0.01
      ? [{ setting: 'ber', message: 'hardly any frame is without a bad bit' }]
      : []),
  ];
};

const CHECKS: readonly ((stage: StagePlan, duration: number) => StageWarning[])[] = [
  scenarioWarnings,
  capacityWarnings,
  queueWarnings,
  pacingWarnings,
  lossWarnings,
];
