import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cycles, type SourceFile, sourceFiles, visit } from './architecture/source-tree.js';

const files = sourceFiles('core', 'sdk', 'plugins', 'examples');
const core = files.filter(file => file.path.startsWith('core/'));
const sdk = files.filter(file => file.path.startsWith('sdk/'));

/** The room of a core file; `` for those that lie beside the rooms. */
const roomOf = (path: string): string => /^core\/([^/]+)\//.exec(path)?.[1] ?? '';

/** Arithmetic only: the same calls give the same results everywhere. */
const PURE = ['dispatch', 'effects', 'frame', 'scenario', 'stage', 'time', 'topology', 'traffic'];
/** Reads the clock it is given and sleeps; it stands in a pure room and is not pure itself. */
const DRIVER = 'core/time/real-time-driver.ts';
const pure = files.filter(({ path }) => path.startsWith('sdk/') || (PURE.includes(roomOf(path)) && path !== DRIVER));
/** May touch Node's I/O. */
const OUTSIDE = ['cli', 'demo', 'hooks', 'lane', 'netns', 'port', 'probe', 'report', 'run', 'setup'];
/** Modules of Node that compute and touch nothing. */
const COMPUTING = ['node:path', 'node:url', 'node:util'];

const broken = (
  from: readonly SourceFile[],
  allowed: (target: string, file: SourceFile, typeOnly: boolean) => boolean,
): string[] =>
  from.flatMap(file =>
    file.imports
      .filter(({ target, typeOnly }) => !allowed(target, file, typeOnly))
      .map(({ target }) => `${file.path} imports ${target}`),
  );

/** Where `names` are used as free identifiers, and where `members` as properties of globals. */
const uses = (file: SourceFile, names: readonly string[], members: readonly string[]): string[] => {
  const found: string[] = [];
  const note = (node: ts.Node): void => {
    const { line } = file.tree.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file.path}:${line + 1} uses ${node.getText()}`);
  };
  visit(file.tree, node => {
    if (ts.isPropertyAccessExpression(node) && members.includes(node.getText())) note(node);
    if (!ts.isIdentifier(node) || !names.includes(node.text)) return;
    const { parent } = node;
    const named = ts.isPropertyAccessExpression(parent) && parent.name === node;
    const declared =
      (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) &&
      parent.name === node;
    const typed = ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent);
    if (!named && !declared && !typed) note(node);
  });
  return found;
};

test('the SDK imports nothing outside itself', () => {
  assert.ok(sdk.length > 10);
  assert.equal(
    broken(sdk, target => target.startsWith('sdk/')),
    [],
  );
});

test('shipped hooks and examples import the SDK and nothing else, tests of examples the library', () => {
  const isTest = ({ path }: SourceFile): boolean => path.startsWith('examples/') && path.endsWith('.test.ts');
  assert.equal(
    broken(files.filter(isTest), target => target === 'hookline' || target.startsWith('node:')),
    [],
  );
  const authors = files.filter(
    file => (file.path.startsWith('plugins/') || file.path.startsWith('examples/')) && !isTest(file),
  );
  assert.ok(authors.length > 3);
  // The one that reads a file.
  const reader = ({ path }: SourceFile, target: string): boolean =>
    path === 'plugins/pcap-injector.ts' && target === 'node:fs';
  assert.equal(
    broken(authors, (target, file) => target === 'hookline/sdk' || reader(file, target)),
    [],
  );
});

test('core imports the SDK by its path, so that one copy of it runs', () => {
  assert.equal(
    broken(core, target => !target.startsWith('hookline')),
    [],
  );
});

test('only the composition root knows the commands, and only the command line knows the composition root', () => {
  const rooms = core.filter(({ path }) => roomOf(path) !== 'cli' && path !== 'core/compose.ts');
  assert.equal(
    broken(rooms, target => roomOf(target) !== 'cli'),
    [],
  );
  assert.equal(
    broken(core, (target, { path }) => target !== 'core/compose.ts' || roomOf(path) === 'cli'),
    [],
  );
});

test('pure rooms run on nothing but pure rooms and the faults they report', () => {
  const kept = (target: string, _: SourceFile, typeOnly: boolean): boolean =>
    typeOnly ||
    target.startsWith('sdk/') ||
    target === 'core/fault.ts' ||
    target === 'csv-parse/sync' ||
    target === 'core/plan/nearest.ts' ||
    (PURE.includes(roomOf(target)) && target !== DRIVER);
  assert.equal(broken(pure, kept), []);
});

test('pure rooms read no clock, draw from no Math.random and set no timer', () => {
  const names = [
    'Date',
    'performance',
    'process',
    'crypto',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'fetch',
    'require',
    'console',
    'globalThis',
  ];
  assert.equal(
    pure.flatMap(file => uses(file, names, ['Math.random'])),
    [],
  );
});

test('models use no function of Math that engines round differently', () => {
  const rounded = [
    'acos',
    'acosh',
    'asin',
    'asinh',
    'atan',
    'atan2',
    'atanh',
    'cbrt',
    'cos',
    'cosh',
    'exp',
    'expm1',
    'hypot',
    'log',
    'log10',
    'log1p',
    'log2',
    'pow',
    'sin',
    'sinh',
    'tan',
    'tanh',
  ];
  assert.equal(
    pure.flatMap(file =>
      uses(
        file,
        [],
        rounded.map(name => `Math.${name}`),
      ),
    ),
    [],
  );
});

test('only the rooms at the edge touch what Node offers of the outside', () => {
  const inside = core.filter(({ path }) => !OUTSIDE.includes(roomOf(path)) && path !== 'core/version.ts');
  assert.equal(
    broken(inside, target => !target.startsWith('node:') || COMPUTING.includes(target)),
    [],
  );
});

test('one file calls foreign functions, and one knows the container', () => {
  assert.equal(
    broken(files, (target, { path }) => target !== 'koffi' || path === 'core/port/foreign.ts'),
    [],
  );
  const container = ['tsyringe', 'reflect-metadata'];
  assert.equal(
    broken(files, (target, { path }) => !container.includes(target) || path === 'core/compose.ts'),
    [],
  );
});

test('no files import each other in a circle', () => {
  assert.equal(cycles(files), []);
});

test('every import of the tree names a file that exists', () => {
  const paths = new Set(files.map(({ path }) => path));
  assert.equal(
    broken(files, target => !/^(core|sdk|plugins|examples)\//.test(target) || paths.has(target)),
    [],
  );
});

test('no file is a drawer for odds and ends', () => {
  const drawers = files.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|\.ts$)/.test(path));
  assert.equal(
    drawers.map(({ path }) => path),
    [],
  );
});

test('no file only passes on what others export, but the SDK’s index', () => {
  const barrels = files.filter(
    ({ tree }) =>
      tree.statements.length > 0 && tree.statements.every(each => ts.isExportDeclaration(each) && each.moduleSpecifier),
  );
  assert.equal(
    barrels.map(({ path }) => path),
    ['sdk/index.ts'],
  );
});

test('no file is longer than 300 lines', () => {
  const bounded = files.filter(({ path }) => !path.startsWith('examples/'));
  const long = bounded.filter(({ text }) => text.trimEnd().split('\n').length > 300);
  assert.equal(
    long.map(({ path }) => path),
    [],
  );
});

test('files are named in kebab case', () => {
  const odd = files.filter(
    ({ path }) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)+[a-z0-9]+(-[a-z0-9]+)*(\.d|\.test)?\.ts$/.test(path),
  );
  assert.equal(
    odd.map(({ path }) => path),
    [],
  );
});

test('every test file runs its tests: without its last line uvu would run none of them and say nothing', () => {
  const tests = sourceFiles('test').filter(({ path }) => path.endsWith('.test.ts'));
  const silent = tests.filter(({ text }) => !/\n(test|[a-zA-Z]+)\.run\(\);$/.test(text.trimEnd()));
  assert.equal(
    silent.map(({ path }) => path),
    [],
  );
  assert.equal(
    tests.filter(({ text }) => /\btest\.only\(/.test(text)).map(({ path }) => path),
    [],
  );
});

test('every name of the SDK says what it is', () => {
  const index = sdk.find(({ path }) => path === 'sdk/index.ts')!;
  const open = sdk.filter(
    ({ path }) => path === 'sdk/testing.ts' || index.imports.some(({ target }) => target === path),
  );
  const bare = open.flatMap(({ path, tree }) =>
    tree.statements
      .filter(
        each =>
          ts.canHaveModifiers(each) && ts.getModifiers(each)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
      )
      .filter(each => ts.getJSDocCommentsAndTags(each).length === 0)
      .map(each => `${path}: ${each.getText().split('\n')[0]}`),
  );
  assert.equal(bare, []);
});

test.run();
