import type { Command } from 'commander';
import { type Answer, answerText, type Candidate, loosely, strictly } from './answer.js';
import { bashLine } from './bash-line.js';
import { complete } from './complete.js';
import { quoted, unquoted } from './raw-words.js';
import type { Shell } from './shells.js';
import type { Surroundings } from './surroundings.js';

/** What bash tells besides the words, in the variables it has for that. */
export interface BashVariables {
  /** COMP_LINE up to the cursor. */
  readonly line: string;
  /** COMP_WORDBREAKS. */
  readonly breaks: string;
  /** COMP_TYPE: the code of a letter, `?` when the candidates are about to be listed. */
  readonly type: string;
  /** COLUMNS. */
  readonly width: number;
}

/** What the script of a shell is answered for the words it gave, the program's own name first. */
export const respond = (
  root: Command,
  shell: Shell,
  words: readonly string[],
  bash: BashVariables,
  around: Surroundings,
): string => {
  const last = words.at(-1) ?? '';
  switch (shell) {
    case 'bash':
      return inBash(root, words, bash, around);
    case 'zsh':
    case 'elvish':
      return answerText(loosely(complete(root, words.slice(1), around), last));
    case 'fish': {
      const { text } = unquoted(last, 'fish');
      return answerText(loosely(complete(root, [...words.slice(1, -1), text], around), text));
    }
    case 'nushell':
    case 'powershell': {
      // PowerShell puts a letter before every word: an empty one would be lost on the way.
      const raw = shell === 'powershell' ? words.map(word => word.slice(1)) : words;
      const plain = raw.map(word => unquoted(word, shell));
      const { text = '', open = '' } = plain.at(-1) ?? {};
      const answer = complete(
        root,
        plain.slice(1).map(word => word.text),
        around,
      );
      return answerText(
        mapped(strictly(answer, text), ({ word, about }) => ({ word: quoted(word, open, shell), about })),
      );
    }
  }
};

const mapped = (answer: Answer, change: (candidate: Candidate) => Candidate): Answer => ({
  ...answer,
  candidates: answer.candidates.map(change),
});

const inBash = (root: Command, pieces: readonly string[], bash: BashVariables, around: Surroundings): string => {
  const { words, indexes, current, redirected } = bashLine(pieces, bash.line, bash.breaks);
  if (redirected) return answerText({ mode: 'files', candidates: [] });
  const answer = complete(root, [...words.slice(1, -1), current.text], around);
  if (answer.mode.startsWith('command ')) {
    // bash counts the words as it splits them.
    const index = indexes[Number(answer.mode.slice('command '.length))] ?? 0;
    return answerText({ mode: `command ${index}`, candidates: [] });
  }
  const cut = mapped(strictly(answer, current.text), ({ word, about }) => ({ word: word.slice(current.cut), about }));
  if (answer.mode !== 'words') return answerText(mapped(cut, ({ word }) => ({ word: asPath(word), about: '' })));
  const inserted = ({ word }: Candidate): Candidate => ({
    word: current.open === '' ? word.replace(/[^\p{L}\p{N}_./:@%+=,~^-]/gu, '\\$&') : word,
    about: '',
  });
  // Shown behind the words, the descriptions would be inserted with the only one.
  const listing = '?!@'.includes(String.fromCharCode(Number(bash.type))) && cut.candidates.length > 1;
  return answerText(listing ? { ...cut, candidates: listed(cut.candidates, bash.width) } : mapped(cut, inserted));
};

/** readline quotes paths and puts the slash behind those of folders itself, where it sees the path alone. */
const asPath = (word: string): string => (word.includes('=') ? word : word.replace(/\/$/, ''));

/** Words and their descriptions in two columns, for a list that knows only words. */
const listed = (candidates: readonly Candidate[], width: number): Candidate[] => {
  const column = Math.max(...candidates.map(({ word }) => word.length));
  return candidates.map(({ word, about }) => {
    const line = about === '' ? word : `${word.padEnd(column)}  (${about})`;
    return { word: line.length < width ? line : `${line.slice(0, Math.max(word.length, width - 2))}…`, about: '' };
  });
};
