import { FilterError } from './filter-error.js';

export type TokenKind = 'word' | 'number' | 'dotted' | 'mac' | 'ipv6' | 'symbol' | 'end';

/** A piece of a filter's text. */
export interface Token {
  readonly kind: TokenKind;
  /** As it stands; of an escaped word (`\tcp`) without the backslash. */
  readonly text: string;
  /** Where it begins, from 0. */
  readonly at: number;
  readonly escaped: boolean;
}

/** Closures nest as deep as a filter is long: this keeps both, and the stack, small. */
const LONGEST = 8192;

// The first that fits is taken, so addresses come before the numbers and words they begin with.
const KINDS: readonly (readonly [TokenKind, RegExp])[] = [
  [
    'mac',
    /(?:[0-9a-f]{1,2}([:.-])(?:[0-9a-f]{1,2}\1){4}[0-9a-f]{1,2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![\w:.-])/iy,
  ],
  ['ipv6', /[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:]*(?:\d+\.\d+\.\d+\.\d+)?(?![\w:.])/iy],
  ['dotted', /\d+(?:\.\d+){1,3}(?![\w.])/y],
  ['number', /(?:0x[0-9a-f]+|\d+)(?![\w.])/iy],
  ['word', /\\?[a-z_]\w*(?:[.-][a-z_]\w*)*/iy],
  ['symbol', /&&|\|\||<<|>>|[=!<>]=|[-()[\]:/+*%&|^<>=!]/y],
];

const tokenAt = (text: string, at: number): Token => {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const escaped = found.startsWith('\\');
    return { kind, text: escaped ? found.slice(1) : found, at, escaped };
  }
  const odd = /^[\w.:]+/.exec(text.slice(at, at + 64))?.[0] ?? text[at];
  throw new FilterError(`'${odd}' is no word, number, address or sign of a filter`, at);
};

/** The pieces of a filter's text, `end` last. Throws a FilterError at what is none. */
export const tokenise = (text: string): Token[] => {
  if (text.length > LONGEST) throw new FilterError(`a filter has at most ${LONGEST} characters`, LONGEST);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1;
    if (at === text.length) break;
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.text.length + (token.escaped ? 1 : 0);
  }
  tokens.push({ kind: 'end', text: '', at: text.length, escaped: false });
  return tokens;
};
