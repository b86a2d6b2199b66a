import { rateText, spanText } from '../../sdk/quantity.js';
import type { Nanos } from '../../sdk/units.js';
import type { Plan } from '../plan/plan.js';
import { countText } from '../report/number-text.js';
import { type RunReport, total } from '../report/run-report.js';
import type { Point, Timeline } from '../report/timeline.js';

/** The part of a run during which the demo's hook withholds acknowledgements, in seconds. */
export interface Blackout {
  readonly from: number;
  readonly until: number;
}

/** Counted as recovered from this share of the link's rate, or of what the flow had if that was less. */
const BACK = 0.8;
/** What the flow had is taken over this long, in seconds. */
const BEFORE = 2;

/** What happened in a run of the demo and why, a line each. */
export const storyLines = (
  plan: Plan,
  report: RunReport,
  timeline: Timeline | undefined,
  blackout: Blackout | undefined,
): string[] => [...handovers(plan), ...(blackout ? blackoutLines(report, timeline, blackout) : [])];

const handovers = ({ stages }: Plan): string[] => {
  const { rows } = stages[0]!.scenario;
  return rows.flatMap((row, i) => {
    const before = rows[i - 1];
    if (before === undefined || before.route === row.route) return [];
    const rates = `${rateText(before.rate)} -> ${rateText(row.rate)}`;
    const delays = `${spanText(before.delay)} -> ${spanText(row.delay)} each way`;
    return [`at ${spanText(row.at)} the link hands over to another route: ${rates}, ${delays}`];
  });
};

const blackoutLines = ({ hooks }: RunReport, timeline: Timeline | undefined, { from, until }: Blackout): string[] => {
  const taken = hooks.reduce((sum, hook) => sum + total(hook.drops), 0);
  const names = [...new Set(hooks.map(hook => hook.name))].join(', ');
  const did = `from ${seconds(from)} to ${seconds(until)} the hook ${names} kept ${countText(taken)} acknowledgements from the sender`;
  const [panel] = timeline?.panels ?? [];
  const points = panel?.series.find(series => series.role === 'measured')?.points ?? [];
  const rates = panel?.series.find(series => series.role === 'scenario')?.points ?? [];
  const { had, low, back } = dip(points, rates, { from, until });
  if (panel === undefined || had === undefined || low === undefined) return [did];
  const fell = `throughput fell from ${amount(had)} to ${amount(low)} ${panel.unit}`;
  const rose =
    back === undefined
      ? 'and did not come back'
      : `and was back at ${BACK * 100} % of the rate ${seconds(back - until)} after the last theft`;
  return [did, `  ${fell} ${rose}`];
};

/** What the flow had before a blackout, its least since, and when it was back; `rates` are the link's over time. */
export const dip = (
  points: readonly Point[],
  rates: readonly Point[],
  { from, until }: Blackout,
): { readonly had?: number; readonly low?: number; readonly back?: number } => {
  const before = points.filter(({ x }) => x > from - BEFORE && x <= from);
  const since = points.filter(({ x }) => x > from);
  if (before.length === 0 || since.length === 0) return {};
  const had = before.reduce((sum, { y }) => sum + y, 0) / before.length;
  const lowest = since.reduce((least, point) => (point.y < least.y ? point : least));
  const full = (x: number): number => Math.min(had, rates.findLast(rate => rate.x <= x)?.y ?? had);
  const back = since.find(({ x, y }) => x > lowest.x && x > until && y >= BACK * full(x))?.x;
  return { had, low: lowest.y, ...(back === undefined ? {} : { back }) };
};

const seconds = (value: number): string => spanText((Math.round(value * 10) * 1e8) as Nanos);
const amount = (value: number): string => String(Number(value.toFixed(1)));
