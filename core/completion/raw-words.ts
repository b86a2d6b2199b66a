/**
 * Words as they stand in a line, quotes and all, for the shells that give them so. Nothing is expanded: a word with a
 * variable or a command in it stays as it is, and nothing of the line is ever run.
 */

/** How a shell quotes: what keeps everything, what a backslash or backtick may stand before. */
export type Quoting = 'posix' | 'fish' | 'powershell' | 'nushell';

const ESCAPE: Readonly<Record<Quoting, string>> = { posix: '\\', fish: '\\', powershell: '`', nushell: '' };
const QUOTES: Readonly<Record<Quoting, string>> = { posix: `'"`, fish: `'"`, powershell: `'"`, nushell: `'"\`` };

export interface Unquoted {
  readonly text: string;
  /** The quote that is still open at the end, or nothing. */
  readonly open: string;
  /** Length of the text before the part that the shell's editor replaces: behind the last of `breaks`, or an open quote. */
  readonly cut: number;
}

/** A word without its quotes; `breaks` are the letters at which the shell's editor splits words further. */
export const unquoted = (raw: string, quoting: Quoting, breaks = ''): Unquoted => {
  const mark = ESCAPE[quoting];
  let text = '';
  let open = '';
  let cut = 0;
  let opened = 0;
  for (let i = 0; i < raw.length; i++) {
    const letter = raw[i]!;
    const next = raw[i + 1];
    if (open !== '') {
      if (letter === open) {
        // A quote doubled inside quotes is one, in PowerShell.
        if (quoting === 'powershell' && next === open) text += raw[++i];
        else open = '';
      } else if (letter === escapeIn(open, quoting) && next !== undefined && isEscapable(next, open, quoting)) {
        text += raw[++i];
      } else text += letter;
    } else if (QUOTES[quoting].includes(letter)) {
      open = letter;
      opened = text.length;
    } else if (letter === mark && next !== undefined) {
      text += raw[++i];
    } else {
      text += letter;
      // readline keeps an @ with what follows: it could begin a host's name.
      if (breaks.includes(letter)) cut = letter === '@' ? text.length - 1 : text.length;
    }
  }
  return { text, open, cut: open === '' ? cut : opened };
};

/** What escapes inside quotes. */
const escapeIn = (open: string, quoting: Quoting): string => {
  if (quoting === 'nushell') return open === '"' ? '\\' : '';
  if (open === "'" && quoting !== 'fish') return '';
  return ESCAPE[quoting];
};

const isEscapable = (letter: string, open: string, quoting: Quoting): boolean => {
  if (quoting === 'powershell' || quoting === 'nushell') return true;
  return (
    letter === open || letter === '\\' || (open === '"' && (letter === '$' || (letter === '`' && quoting === 'posix')))
  );
};

const PLAIN = /^[\p{L}\p{N}_./:@%+=,~^-]*$/u;

/** A word as it must stand in the line of a shell that puts in what it is given; `open` is the quote typed already. */
export const quoted = (word: string, open: string, quoting: 'powershell' | 'nushell'): string => {
  if (quoting === 'powershell') {
    if (open === "'") return `'${word.replaceAll("'", "''")}'`;
    if (open === '"') return `"${word.replace(/["`$]/g, '`$&')}"`;
    // Letter by letter, so that ~ keeps its meaning; a comma makes a list, and @ begins a variable's name.
    return word.replace(/^[@~](?!\/)|[^\p{L}\p{N}_./:@%+=~^-]/gu, '`$&');
  }
  if (open === '' && PLAIN.test(word) && !/^[~^](?!\/)/.test(word)) return word;
  // Backticks keep what ~ means.
  if (open !== '"' && word.startsWith('~/') && !word.includes('`')) return `\`${word}\``;
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
};
