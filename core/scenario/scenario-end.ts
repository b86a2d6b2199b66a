import type { Scenario } from './scenario.js';

/** What may follow the last row: it holds for ever, the table begins again, or the run ends. */
export const SCENARIO_ENDS = ['hold', 'loop', 'end'] as const;
export type EndOfScenario = (typeof SCENARIO_ENDS)[number];

/**
 * The scenario with another end. A table that does not say when it ends (a last row with `loop` or `end`) does so at
 * the time of its last row, whose values then never come into force: a length would be missing otherwise. Undefined for
 * such a table of a single row, which has no length.
 */
export const withEnd = (scenario: Scenario, then: EndOfScenario): Scenario | undefined => {
  const { rows, end } = scenario;
  if (then === 'hold') return end === undefined ? scenario : { rows };
  if (end !== undefined) return end.kind === then ? scenario : { rows, end: { kind: then, at: end.at } };
  const last = rows.at(-1)!;
  return rows.length < 2 ? undefined : { rows: rows.slice(0, -1), end: { kind: then, at: last.at } };
};

/** When the run ends, on the scenarios' clock, because one of them says so: the first that does. Infinity if none does. */
export const runEndsAt = (scenarios: readonly Scenario[]): number => {
  let at = Number.POSITIVE_INFINITY;
  for (const { end } of scenarios) if (end?.kind === 'end') at = Math.min(at, end.at);
  return at;
};

/** When everything that the scenario has to say was said once. */
export const roundEndsAt = ({ rows, end }: Scenario): number => end?.at ?? rows.at(-1)!.at;

/** Whether nothing changes: a rate and a delay say as much as the table. */
export const isPlain = ({ rows: [row, ...others], end }: Scenario): boolean =>
  others.length === 0 && end === undefined && row!.at === 0 && row!.route === 0 && Object.keys(row!).length === 4;
