import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A member of an interface, a class or an object of functions. */
export interface ApiMember {
  readonly name: string;
  readonly signature: string;
  /** Empty where its author has written none. */
  readonly about: string;
}

/** A name that a module exports. */
export interface ApiEntry extends ApiMember {
  readonly kind: 'function' | 'constant' | 'interface' | 'class' | 'type';
  /** Relative to the repository. */
  readonly file: string;
  readonly members: readonly ApiMember[];
}

/** What a module exports, by source. */
export interface ApiModule {
  readonly about: string;
  readonly entries: readonly ApiEntry[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The modules at these paths, relative to the repository, as TypeScript understands them. */
export const apiModules = (paths: readonly string[]): ApiModule[] => {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram(
    paths.map(path => ROOT + path),
    { ...options, noEmit: true },
  );
  const checker = program.getTypeChecker();
  return paths.map(path => {
    const source = program.getSourceFile(ROOT + path)!;
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map(symbol => ({
      name: symbol.name,
      symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }));
    const entries = exported.map(({ name, symbol }) => entryOf(checker, name, symbol));
    // By file; those of one file stay in its own order.
    entries.sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
    return { about: moduleAbout(source), entries };
  });
};

/** The comment with which the file begins. */
const moduleAbout = (source: ts.SourceFile): string => {
  const [range] = ts.getLeadingCommentRanges(source.text, 0) ?? [];
  const text = range === undefined ? '' : source.text.slice(range.pos, range.end);
  return text
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .replace(/@packageDocumentation/, '')
    .trim();
};

const aboutOf = (checker: ts.TypeChecker, symbol: ts.Symbol): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();

/** The text of a node on one line, without the comments in it. */
const textOf = (node: ts.Node): string =>
  node
    .getText()
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/; \}/g, ' }')
    .trim();

const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** Arrays of bytes may lie in shared memory as well: nothing new to who reads a signature. */
const typeText = (checker: ts.TypeChecker, type: ts.Type): string =>
  checker.typeToString(type, undefined, FORMAT).replaceAll('<ArrayBufferLike>', '');

const entryOf = (checker: ts.TypeChecker, name: string, symbol: ts.Symbol): ApiEntry => {
  const declaration = symbol.valueDeclaration ?? symbol.declarations![0]!;
  const file = relative(ROOT, declaration.getSourceFile().fileName);
  const common = { name, file, about: aboutOf(checker, symbol) };
  if (ts.isInterfaceDeclaration(declaration)) {
    const members = membersOf(checker, checker.getDeclaredTypeOfSymbol(symbol));
    return { ...common, kind: 'interface', signature: heading(declaration, 'interface', name), members };
  }
  if (ts.isClassDeclaration(declaration)) {
    const own = membersOf(checker, checker.getDeclaredTypeOfSymbol(symbol));
    const fixed = membersOf(checker, checker.getTypeOfSymbol(symbol), `${name}.`);
    const members = [...fixed, ...own];
    return { ...common, kind: 'class', signature: heading(declaration, 'class', name), members };
  }
  if (ts.isTypeAliasDeclaration(declaration))
    return { ...common, kind: 'type', signature: textOf(declaration).replace(/^export |;$/g, ''), members: [] };
  const type = checker.getTypeOfSymbol(symbol);
  const signatures = type.getCallSignatures();
  if (signatures.length > 0) {
    const lines = signatures.map(each => name + signatureText(checker, each));
    return { ...common, kind: 'function', signature: lines.join('\n'), members: [] };
  }
  const written = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (written !== undefined && ts.isObjectLiteralExpression(written))
    return { ...common, kind: 'constant', signature: `const ${name}`, members: membersOf(checker, type, `${name}.`) };
  const signature = `const ${name}: ${typeText(checker, type)}`;
  return { ...common, kind: 'constant', signature, members: [] };
};

const heading = (
  { typeParameters, heritageClauses }: ts.InterfaceDeclaration | ts.ClassDeclaration,
  kind: string,
  name: string,
): string => {
  const parameters = typeParameters ? `<${typeParameters.map(textOf).join(', ')}>` : '';
  return [`${kind} ${name}${parameters}`, ...(heritageClauses ?? []).map(textOf)].join(' ');
};

/** Parameters and result: as their author wrote them where that says all, defaults included. */
const signatureText = (checker: ts.TypeChecker, signature: ts.Signature): string => {
  const declaration = signature.getDeclaration() as ts.SignatureDeclaration | undefined;
  if (declaration?.type === undefined || dirname(declaration.getSourceFile().fileName).includes('node_modules'))
    return checker.signatureToString(signature, undefined, FORMAT);
  const generic = declaration.typeParameters ? `<${declaration.typeParameters.map(textOf).join(', ')}>` : '';
  return `${generic}(${declaration.parameters.map(textOf).join(', ')}): ${textOf(declaration.type)}`;
};

const isHidden = (member: ts.Symbol): boolean => {
  const [first] = member.declarations ?? [];
  if (first === undefined || /^(prototype|__|#)/.test(member.name)) return true;
  if (!first.getSourceFile().fileName.startsWith(ROOT) || first.getSourceFile().fileName.includes('node_modules'))
    return true;
  return (ts.getCombinedModifierFlags(first) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
};

const membersOf = (checker: ts.TypeChecker, type: ts.Type, owner = ''): ApiMember[] =>
  checker
    .getPropertiesOfType(type)
    .filter(member => !isHidden(member))
    .map(member => ({
      name: member.name,
      signature: memberText(checker, member, owner),
      about: aboutOf(checker, member),
    }));

const memberText = (checker: ts.TypeChecker, member: ts.Symbol, owner: string): string => {
  const declaration = member.declarations![0]!;
  const optional = member.flags & ts.SymbolFlags.Optional ? '?' : '';
  const name = `${owner}${member.name}${optional}`;
  const type = checker.getTypeOfSymbol(member);
  const [signature] = checker.getNonNullableType(type).getCallSignatures();
  const isMethod = ts.isMethodSignature(declaration) || ts.isMethodDeclaration(declaration);
  const isFunction = ts.isPropertyAssignment(declaration) || ts.isArrowFunction(declaration);
  if (signature !== undefined && (isMethod || isFunction)) return name + signatureText(checker, signature);
  // What a mapped type makes writable is declared read-only nonetheless.
  const isMapped = (member as { links?: { mappedType?: unknown } }).links?.mappedType !== undefined;
  const isFixed =
    (!isMapped && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0) ||
    (member.flags & ts.SymbolFlags.GetAccessor && !(member.flags & ts.SymbolFlags.SetAccessor));
  const written = (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) && declaration.type;
  const shown = written ? textOf(written) : typeText(checker, type);
  return `${isFixed ? 'readonly ' : ''}${name}: ${shown}`;
};
