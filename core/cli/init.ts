import { existsSync, lstatSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../fault.js';
import { textTable } from '../report/text-table.js';
import { EXIT } from './exit-code.js';
import { initFiles, type Template } from './init-files.js';
import { ownName } from './own-name.js';
import type { Terminal } from './terminal.js';

export interface InitOptions {
  readonly force?: boolean;
  readonly template?: Template;
}

/** `hookline init`: a plan, a scenario and a hook to begin with. Existing ones are left alone, unless forced. */
export const init =
  (terminal: Terminal) =>
  async (folder: string, { force = false, template = 'link' }: InitOptions): Promise<number> => {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new InputError([{ file: folder, line: 0, column: 0, message: 'a file, not a folder' }]);
    }
    const files = initFiles(schemaFor(resolve(folder)), template).map(({ name, text }) => ({
      path: join(folder, name),
      text,
    }));
    const taken = files.filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
    if (taken.length > 0 && !force) throw new InputError(taken.map(({ path }) => occupied(path)));
    mkdirSync(folder, { recursive: true });
    for (const { path, text } of files) {
      // Not written through a link: what it leads to may be somebody's own.
      if (force) rmSync(path, { force: true });
      writeFileSync(path, text, { flag: 'wx' });
    }
    const [plan, scenario, hook] = files.map(({ path }) => path) as [string, string, string];
    terminal.out(nextText(plan, scenario, hook));
    return EXIT.ok;
  };

const occupied = (file: string) => ({
  file,
  line: 0,
  column: 0,
  message: 'is there already',
  hint: '--force writes over it',
});

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

/**
 * How the plan's schema is named in a plan in `folder`: relative where both belong to one project, so that the plan may
 * go to other machines with it. The package's own folder is a project, too; the build lies one folder deeper in it.
 */
const schemaFor = (folder: string): string | undefined => {
  const schema = ['../../docs/plan.schema.json', '../../../docs/plan.schema.json']
    .map(path => fileURLToPath(new URL(path, import.meta.url)))
    .find(path => existsSync(path));
  if (schema === undefined) return undefined;
  const packaged = dirname(dirname(schema));
  const [project] = packaged.split(`${sep}node_modules${sep}`) as [string];
  const near = folder === project || folder.startsWith(project + sep);
  return (near ? relative(folder, schema) : schema).split(sep).join('/');
};
