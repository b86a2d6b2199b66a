import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Fault, moreFaults } from '../fault.js';

/** Keys and list positions from the top of the file: `['link', 'up', 'rate']`. */
export type Path = readonly PropertyKey[];
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** `link.up.rate`, `hooks[0].use`; empty for the whole file. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

/** A plan file's YAML with the places of its nodes. JSON is YAML. */
export class PlanSource {
  private readonly document: Document.Parsed;
  private readonly lines = new LineCounter();
  private readonly text: string;

  constructor(
    text: string,
    readonly file: string,
  ) {
    this.text = text;
    this.document = parseDocument(text, {
      lineCounter: this.lines,
      prettyErrors: false,
      uniqueKeys: true,
      logLevel: 'error',
    });
  }

  /** Everything wrong with the YAML itself. */
  syntaxFaults(): Fault[] {
    const faults: Fault[] = [...this.document.errors, ...this.document.warnings].map(error => ({
      file: this.file,
      ...this.placeAt(error.pos[0]),
      ...this.explain(error),
    }));
    for (const alias of this.strayAliases()) {
      const place = this.placeAt(alias.range?.[0] ?? 0);
      faults.push({ file: this.file, ...place, message: `no anchor &${alias.source} stands before *${alias.source}` });
    }
    return faults;
  }

  private strayAliases(): Alias[] {
    const stray: Alias[] = [];
    visit(this.document, {
      Alias: (_, alias) => {
        if (alias.resolve(this.document) === undefined) stray.push(alias);
      },
    });
    return stray;
  }

  /** False when the text is no YAML, so that checking its content would only make noise. */
  get sound(): boolean {
    return this.document.errors.every(error => error.code === 'DUPLICATE_KEY') && this.strayAliases().length === 0;
  }

  /** The content as plain data; a fault when aliases blow it up. */
  value(): { value: unknown } | Fault {
    try {
      return { value: this.document.toJS({ maxAliasCount: 100 }) };
    } catch (error) {
      return { file: this.file, line: 1, column: 1, message: `not a plan: ${(error as Error).message}` };
    }
  }

  /** The place of the node at `path`, or of the nearest one above it. */
  place(path: Path): Place {
    for (let length = path.length; length >= 0; length--) {
      const found = this.find(path.slice(0, length));
      if (!found) continue;
      const start = found.node?.range?.[0] ?? (found.pair?.key as Node | undefined)?.range?.[0];
      // An empty value has no text of its own: show its key.
      const empty = isScalar(found.node) && found.node.value === null && found.node.source === '';
      const offset = empty ? ((found.pair?.key as Node | undefined)?.range?.[0] ?? start) : start;
      if (offset !== undefined) return this.placeAt(offset);
    }
    return { line: 1, column: 1 };
  }

  /** The place of a letter, counted from 0, of a single value; that of the value where its letters are written otherwise. */
  placeInside(path: Path, letter: number): Place {
    const node = this.find(path)?.node;
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return this.place(path);
    const [start, end] = node.range;
    const inner = this.text.slice(start, end).indexOf(node.value.trimEnd());
    return inner < 0 ? this.place(path) : this.placeAt(start + inner + letter);
  }

  /** The place of the key that ends `path`. */
  keyPlace(path: Path): Place {
    const offset = (this.find(path)?.pair?.key as Node | undefined)?.range?.[0];
    return offset === undefined ? this.place(path) : this.placeAt(offset);
  }

  /** The names of the settings at `path`; none where there are no settings. */
  keys(path: Path): string[] {
    const node = this.find(path)?.node;
    return isMap(node) ? node.items.map(({ key }) => (isScalar(key) ? String(key.value) : String(key))) : [];
  }

  has(path: Path): boolean {
    return this.find(path) !== undefined;
  }

  /** The text of a single value as it was written, without its quotes; undefined for lists and maps. */
  scalarText(path: Path): string | undefined {
    const node = this.find(path)?.node;
    return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
  }

  /** What stands at `path`, for a fault: `'fast'`, `a list`, `nothing`. */
  foundText(path: Path): string {
    const node = this.find(path)?.node;
    if (isMap(node)) return 'settings';
    if (isSeq(node)) return node.items.length === 0 ? 'an empty list' : 'a list';
    const text = this.scalarText(path) ?? '';
    if (text === '') return 'nothing';
    const line = text.replace(/\s+/g, ' ');
    return `'${line.length > 40 ? `${line.slice(0, 39)}…` : line}'`;
  }

  /**
   * Where the lines of a block of text (`|`) stand in the file: its place of line and column 1 is the block's own
   * first character. Undefined for text written any other way, whose lines have no fixed places.
   */
  blockPlace(path: Path): Place | undefined {
    const node = this.find(path)?.node;
    if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || !node.range) return undefined;
    const { line } = this.placeAt(node.range[0]);
    const body = this.text.split(/\r\n|\n/).slice(line);
    const first = body.find(text => text.trim() !== '') ?? '';
    return { line: line + 1, column: first.length - first.trimStart().length + 1 };
  }

  private placeAt(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  private find(path: Path): { node: Node | null; pair?: Pair } | undefined {
    let node = this.resolved(this.document.contents);
    let pair: Pair | undefined;
    for (const key of path) {
      if (isMap(node)) {
        pair = node.items.find(
          item => (isScalar(item.key) ? String(item.key.value) : String(item.key)) === String(key),
        );
        if (!pair) return undefined;
        node = this.resolved(pair.value as Node | null);
      } else if (isSeq(node) && typeof key === 'number' && key < node.items.length) {
        pair = undefined;
        node = this.resolved(node.items[key] as Node | null);
      } else return undefined;
    }
    return pair ? { node, pair } : { node };
  }

  private resolved(node: Node | null): Node | null {
    return isAlias(node) ? ((node.resolve(this.document) as Node | undefined) ?? null) : node;
  }

  private explain(error: YAMLError): { message: string; hint?: string } {
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[\w.-]+/.exec(this.text.slice(error.pos[0]))?.[0] ?? '';
      return { message: `setting '${key}' appears twice` };
    }
    if (error.code === 'TAB_AS_INDENT') return { message: 'a tab in the indentation: YAML indents with spaces' };
    if (error.code === 'MULTIPLE_DOCS') return { message: 'a second document begins: a plan file holds one' };
    const message = error.message.replace(/\s+/g, ' ').replace(/[.:]$/, '');
    return { message: `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}` };
  }
}

/** The first `limit` faults and a count of the others. */
export const firstFaults = (file: string, faults: readonly Fault[], limit: number): Fault[] =>
  faults.length <= limit ? [...faults] : [...faults.slice(0, limit), moreFaults(file, faults.length - limit)];
