import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { type Fault, InputError } from '../fault.js';
import { bundleHook } from '../hooks/bundle.js';
import { describeHook, type HookDescription } from '../hooks/describe.js';
import { shippedHooks } from '../hooks/find-hook.js';
import { loadHook } from '../hooks/load.js';
import { hookFiles } from '../hooks/testing/hook-files.js';
import { textTable } from '../report/text-table.js';
import { scratchFolder } from '../run/scratch-folder.js';
import { EXIT } from './exit-code.js';
import { warn } from './failure.js';
import type { Terminal } from './terminal.js';

interface Listed extends HookDescription {
  /** What `use` and `--hook` take. */
  readonly use: string;
}

/** `hookline hook list`: the hooks there are, one a line. One that does not load is told of, and hides no other. */
export const hookList =
  (terminal: Terminal) =>
  async (paths: readonly string[], { json = false }: { readonly json?: boolean }): Promise<number> => {
    const uses = paths.length === 0 ? shippedHooks() : hookFiles(paths).hooks.map(asUsed);
    const scratch = scratchFolder();
    const listed: Listed[] = [];
    const faults: Fault[] = [];
    try {
      const bundles = await Promise.allSettled(uses.map(use => bundleHook(use)));
      for (const [i, bundle] of bundles.entries()) {
        try {
          if (bundle.status === 'rejected') throw bundle.reason;
          listed.push({ use: uses[i]!, ...describeHook(loadHook(bundle.value, scratch)) });
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          faults.push(...error.faults);
        }
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    if (listed.length === 0 && faults.length > 0) throw new InputError(faults);
    if (json) terminal.out(`${JSON.stringify(listed, undefined, 2)}\n`);
    else terminal.out(listed.length === 0 ? 'no hooks here\n' : tableText(listed, terminal));
    warn(faults, terminal);
    return faults.length > 0 ? EXIT.input : EXIT.ok;
  };

/** A path as `--hook` takes it: with a slash, so that it is no shipped hook's name. */
const asUsed = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : `./${near}`;
};

const tableText = (listed: readonly Listed[], { colour }: Terminal): string => {
  const rows = [
    ['hook', 'sides', 'needs', 'what it does'],
    ...listed.map(({ use, sides, needs, about }) => [use, sides.join(' ') || '-', needs.join(' ') || '-', about]),
  ];
  const paint = (_: 'bold', text: string): string => (colour ? `\x1b[1m${text}\x1b[22m` : text);
  return `${textTable(rows, 'llll', paint).join('\n')}\n`;
};
