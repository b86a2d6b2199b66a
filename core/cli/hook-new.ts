import { join, resolve } from 'node:path';
import { type Fault, InputError } from '../fault.js';
import { editorSettings } from '../hooks/editor-settings.js';
import { HOOK_NAME } from '../hooks/find-hook.js';
import { findProgram } from '../netns/find-program.js';
import { SETTING_NAMES } from '../plan/plan-settings.js';
import { textTable } from '../report/text-table.js';
import { EXIT } from './exit-code.js';
import { requireFolder, writeFresh } from './fresh-files.js';
import { TEMPLATE_NAMES, type TemplateName } from './hook-templates/template-names.js';
import { TEMPLATES } from './hook-templates/templates.js';
import { ownName } from './own-name.js';
import { schemaFor } from './schema-for.js';
import type { Terminal } from './terminal.js';

export interface HookNewOptions {
  readonly in: string;
  readonly template?: TemplateName;
  readonly force?: boolean;
}

/**
 * `hookline hook new`: a hook, its test and a plan for it to begin with, and where editors would not know `hookline/sdk`
 * the settings that tell them. What is there already is left alone, unless forced; settings always.
 */
export const hookNew =
  (terminal: Terminal) =>
  async (name: string, { in: folder, template, force = false }: HookNewOptions): Promise<number> => {
    checkName(name);
    requireFolder(folder);
    const chosen = template ?? TEMPLATE_NAMES.find(each => each === name) ?? TEMPLATE_NAMES[0];
    const { hook, test, plan } = TEMPLATES[chosen];
    const schema = schemaFor(resolve(folder));
    const texts = [
      [`${name}.ts`, hook(name)],
      [`${name}.test.ts`, test(name)],
      [`${name}.yaml`, `${heading(name, schema)}${plan(name)}`],
    ] as const;
    const files = texts.map(([file, text]) => ({ path: join(folder, file), text }));
    writeFresh(files, force);
    const settings = editorSettings(resolve(folder));
    if (settings !== undefined) {
      const path = join(folder, 'tsconfig.json');
      writeFresh([{ path, text: settings }], false);
      files.push({ path, text: settings });
    }
    terminal.out(nextText(folder, name, chosen, files));
    return EXIT.ok;
  };

const heading = (name: string, schema: string | undefined): string =>
  `${schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`}# An experiment with ${name}.ts. All settings: docs/plan.md, or hookline init; hookline check ${name}.yaml tells what it comes to.
hookline: 1 # version of this format
seed: 1 # every random draw follows from it
duration: 10s

`;

/** What `--set` takes for a setting of the plan, whatever hooks are called. */
const RESERVED: ReadonlySet<string> = new Set([
  ...SETTING_NAMES.map(name => name.split('.')[0]!),
  ...['all', 'both', 'ports', 'stages', 'topologies', 'traffic'],
]);

const checkName = (name: string): void => {
  const refuse = (message: string, hint: string): never => {
    const fault: Fault = { file: 'hook new', line: 0, column: 0, message, hint };
    throw new InputError([fault]);
  };
  if (!HOOK_NAME.test(name)) {
    const better = name
      .replace(/\.[cm]?[jt]s$/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[-0-9]+|-+$/g, '');
    const folders = /[\\/]/.test(name) ? 'a folder is named by --in' : undefined;
    const hint = folders ?? `as in ${HOOK_NAME.test(better) ? better : 'ack-thief'}`;
    refuse(`name '${name}' is not made of lower-case words joined by hyphens`, hint);
  }
  if (RESERVED.has(name))
    refuse(`name '${name}' is a word of plans: --set could not tell them apart`, `as in my-${name}`);
};

const nextText = (folder: string, name: string, template: TemplateName, files: readonly { path: string }[]): string => {
  const own = ownName();
  const file = (ending: string): string => join(folder, `${name}${ending}`);
  const hook = file('.ts');
  const tcp = template !== 'noop' && template !== 'observer';
  const client = tcp ? `--server 'iperf3 -s -1' -- iperf3 -c 192.168.66.2 -t 5` : '-- ping -c 5 192.168.66.2';
  const rows = [
    [`${own} hook test ${file('.test.ts')}`, 'its test, without root, sockets or threads'],
    [`${own} simulate ${file('.yaml')}`, "the plan's traffic over its link, in virtual time"],
    ...(tcp && !findProgram('iperf3')
      ? []
      : [[`${own} run ${file('.yaml')} ${client}`, 'real programs over it (Linux)']]),
    [`${own} hook describe ${/[\\/]/.test(hook) ? hook : `./${hook}`}`, 'its options, as others will see them'],
  ];
  const written = files.map(({ path }) => path).join(', ');
  const lines = [`wrote ${written}`, '', `A hook that ${TEMPLATES[template].about}. Next:`];
  return `${[...lines, ...textTable(rows, 'll').map(line => `  ${line}`)].join('\n')}\n`;
};
