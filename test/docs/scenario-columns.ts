import { readFileSync, writeFileSync } from 'node:fs';
import { COLUMNS, type Column } from '../../core/scenario/columns.js';

const PAGE = new URL('../../docs/scenario.md', import.meta.url);
const BEGIN = '<!-- The columns: written by `npm run docs` from core/scenario/columns.ts. -->\n';
const END = '<!-- End of the columns. -->\n';

const line = ({ title, unit, meaning, range, required, field }: Column): string => {
  const empty = required ? 'refused' : field === undefined ? 'both' : 'as in the row before';
  return `| \`${title}\` | ${unit} | ${meaning} | ${range} | ${empty} |`;
};

/** docs/scenario.md with the table of the columns as they are now. */
export const scenarioPage = (): string => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('docs/scenario.md: no place for the columns');
  const table = [
    '| column | unit | meaning | allowed | an empty cell |',
    '|---|---|---|---|---|',
    ...COLUMNS.map(line),
  ];
  return `${before}${BEGIN}\n${table.join('\n')}\n\n${END}${after}`;
};

if (import.meta.url === `file://${process.argv[1]}`) writeFileSync(PAGE, scenarioPage());
