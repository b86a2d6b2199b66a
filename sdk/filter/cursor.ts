import { nearest } from '../nearest.js';
import { FilterError } from './filter-error.js';
import { type Token, tokenise } from './tokens.js';

/** Deepest nesting of parentheses, brackets and signs: reading goes as deep as they do. */
const DEEPEST = 100;

const shown = ({ kind, text }: Token): string => (kind === 'end' ? 'the end' : `'${text}'`);

/** A place in the tokens of a filter. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private place = 0;
  private depth = 0;

  /** Throws a FilterError for text that has no tokens of filters in it. */
  constructor(text: string) {
    this.tokens = tokenise(text);
  }

  /** The token here, or as many further on. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.place + ahead, this.tokens.length - 1)];
  }

  take(): Token {
    const token = this.peek();
    this.place += 1;
    return token;
  }

  /** Whether one of these words or signs stands here, or further on; an escaped word is a name, never a keyword. */
  sees(texts: readonly string[], ahead = 0): boolean {
    const token = this.peek(ahead);
    return (token.kind === 'word' || token.kind === 'symbol') && !token.escaped && texts.includes(token.text);
  }

  /** Takes the token if it is one of these words or signs. */
  accept(...texts: string[]): string | undefined {
    return this.sees(texts) ? this.take().text : undefined;
  }

  /** Takes this sign. Throws a FilterError if something else stands here. */
  expect(sign: string): void {
    if (this.accept(sign) === undefined) throw this.expected(`'${sign}'`);
  }

  /** Takes a number, as in C: `80`, `0x50`, `0120`. Throws a FilterError for anything else and above `most`. */
  number(most: number, what: string): number {
    const { kind, text } = this.peek();
    if (kind !== 'number') throw this.expected(what);
    const octal = /^0\d/.test(text);
    if (octal && /[89]/.test(text)) throw this.fault(`'${text}' begins with 0 and is not octal`);
    const number = octal ? Number.parseInt(text, 8) : Number(text);
    if (number > most) throw this.fault(`expected ${what}, at most ${most}, found '${text}'`);
    this.place += 1;
    return number;
  }

  /** A fault here: what was expected, what stands there, and the nearest of `known` words. */
  expected(what: string, known: readonly string[] = [], hint?: string): FilterError {
    const token = this.peek();
    const near = token.kind === 'word' ? nearest(token.text, known) : undefined;
    return this.fault(`expected ${what}, found ${shown(token)}`, token, near ? `did you mean ${near}?` : hint);
  }

  fault(message: string, { at }: Token = this.peek(), hint?: string): FilterError {
    return new FilterError(message, at, hint);
  }

  /** Reads something nested. Throws a FilterError where it goes too deep. */
  nested<T>(read: () => T): T {
    if (this.depth === DEEPEST) throw this.fault(`more than ${DEEPEST} levels of nesting`);
    this.depth += 1;
    const result = read();
    this.depth -= 1;
    return result;
  }
}
