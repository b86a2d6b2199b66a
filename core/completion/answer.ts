/** One word that may stand at the cursor. One that ends in `/` or `=` goes on: no space is put behind it. */
export interface Candidate {
  readonly word: string;
  /** What it is, in one clause; empty for files. */
  readonly about: string;
}

/**
 * What the shell shall do. `words`: offer the candidates. `files`: they are paths; where none fits, the shell completes
 * files in its own way. `folders`: they are paths and nothing else fits. `command N`: the words from N on (the program's
 * own name being 0) are another program's command line, which the shell completes as it would without us.
 */
export type Mode = 'words' | 'files' | 'folders' | `command ${number}`;

export interface Answer {
  readonly mode: Mode;
  readonly candidates: readonly Candidate[];
}

export const words = (candidates: readonly Candidate[]): Answer => ({ mode: 'words', candidates });
export const NOTHING: Answer = words([]);

/** Whether the letters of `typed` stand in `candidate` in their order: the loosest way in which shells match. */
const mightFit = (candidate: string, typed: string): boolean => {
  const text = candidate.toLowerCase();
  let at = 0;
  for (const letter of typed.toLowerCase()) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

/** The answer for a shell that matches by itself: everything, or nothing when not one candidate can fit. */
export const loosely = (answer: Answer, typed: string): Answer =>
  answer.candidates.some(({ word }) => mightFit(word, typed)) ? answer : { ...answer, candidates: [] };

/** The answer for a shell that shows what it is given. */
export const strictly = (answer: Answer, typed: string): Answer => ({
  ...answer,
  candidates: answer.candidates.filter(({ word }) => word.startsWith(typed)),
});

// A name with one of these cannot travel in a line of text, nor be shown in one.
const isPrintable = (word: string): boolean => ![...word].some(letter => letter < ' ' || letter === '\x7f');

/** The answer on the wire: a line with the mode, then a line a candidate, its description behind a tab. */
export const answerText = ({ mode, candidates }: Answer): string =>
  [mode, ...candidates.flatMap(({ word, about }) => (isPrintable(word) ? [lineOf(word, about)] : []))]
    .map(line => `${line}\n`)
    .join('');

const lineOf = (word: string, about: string): string =>
  about === '' ? word : `${word}\t${about.replace(/\s+/g, ' ').trim()}`;
