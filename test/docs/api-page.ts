import { mkdirSync, writeFileSync } from 'node:fs';
import { type ApiEntry, type ApiModule, apiModules } from './api-entries.js';

/** Writes docs/api/ from the docstrings of what the package exports: `npm run docs`. */

const PAGES = [
  { file: 'sdk.md', source: 'sdk/index.ts', title: 'hookline/sdk', guide: '[the guide](../sdk.md)' },
  {
    file: 'testing.md',
    source: 'sdk/testing.ts',
    title: 'hookline/sdk/testing',
    guide: '[the rig](../sdk.md#the-rig)',
  },
  { file: 'library.md', source: 'core/index.ts', title: 'hookline', guide: '[the guide](../library.md)' },
] as const;

/** GitHub's anchors of headings in their order: one that is there already has a number behind it. */
export const anchors = (headings: readonly string[]): string[] => {
  const seen = new Map<string, number>();
  return headings.map(heading => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
};

/** Paragraphs stay; examples, which are set in, too. Everything else is one line: docstrings are broken by width. */
const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map(each =>
      /^ {4}/.test(each) ? `\`\`\`ts\n${each.replace(/^ {4}/gm, '')}\n\`\`\`` : each.replace(/\s*\n\s*/g, ' '),
    )
    .join('\n\n');

const entryText = ({ name, signature, about, members }: ApiEntry): string => {
  const parts = [`### ${name}`, `\`\`\`ts\n${signature}\n\`\`\``, paragraphs(about)];
  const lines = members.map(member => {
    const said = paragraphs(member.about).replace(/\n\n/g, ' ');
    return `- \`${member.signature}\`${said === '' ? '' : `: ${said}`}`;
  });
  if (lines.length > 0) parts.push(lines.join('\n'));
  return parts.filter(part => part !== '').join('\n\n');
};

/** Entries by the file they are declared in, files in the order in which they are exported. */
const byFile = (entries: readonly ApiEntry[]): Map<string, ApiEntry[]> => {
  const files = new Map<string, ApiEntry[]>();
  for (const entry of entries) {
    const known = files.get(entry.file);
    if (known === undefined) files.set(entry.file, [entry]);
    else known.push(entry);
  }
  return files;
};

const pageText = (title: string, guide: string, { about, entries }: ApiModule): string => {
  const files = [...byFile(entries)];
  const links = anchors([title, ...files.flatMap(([file, names]) => [file, ...names.map(({ name }) => name)])]);
  let next = 1;
  const contents = files.map(([file, names]) => {
    next += 1;
    return `| [${file}](../../${file}) | ${names.map(({ name }) => `[${name}](#${links[next++]})`).join(' · ')} |`;
  });
  const sections = files.map(([file, names]) => `## ${file}\n\n${names.map(entryText).join('\n\n')}`);
  return `# ${title}

Written by \`npm run docs\` from the sources; see also ${guide}. Every name that \`${title}\` exports, with its members.

${paragraphs(about)}

| source | names |
|---|---|
${contents.join('\n')}

${sections.join('\n\n')}
`;
};

const indexText = (modules: readonly ApiModule[]): string => {
  const rows = PAGES.map(({ file, title }, i) => {
    const { about, entries } = modules[i]!;
    const [first = ''] = paragraphs(about).split('\n\n');
    return `| [\`${title}\`](${file}) | ${entries.length} | ${first} |`;
  });
  return `# API reference

Written by \`npm run docs\` from the docstrings of the sources: every exported name with its signature and its members. To read from
the beginning: [your first hook](../first-hook.md), [the SDK](../sdk.md), [the library](../library.md).

| import | names | what it is |
|---|---|---|
${rows.join('\n')}
`;
};

/** The pages, from the sources as they are now, by their names in docs/api/; and everything on them without a docstring. */
export const apiPages = (): {
  readonly pages: ReadonlyMap<string, string>;
  readonly undocumented: readonly string[];
} => {
  const modules = apiModules(PAGES.map(({ source }) => source));
  const undocumented = modules.flatMap(({ entries }) =>
    entries.flatMap(({ file, name, about, members }) => [
      ...(about === '' ? [`${file}: ${name}`] : []),
      ...members.filter(member => member.about === '').map(member => `${file}: ${name}.${member.name}`),
    ]),
  );
  const pages = PAGES.map(({ file, title, guide }, i) => [file, pageText(title, guide, modules[i]!)] as const);
  return { pages: new Map([['README.md', indexText(modules)], ...pages]), undocumented };
};

if (import.meta.url === `file://${process.argv[1]}`) {
  const folder = new URL('../../docs/api/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of apiPages().pages) writeFileSync(new URL(file, folder), text);
}
