import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { EnvironmentError, InputError } from '../fault.js';
import { isLink } from '../plan/link-form.js';
import { scenarioTimeline, timelineJson } from '../report/scenario-timeline.js';
import { terminalChart } from '../report/terminal-chart.js';
import { pngOf, timelineSvg } from '../report/timeline-chart.js';
import { loadInput } from '../run/load-input.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

export interface PlotOptions {
  readonly set: readonly string[];
  readonly duration?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `hookline plot`: what a scenario or a plan does over time, drawn without running anything. */
export const plot =
  (terminal: Terminal) =>
  async (file: string, { set: sets, duration, out, json }: PlotOptions): Promise<number> => {
    const files = out === undefined ? [] : filesOf(out);
    const { name, plan } = loadInput({ file, hooks: [], sets, duration });
    const names = isLink(plan) ? undefined : plan.stages.map(stage => stage.name);
    const timeline = scenarioTimeline(name, plan.stages, plan.duration, names);
    if (json) terminal.out(timelineJson(timeline));
    else if (files.length === 0) {
      terminal.out(terminalChart(timeline, { width: terminal.width, colour: terminal.colour }));
    }
    if (files.length === 0) return EXIT.ok;
    const svg = await timelineSvg(timeline);
    for (const path of files) {
      const content = extname(path) === '.svg' ? svg : await pngOf(svg);
      if (content === undefined) {
        throw new EnvironmentError(`no font for ${path}`, 'install one, as fonts-dejavu-core, or write an .svg');
      }
      writeFileSync(path, content);
      terminal.err(`${path}\n`);
    }
    return EXIT.ok;
  };

/** A name without an ending stands for both pictures. */
const filesOf = (out: string): string[] => {
  const ending = extname(out).toLowerCase();
  if (ending === '.svg' || ending === '.png') return [out.slice(0, -4) + ending];
  if (ending === '') return [`${out}.svg`, `${out}.png`];
  const message = `expected FILE.svg, FILE.png, or a name without ending for both, found '${out}'`;
  throw new InputError([{ file: '--out', line: 0, column: 0, message }]);
};
