import { FAULT_LIMIT, type Fault, moreFaults } from '../../fault.js';

/** A word of a command line, and where it begins in the text. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}

/** Settings as a plan file has them: plain data for a YAML writer. */
export type PlanSettings = Readonly<Record<string, unknown>>;

/** The words of a line as a shell sees them: blanks separate, quotes hold together, a backslash takes the next sign as it is. */
export const splitWords = (text: string): Word[] => {
  const words: Word[] = [];
  let word = '';
  let offset = -1;
  let quote = '';
  for (let i = 0; i <= text.length; i++) {
    const sign = text[i] ?? '';
    if (quote === '' && (sign === '' || /\s/.test(sign))) {
      if (offset >= 0) words.push({ text: word, offset });
      word = '';
      offset = -1;
      continue;
    }
    if (offset < 0) offset = i;
    if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === quote) quote = '';
    else if (sign === '\\' && quote !== "'" && i + 1 < text.length) {
      i++;
      // A line that goes on in the next one.
      if (text[i] !== '\n') word += text[i];
      else if (word === '' && quote === '') offset = -1;
    } else word += sign;
  }
  return words;
};

/** Collects faults at words of a text, the first 20 and a count. */
export class WordFaults {
  private readonly found: Fault[] = [];
  private more = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  /** Without a word the fault is about the whole text. */
  add(word: Word | undefined, message: string, hint?: string): void {
    if (this.found.length === FAULT_LIMIT) this.more++;
    else this.found.push({ file: this.file, ...this.place(word), message, ...(hint === undefined ? {} : { hint }) });
  }

  get all(): Fault[] {
    return this.more > 0 ? [...this.found, moreFaults(this.file, this.more)] : this.found;
  }

  private place(word: Word | undefined): { line: number; column: number } {
    if (word === undefined) return { line: 0, column: 0 };
    const before = this.text.slice(0, word.offset).split('\n');
    return { line: before.length, column: before.at(-1)!.length + 1 };
  }
}
