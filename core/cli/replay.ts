import { spanText } from '../../sdk/quantity.js';
import type { NamedFate } from '../run/compare-fates.js';
import { replayRun } from '../run/replay-run.js';
import { EXIT } from './exit-code.js';
import { hookFailureText } from './hook-failure-text.js';
import type { Terminal } from './terminal.js';

/** So many differences are shown; past them only counted. */
const SHOWN = 20;

/** `hookline replay`: a run once more, from its journal. */
export const replay =
  (terminal: Terminal) =>
  async (folder: string, options: { readonly json?: boolean }): Promise<number> => {
    const result = replayRun(folder);
    const { same, differences, plan } = result;
    if (options.json) {
      terminal.out(`${JSON.stringify({ same, differences }, null, 2)}\n`);
    } else {
      terminal.out(`${same} frames: same fate, same order, same nanosecond\n`);
      if (differences.length > 0) terminal.out(`${differences.length} frames differ:\n`);
      for (const { stage, position, recorded, replayed } of differences.slice(0, SHOWN)) {
        const name = plan.stages[stage]!.name;
        terminal.out(`  ${name} ${position}: recorded ${fateText(recorded)}, replayed ${fateText(replayed)}\n`);
      }
      if (differences.length > SHOWN) terminal.out(`  and ${differences.length - SHOWN} more\n`);
    }
    if (result.failure) terminal.err(hookFailureText(result.failure));
    return differences.length > 0 ? EXIT.failed : EXIT.ok;
  };

const fateText = (fate: NamedFate | undefined): string =>
  fate === undefined ? 'nothing' : `frame ${fate.id} ${fate.fate} at ${spanText(fate.at)} (${fate.at} ns)`;
