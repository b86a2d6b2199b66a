import { join, resolve } from 'node:path';
import { textTable } from '../report/text-table.js';
import { EXIT } from './exit-code.js';
import { requireFolder, writeFresh } from './fresh-files.js';
import { initFiles, type Template } from './init-files.js';
import { ownName } from './own-name.js';
import { schemaFor } from './schema-for.js';
import type { Terminal } from './terminal.js';

export interface InitOptions {
  readonly force?: boolean;
  readonly template?: Template;
}

/** `hookline init`: a plan, a scenario and a hook to begin with. Existing ones are left alone, unless forced. */
export const init =
  (terminal: Terminal) =>
  async (folder: string, { force = false, template = 'link' }: InitOptions): Promise<number> => {
    requireFolder(folder);
    const files = initFiles(schemaFor(resolve(folder)), template).map(({ name, text }) => ({
      path: join(folder, name),
      text,
    }));
    writeFresh(files, force);
    const [plan, scenario, hook] = files.map(({ path }) => path) as [string, string, string];
    terminal.out(nextText(plan, scenario, hook));
    return EXIT.ok;
  };

const nextText = (plan: string, scenario: string, hook: string): string => {
  const name = ownName();
  const rows = [
    [`${name} check ${plan}`, 'what a frame meets, and what is wrong'],
    [`${name} plot ${scenario}`, 'the scenario, drawn'],
    [`${name} simulate ${plan}`, 'its traffic over it, in virtual time'],
    [`${name} run ${plan} -- ping -c 5 192.168.66.2`, 'a real program over it (Linux)'],
  ];
  const lines = [
    `wrote ${plan}, ${scenario}, ${hook}`,
    '',
    `Every setting is explained in ${plan}; the hook is yours to change. Next:`,
    ...textTable(rows, 'll').map(line => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
};
