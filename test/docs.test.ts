import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { program } from '../core/cli/program.js';
import { BURST_CAUSE } from '../core/effects/pacing/make.js';
import { KNOWN_CAUSES } from '../core/frame/causes.js';
import { option } from '../sdk/index.js';
import { anchors, apiPages } from './docs/api-page.js';
import { hooksPage } from './docs/hooks-page.js';
import { scenarioPage } from './docs/scenario-columns.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const markdown = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name));
const pages = ['README.md', 'CHANGELOG.md', 'core/README.md', ...markdown('docs'), ...markdown('examples')];

/** Names that a module exports, types included; `export *` is followed. */
const exportsOf = (path: string): string[] => {
  const tree = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest);
  return tree.statements.flatMap(statement => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (exportClause && ts.isNamedExports(exportClause)) return exportClause.elements.map(({ name }) => name.text);
      const from = (moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts');
      return exportsOf(join(dirname(path), from));
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(each => each.name.getText(tree));
    return [(statement as ts.DeclarationStatement).name!.getText(tree)];
  });
};

/** Members of an interface as its declaration has them. */
const membersOf = (path: string, name: string): string[] => {
  const tree = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest);
  const found = tree.statements.find(each => ts.isInterfaceDeclaration(each) && each.name.text === name);
  return (found as ts.InterfaceDeclaration).members.map(member => member.name!.getText(tree));
};

const words = (text: string): Set<string> => new Set(text.match(/[A-Za-z_]\w*/g));
const missing = (names: readonly string[], page: string): string[] => {
  const known = words(read(page));
  return names.filter(name => !known.has(name));
};

const anchorsOf = (page: string): string[] => anchors([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!));

test('docs/hooks.md is what `npm run docs` writes from the hooks as they are', async () => {
  assert.fixture(read('docs/hooks.md'), await hooksPage());
});

test('docs/scenario.md has the columns as `npm run docs` writes them', () => {
  assert.fixture(read('docs/scenario.md'), scenarioPage());
});

const api = apiPages();

test('docs/api is what `npm run docs` writes from the docstrings as they are', () => {
  assert.equal(readdirSync(join(root, 'docs/api')).sort(), [...api.pages.keys()].sort());
  for (const [file, text] of api.pages) assert.fixture(read(`docs/api/${file}`), text);
});

test('docs/api has signatures as their authors wrote them, defaults included, and members with what they are', () => {
  const sdk = api.pages.get('sdk.md')!;
  for (const line of [
    'drop(reason: string): Verdict',
    'duplicate(copies = 1, spacing: Nanos = 0 as Nanos): Verdict',
    "- `readonly now: Nanos`: Logical time since the run's start.",
    '- `Frame.of(bytes: Uint8Array, id = 0): Frame`: A frame over its own bytes (not copied), for tests, builders and injection.',
  ])
    assert.ok(sdk.includes(`\n${line}\n`), line);
  assert.ok(!sdk.includes('private') && !sdk.includes('#'.repeat(4)));
});

test('every public name has a docstring, and every member of an interface, a class or an object of functions', () => {
  const names = [...api.pages.values()].flatMap(text => [...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name));
  for (const name of [...exportsOf('sdk/index.ts'), ...exportsOf('sdk/testing.ts'), ...exportsOf('core/index.ts')])
    assert.ok(names.includes(name), name);
  assert.equal(api.undocumented, []);
});

test('docs/sdk.md mentions everything that the SDK and its rig export', () => {
  const names = [...exportsOf('sdk/index.ts'), ...exportsOf('sdk/testing.ts')];
  assert.ok(names.length > 60 && names.includes('defineHook') && names.includes('Tcp'));
  assert.equal(missing(names, 'docs/sdk.md'), []);
});

test('docs/sdk.md mentions every key of a hook, every part of the context, every kind of option', () => {
  const names = [
    ...membersOf('sdk/hook.ts', 'Hook'),
    ...membersOf('sdk/hook.ts', 'Context'),
    ...membersOf('sdk/hook.ts', 'StageView'),
    ...membersOf('sdk/rig.ts', 'Rig'),
    ...membersOf('sdk/rig.ts', 'Outcome'),
    ...Object.keys(option),
  ];
  assert.equal(missing(names, 'docs/sdk.md'), []);
});

test('docs/library.md mentions everything that the library exports, and every part of what it gives', () => {
  const names = [
    ...exportsOf('core/index.ts'),
    ...membersOf('core/run/emulation.ts', 'Emulation').filter(name => /^\w/.test(name)),
    ...membersOf('core/run/emulation.ts', 'EmulateOptions'),
    ...membersOf('core/run/emulated-host.ts', 'EmulatedHost'),
    ...membersOf('core/run/emulated-programs.ts', 'EmulatedProgram'),
    ...membersOf('core/run/emulated-programs.ts', 'StartOptions'),
    ...membersOf('core/index.ts', 'SimulateSettings'),
  ];
  assert.ok(names.length > 50 && names.includes('emulate') && names.includes('said'));
  assert.equal(missing(names, 'docs/library.md'), []);
});

test('links between pages lead somewhere, their headings included', () => {
  const broken: string[] = [];
  for (const page of pages) {
    for (const [, target] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [path, heading] = target!.split('#') as [string, string?];
      const file = path === '' ? page : relative(root, join(root, dirname(page), path));
      if (!existsSync(join(root, file))) broken.push(`${page}: ${target}`);
      else if (heading !== undefined && !anchorsOf(read(file)).includes(heading)) broken.push(`${page}: ${target}`);
    }
  }
  assert.equal(broken, []);
});

test('commands of the pages exist, with every flag they are shown with', () => {
  const { commands } = program(
    async () => async () => 0,
    () => {},
  );
  const wrong: string[] = [];
  let seen = 0;
  for (const page of pages) {
    for (const [line, name, rest] of read(page).matchAll(/npx hookline (\w[\w-]*)([^`\n|]*)/g)) {
      seen += 1;
      const first = commands.find(each => each.name() === name);
      // `hookline hook test`: the word behind a group is one of its commands.
      const [, inner] = /^ (\w+)/.exec(rest!) ?? [];
      const command = first?.commands.length ? first.commands.find(each => each.name() === inner) : first;
      if (command === undefined) {
        wrong.push(`${page}: ${line}`);
        continue;
      }
      const own = rest!.split(/ -- /)[0]!.replaceAll(/'[^']*'/g, '');
      for (const [flag] of own.matchAll(/(?<= )--[a-z-]+/g)) {
        if (!command.options.some(({ long }) => long === flag)) wrong.push(`${page}: ${flag} in ${line}`);
      }
    }
  }
  assert.ok(seen > 15);
  assert.equal(wrong, []);
});

test('plans, scenarios and hooks named in shown commands are in the repository, or the reader is told to write them', () => {
  const gone: string[] = [];
  for (const page of pages) {
    for (const [, path] of read(page).matchAll(/[ (](examples\/\d\d-[\w./-]+\.(?:yaml|csv|ts|pcap))/g)) {
      if (!existsSync(join(root, path!))) gone.push(`${page}: ${path}`);
    }
  }
  assert.equal(gone, []);
});

test('rooms of the source are those of docs/architecture.md', () => {
  const rooms = readdirSync(join(root, 'core'), { withFileTypes: true })
    .filter(each => each.isDirectory() && readdirSync(join(root, 'core', each.name)).length > 0)
    .map(each => `core/${each.name}`);
  const page = read('docs/architecture.md');
  assert.equal(
    rooms.filter(room => !page.includes(`\`${room}\``)),
    [],
  );
});

test('files that core/README.md walks through exist', () => {
  const files = [...read('core/README.md').matchAll(/`([a-z-]+\/[a-z-]+\.ts)`/g)].map(([, path]) => `core/${path}`);
  assert.ok(files.length > 15);
  assert.equal(
    files.filter(path => !existsSync(join(root, path))),
    [],
  );
});

test('docs/run-folder.md knows every cause of death that Hookline itself gives', () => {
  const page = read('docs/run-folder.md');
  assert.equal(
    KNOWN_CAUSES.filter(cause => !page.includes(`\`${cause}\``)),
    [],
  );
});

/** Causes that the source gives by name. */
const causesInSource = (): string[] =>
  ['core/effects', 'core/stage']
    .flatMap(room => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map(name => join(room, name)))
    .filter(name => name.endsWith('.ts'))
    .flatMap(name => [...read(name).matchAll(/\bcause\('([^']+)'\)/g)].map(([, cause]) => cause!));

test('docs/effects.md has every cause of death in its table, and no other but those of hooks', () => {
  const causes = new Set([...causesInSource(), ...KNOWN_CAUSES, BURST_CAUSE]);
  assert.ok(causes.size >= 20 && causes.has('loss:gilbert-elliott') && causes.has('queue:fq-codel'));
  const [, table] = read('docs/effects.md').split('\n## Causes of death\n');
  const rows = [...table!.split('\n## ')[0]!.matchAll(/^\| (`.+?`) \|/gm)].map(([, cell]) => cell!);
  const listed = rows.flatMap(cell => cell.match(/[^`, ]+/g)!);
  assert.equal(listed.filter(cause => !cause.startsWith('hook:')).sort(), [...causes].sort());
});

test('the hook of the README has the ten lines it promises, and compiles with the names it imports', () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(read('README.md'))!;
  const body = code!.trimEnd().split('\n').slice(2);
  assert.ok(body.length <= 10, `${body.length} lines`);
  const names = new Set(exportsOf('sdk/index.ts'));
  const [, imported] = /import \{ (.+) \} from 'hookline\/sdk'/.exec(code!)!;
  assert.equal(
    imported!.split(', ').filter(name => !names.has(name)),
    [],
  );
});

test('every decision is listed, and has its context, what was decided and what follows', () => {
  const folder = 'docs/decisions';
  const index = read(`${folder}/README.md`);
  for (const name of readdirSync(join(root, folder)).filter(each => /^\d{4}-/.test(each))) {
    const text = read(`${folder}/${name}`);
    assert.ok(index.includes(`](${name})`), name);
    for (const part of ['**Context.**', '**Decision.**', '**Consequences.**']) assert.ok(text.includes(part), name);
  }
});

test('every entrance of package.json leads to a source file', () => {
  const { exports, bin } = JSON.parse(read('package.json')) as {
    exports: Record<string, string | { types: string; default: string }>;
    bin: Record<string, string>;
  };
  const built = Object.values(exports).flatMap(each => (typeof each === 'string' ? [] : [each.default, each.types]));
  const sources = [...built, ...Object.values(bin)]
    .filter(path => !path.includes('*'))
    .map(path => path.replace(/^\.\/dist\//, '').replace(/(\.d\.ts|\.js)$/, '.ts'));
  assert.equal(
    sources.filter(path => !existsSync(join(root, path))),
    [],
  );
});

test.run();
