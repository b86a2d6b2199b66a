import { readdirSync, writeFileSync } from 'node:fs';
import { describeHook, type HookDescription } from '../../core/hooks/describe.js';
import type { AnyHook } from '../../sdk/hook.js';

/** Writes docs/hooks.md from the declarations of the hooks in plugins/: `npm run docs`. */

const folder = new URL('../../plugins/', import.meta.url);

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** What it says of itself besides, in short sentences. */
const facts = ({ sides, scope, filter, nth, every, needs }: HookDescription): string => {
  const filters = [...new Set(Object.values(filter))].map(text => `\`${text}\``);
  const said: readonly (readonly [string, string])[] = [
    ['Stands at', sides.join(', ')],
    ['Scope', scope],
    ['Needs', needs.join(', ')],
    ['Filter', filters.join(', ')],
    ['Of these', nth ?? (every === undefined ? '' : `every ${every}`)],
  ];
  return said.flatMap(([what, text]) => (text === '' ? [] : [`${what}: ${text}.`])).join(' ');
};

const section = (hook: HookDescription): string => {
  const { name, about, options } = hook;
  const rows = options.map(({ name, kind, fallback, about }) => {
    const value = fallback === undefined ? 'required' : fallback === '' ? 'empty' : `\`${cell(fallback)}\``;
    return `| \`${name}\` | ${cell(kind).replaceAll('\\|', ' \\| ')} | ${value} | ${cell(about)} |`;
  });
  const table =
    rows.length === 0 ? 'No options.' : `| option | kind | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}`;
  return `## ${name}\n\n${about} ${facts(hook)}\n\n${table}\n`;
};

/** The page, from the hooks as they are now. */
export const hooksPage = async (): Promise<string> => {
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.ts'))
    .sort();
  const hooks = await Promise.all(
    files.map(async file => ((await import(new URL(file, folder).href)) as { default: AnyHook }).default),
  );
  return `# Hooks that come with Hookline

Written by \`npm run docs\` from the hooks' own declarations. Use one by its name, in a plan or on the command line:

\`\`\`sh
npx hookline simulate leo.csv --hook attacker@up --set attacker.action=delay --set attacker.delay=50ms
\`\`\`

\`chance\` and the like are read in the words of their kind: see [quantities](plan.md#quantities) and [options](sdk.md#options).
\`npx hookline hook describe NAME\` says the same of any hook, yours as well.
What the attackers among them do to real programs, and how to try each: [attackers](attackers.md).

Which frames reach a hook, and what it may do to them, is best said by the plan, for any hook alike:

\`\`\`yaml
hooks:
  - { use: logger, at: up, filter: tcp port 443 and not host 10.0.0.7 }
  - { use: attacker, at: down, filter: udp port 53, every: 10 of flow, rights: [observe, drop], budget: { frames: 100 } }
\`\`\`

[Filters](filter.md) are tcpdump's language, [places](plan.md#hooks) are counted among the frames that fit, and
[rights and budgets](plan.md#what-an-attacker-may-do) bound what it does. A frame that does not fit costs some tens of nanoseconds and the
hook never sees it. The options of some hooks that choose frames too (\`protocol\`, \`src\`, \`dstPort\` …) take single values; unlike a filter
they can be [set while a run goes on](live.md).

${hooks.map(hook => section(describeHook(hook))).join('\n')}`;
};

if (import.meta.url === `file://${process.argv[1]}`) {
  writeFileSync(new URL('../../docs/hooks.md', import.meta.url), await hooksPage());
}
