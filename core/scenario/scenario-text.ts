import { COLUMNS, type Column, DOWN, OF_PLAN, UP } from './columns.js';
import { decimalText, exactText } from './decimal.js';
import type { LinkScenario, Scenario, ScenarioEnd, ScenarioRow } from './scenario.js';

/** A line of the table, by what it sets: a row, or the end. */
interface Line {
  readonly ways: number;
  readonly row: ScenarioRow | ScenarioEnd;
}

/**
 * A scenario as the CSV text that reads back as the same rows, to the nanosecond and the bit per second: phantomlink's
 * columns, and those of the others that a row sets.
 */
export const scenarioText = (scenario: Scenario): string => tableText(linesOf(scenario, UP | DOWN), false);

/** The scenarios of both directions as one table, with a column `Direction` where they differ. */
export const linkScenarioText = ({ up, down }: LinkScenario): string => {
  const text = scenarioText(up);
  if (up === down || text === scenarioText(down)) return text;
  const lines = [...linesOf(up, UP), ...linesOf(down, DOWN)];
  return tableText(
    lines.sort((a, b) => a.row.at - b.row.at || a.ways - b.ways),
    true,
  );
};

const linesOf = ({ rows, end }: Scenario, ways: number): Line[] => {
  const lines: Line[] = rows.map(row => ({ ways, row }));
  return end === undefined ? lines : [...lines, { ways, row: end }];
};

const tableText = (lines: readonly Line[], directed: boolean): string => {
  const columns = (COLUMNS as readonly Column[]).filter(
    ({ required, field }) =>
      required || (field === undefined ? directed : lines.some(({ row }) => field in row && field !== 'at')),
  );
  const text = lines.map(({ row, ways }) => {
    const cells = columns.map(column => cellText(column, row, ways));
    // Nothing but commas would follow.
    return ('kind' in row && !directed ? cells.slice(0, 2) : cells).join(',');
  });
  return `${[columns.map(({ title }) => title).join(','), ...text].join('\n')}\n`;
};

const cellText = (column: Column, row: ScenarioRow | ScenarioEnd, ways: number): string => {
  const { field, number, words = {} } = column;
  if (field === undefined) return Object.keys(words).find(word => words[word] === ways)!;
  if ('kind' in row && field !== 'at') return field === 'route' ? row.kind : '';
  const value = (row as ScenarioRow)[field];
  if (value === undefined) return OF_PLAN;
  if (value === Number.POSITIVE_INFINITY) return 'unlimited';
  return number?.kind === 'exact' ? exactText(value, number.shift) : decimalText(value, number!.shift);
};
