import { type Unquoted, unquoted } from './raw-words.js';

/** bash's own line as it is typed up to the cursor. */
export interface BashLine {
  /** Without quotes and redirections, the program's name first, the word at the cursor last. */
  readonly words: readonly string[];
  /** Where each of them begins in COMP_WORDS. */
  readonly indexes: readonly number[];
  readonly current: Unquoted;
  /** Whether the word at the cursor is where output or input is redirected to. */
  readonly redirected: boolean;
}

const OPERATOR = /^[<>&|;]+$/;

/**
 * Puts together what bash took apart: it splits words at every letter of COMP_WORDBREAKS, so that `--hook=a@up` comes as
 * five. `pieces` is COMP_WORDS up to the cursor's, `line` COMP_LINE up to the cursor: what has no space between it is one
 * word.
 */
export const bashLine = (pieces: readonly string[], line: string, breaks: string): BashLine => {
  const raw: { text: string; index: number; operator: boolean }[] = [];
  let at = 0;
  pieces.forEach((piece, index) => {
    const start = at + /^\s*/.exec(line.slice(at))![0].length;
    const last = index === pieces.length - 1;
    const end = last ? line.length : Math.min(line.length, start + piece.length);
    const text = line.slice(start, end);
    const operator = !last && OPERATOR.test(text);
    const before = raw.at(-1);
    // The digit of 2> is the operator's.
    if (operator && before && start === at && /^\d$/.test(before.text)) raw.pop();
    if (before && start === at && !operator && !before.operator) before.text += text;
    else raw.push({ text, index, operator });
    at = end;
  });
  const redirected = raw.at(-2)?.operator === true;
  const kept = raw.filter(({ operator }, i) => !operator && !(raw[i - 1]?.operator === true && i < raw.length - 1));
  const splitting = breaks.replace(/['"\s]/g, '');
  return {
    words: kept.map(({ text }) => unquoted(text, 'posix').text),
    indexes: kept.map(({ index }) => index),
    current: unquoted(raw.at(-1)?.text ?? '', 'posix', splitting),
    redirected,
  };
};
