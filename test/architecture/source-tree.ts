import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One import, re-export or dynamic import of a file. */
export interface Import {
  /** As written: a package, `node:…`, or the path of a file in this tree counted from its root. */
  readonly target: string;
  /** Whether only types are taken: gone before anything runs. */
  readonly typeOnly: boolean;
}

/** A TypeScript file of this repository; paths count from its root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

const walk = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

/** All TypeScript files below the folders that exist. */
export const sourceFiles = (...folders: string[]): SourceFile[] => {
  const there = readdirSync(ROOT);
  return folders
    .filter(folder => there.includes(folder))
    .flatMap(walk)
    .map(path => read(path.split(sep).join('/')));
};

const read = (path: string): SourceFile => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  const note = (specifier: ts.Expression | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteral(specifier)) {
      imports.push({ target: targetOf(path, specifier.text), typeOnly });
    }
  };
  visit(tree, node => {
    if (ts.isImportDeclaration(node))
      note(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      note(node.arguments[0], false);
  });
  return { path, text, tree, imports };
};

/** Calls `look` for every node below one. */
export const visit = (node: ts.Node, look: (node: ts.Node) => void): void => {
  look(node);
  ts.forEachChild(node, child => visit(child, look));
};

const targetOf = (from: string, specifier: string): string => {
  if (!specifier.startsWith('.')) return specifier;
  const path = relative(ROOT, join(ROOT, dirname(from), specifier))
    .split(sep)
    .join('/');
  return path.replace(/\.js$/, '.ts');
};

/** The cycles among files that import each other when they run; each is one strongly connected component. */
export const cycles = (files: readonly SourceFile[]): string[][] => {
  const next = new Map(
    files.map(({ path, imports }) => [path, imports.filter(each => !each.typeOnly).map(each => each.target)]),
  );
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const enter = (path: string): void => {
    index.set(path, index.size);
    low.set(path, index.get(path)!);
    stack.push(path);
    for (const to of next.get(path) ?? []) {
      if (!next.has(to)) continue;
      if (!index.has(to)) enter(to);
      if (stack.includes(to)) low.set(path, Math.min(low.get(path)!, low.get(to)!));
    }
    if (low.get(path) !== index.get(path)) return;
    const component = stack.splice(stack.indexOf(path));
    if (component.length > 1 || next.get(path)!.includes(path)) found.push(component.sort());
  };
  for (const path of next.keys()) if (!index.has(path)) enter(path);
  return found;
};
