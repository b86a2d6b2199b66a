import { COLUMNS } from './columns.js';
import { decimalText } from './decimal.js';
import type { Scenario } from './scenario.js';

/** A scenario as the CSV text that reads back as the same rows, to the nanosecond and the bit per second. */
export const scenarioText = (scenario: Scenario): string => {
  const lines = scenario.rows.map(row => {
    const rate = row.rate === Number.POSITIVE_INFINITY ? 'unlimited' : decimalText(row.rate, 6);
    return `${decimalText(row.at, 6)},${row.route},${decimalText(row.delay, 6)},${rate}`;
  });
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
};
