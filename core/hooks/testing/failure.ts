import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withImportHint } from '../import-hint.js';
import { type Place, shownPath } from '../place.js';
import type { TestFailure } from './test-words.js';

const FRAME = /^\s+at (?:.*? \()?((?:file:\/\/)?\/.*?|(?:file:\/\/\/)?[A-Za-z]:[\\/].*?):(\d+):(\d+)\)?$/;

/** What is between a test and the hook: the rig, the emulator. Sources and build lie alike. */
const OWN = ['../../', '../../../sdk/'].map(path => fileURLToPath(new URL(path, import.meta.url)));

const isForeign = (file: string): boolean =>
  file.includes(`${sep}node_modules${sep}`) || OWN.some(folder => file.startsWith(folder));

/**
 * Why a test failed, for its author: Node's stack, which names original lines where source maps are on, without the lines
 * of others. Bundles are in the folder `scratch`; what is left there has no original.
 */
export const failureOf =
  (scratch: string) =>
  (error: unknown): TestFailure => {
    const { message = String(error), details, stack = '' } = (error ?? {}) as Partial<Error> & { details?: unknown };
    const places = stack.split('\n').flatMap((line): Place[] => {
      const [, script, row, column] = FRAME.exec(line) ?? [];
      if (script === undefined) return [];
      const file = script.startsWith('file:') ? fileURLToPath(script) : script;
      if (isForeign(file) || file.startsWith(scratch)) return [];
      return [{ file: shownPath(file), line: Number(row), column: Number(column) }];
    });
    return {
      message: withImportHint(message),
      details: typeof details === 'string' ? details.replace(/\n+$/, '') : '',
      stack: places,
    };
  };
