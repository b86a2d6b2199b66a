import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { countText, framesText } from '../report/number-text.js';
import type { Counts } from '../report/run-report.js';
import type { LiveStatus, StageStatus } from '../run/live-status.js';

/** A running emulation for people: the run, then a block a stage. */
export const statusText = (name: string, status: LiveStatus): string => {
  const { pid, at, clock, lateness, stages, lanes, replaced } = status;
  const scenario = clock.now === null ? `its scenario waits: ${clock.startup}` : `scenario at ${spanText(clock.now)}`;
  const lines = [`${name}  process ${pid}, ${spanText(at)} of the run, ${scenario}`];
  if (lateness) {
    lines.push(`lateness  p50 ${spanText(lateness.p50)}, p99 ${spanText(lateness.p99)}, max ${spanText(lateness.max)}`);
  }
  const lost = Object.entries(status.kernelDrops).filter(([, frames]) => frames > 0);
  if (lost.length > 0) lines.push(`kernel dropped  ${lost.map(([port, frames]) => `${frames} at ${port}`).join(', ')}`);
  if (replaced > 0) lines.push(`lanes lost and replaced  ${replaced}`);
  for (const stage of stages) lines.push('', ...stageLines(stage, at));
  for (const { stages: together, drops } of lanes) {
    if (together.length > 1 && Object.keys(drops).length > 0) {
      lines.push('', `${together.join(' and ')} together  dropped ${countsText(drops)}`);
    }
  }
  return `${lines.join('\n')}\n`;
};

const stageLines = (stage: StageStatus, now: number): string[] => {
  const { queue, drops, scenarioAt } = stage;
  const rate = stage.rate === null ? 'unlimited' : rateText(stage.rate);
  const limit = queue.limitBytes === null ? '' : ` of ${bytesText(queue.limitBytes)}`;
  const wait = queue.ns === null ? 'standing still' : spanText(queue.ns);
  const table = scenarioAt === null ? 'waiting' : spanText(now - scenarioAt);
  const lines = [
    `${stage.name}  ${rate}, ${spanText(stage.delay)}, route ${stage.route}, scenario ${table}`,
    `  carries  ${rateText(stage.throughput)} in the last second`,
    `  queue    ${framesText(queue.frames)}, ${bytesText(queue.bytes)}${limit}, ${wait}; in flight ${countText(stage.inFlight)}`,
    `  in       ${framesText(stage.framesIn)}, ${bytesText(stage.bytesIn)}`,
    `  out      ${framesText(stage.framesOut)}, ${bytesText(stage.bytesOut)}`,
  ];
  const causes = drops === null || Object.keys(drops).length === 0 ? '' : `: ${countsText(drops)}`;
  if (stage.dropped > 0) lines.push(`  dropped  ${countText(stage.dropped)}${causes}`);
  if (stage.marked > 0) lines.push(`  marked   ${countText(stage.marked)}`);
  for (const hook of stage.hooks) {
    const dropped = hook.drops && Object.keys(hook.drops).length > 0 ? `  dropped ${countsText(hook.drops)}` : '';
    const options = hook.given.map(name => ` ${name}=${quoted(hook.options[name]!)}`);
    lines.push(`  hook     ${hook.name}${options.join('')}${dropped}`);
  }
  if (stage.hookErrors > 0) lines.push(`  hooks failed ${countText(stage.hookErrors)} times`);
  return lines;
};

const quoted = (text: string): string => (/\s|^$/.test(text) ? `'${text}'` : text);

const countsText = (counts: Counts): string =>
  Object.entries(counts)
    .map(([cause, frames]) => `${cause} ${countText(frames)}`)
    .join(', ');
