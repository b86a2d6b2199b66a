import { dirname, isAbsolute, join } from 'node:path';
import type { Fault } from '../fault.js';
import { nearest } from './nearest.js';
import { type Path, type Place, type PlanSource, pathText } from './plan-source.js';

/** The text of a file by its path, as the user would name it from here; undefined when it cannot be read. */
export type ReadFile = (path: string) => string | undefined;

/** Names of a hint: more would hide the message. */
const MOST_NAMES = 8;

/** The faults of a plan file as they are found, each where it stands, and the files beside the plan. */
export class Resolving {
  readonly faults: Fault[] = [];
  private readonly told = new Set<string>();

  constructor(
    readonly source: PlanSource,
    private readonly readFile: ReadFile,
  ) {}

  /** At the value of a setting, or of what it stands in. */
  fault(path: Path, message: string, hint?: string): void {
    this.faultAt(this.source.place(path), path, message, hint);
  }

  /** At the name of a setting. */
  faultAtKey(path: Path, message: string, hint?: string): void {
    this.faultAt(this.source.keyPlace(path), path, message, hint);
  }

  /** Elsewhere than where the setting begins. */
  faultAt(place: Place, path: Path, message: string, hint?: string): void {
    const name = pathText(path);
    const text = name === '' ? message : `${name}: ${message}`;
    // What a link says for both directions is told once.
    if (this.told.has(text)) return;
    this.told.add(text);
    const fault = { file: this.source.file, ...place, message: text };
    this.faults.push(hint === undefined ? fault : { ...fault, hint });
  }

  /** A name that is none of those there are. */
  unknown(path: Path, what: string, name: string, known: readonly string[]): void {
    this.unknownAt(this.source.place(path), path, what, name, known);
  }

  unknownAt(place: Place, path: Path, what: string, name: string, known: readonly string[]): void {
    const word = nearest(name, known);
    this.faultAt(place, path, `no ${what} '${name}'`, word === undefined ? thereAre(known) : `did you mean ${word}?`);
  }

  beside(path: string): string {
    return isAbsolute(path) ? path : join(dirname(this.source.file), path);
  }

  /** The file's text and its path; notes that it cannot be read. */
  textOf(named: string, path: Path): { readonly text: string; readonly file: string } | undefined {
    const file = this.beside(named);
    const text = this.readFile(file);
    if (text !== undefined) return { text, file };
    this.fault(path, `cannot read '${named}'`, `looked for ${file}`);
    return undefined;
  }

  /** Reads what is named by a path, or said as a block of text in its place. */
  readNamed<T>(
    path: Path,
    named: string,
    parse: (text: string, file: string) => { readonly value: T | undefined; readonly faults: readonly Fault[] },
  ): T | undefined {
    if (named.includes('\n')) {
      const { value, faults } = parse(named, this.source.file);
      this.faults.push(...this.placedIn(path, faults));
      return value;
    }
    const found = this.textOf(named, path);
    if (found === undefined) return undefined;
    const { value, faults } = parse(found.text, found.file);
    this.faults.push(...faults);
    return value;
  }

  /** Faults of a block of text, where it stands in the plan. */
  private placedIn(path: Path, faults: readonly Fault[]): Fault[] {
    const block = this.source.blockPlace(path);
    return faults.map(fault => ({
      ...fault,
      ...(block && fault.line > 0
        ? { line: block.line + fault.line - 1, column: block.column + fault.column - 1 }
        : this.source.place(path)),
    }));
  }
}

const thereAre = (known: readonly string[]): string => {
  if (known.length === 0) return 'there is none';
  const more = known.length > MOST_NAMES ? ' …' : '';
  return `there ${known.length === 1 ? 'is' : 'are'} ${known.slice(0, MOST_NAMES).join(', ')}${more}`;
};
