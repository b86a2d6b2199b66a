import { checkText } from '../check/check-text.js';
import { graphOf } from '../check/graph.js';
import { graphSvg } from '../check/graph-svg.js';
import { dotOf, mermaidOf } from '../check/graph-text.js';
import { InputError } from '../fault.js';
import { checkPlan } from '../run/check-plan.js';
import { EXIT } from './exit-code.js';
import { warn } from './failure.js';
import type { Terminal } from './terminal.js';

export interface CheckOptions {
  readonly hook: readonly string[];
  readonly set: readonly string[];
  readonly seed?: string;
  readonly duration?: string;
  readonly json?: boolean;
  readonly types?: boolean;
  readonly draw?: keyof typeof DRAWINGS;
}

const DRAWINGS = { mermaid: mermaidOf, dot: dotOf, svg: graphSvg } as const;

/** `hookline check`: all that a run would refuse, or what the plan comes to. Nothing is run, and root is not needed. */
export const check =
  (terminal: Terminal) =>
  async (file: string, options: CheckOptions): Promise<number> => {
    const { hook: hooks, set: sets, json, draw, ...rest } = options;
    const { report, faults, warnings } = await checkPlan({ file, hooks, sets, ...rest });
    if (json) {
      terminal.out(`${JSON.stringify({ ok: faults.length === 0, faults, ...report, warnings }, null, 2)}\n`);
      return faults.length === 0 ? EXIT.ok : EXIT.input;
    }
    if (report === undefined || draw !== undefined) warn(warnings, terminal);
    if (report === undefined) throw new InputError(faults);
    if (draw === undefined) terminal.out(checkText(report, warnings, { colour: terminal.colour }));
    else terminal.out(DRAWINGS[draw](graphOf(report)));
    return EXIT.ok;
  };
