import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import type { Plan } from '../plan/plan.js';
import type { Progress, RunWatcher } from '../run/real-run.js';
import { readMeter } from '../stage/stage-meter.js';
import { hangText } from './hook-failure-text.js';
import type { Terminal } from './terminal.js';

/** How often the line on a terminal is rewritten, and a line in a pipe is added, in ms. */
const LIVE_EVERY_MS = 500;
const PLAIN_EVERY_MS = 5000;
/** Stages of a graph that the line has room for: those that carry most now. */
const STAGES_MOST = 3;

export interface ProgressLine {
  /** What a run tells it. */
  readonly watcher: RunWatcher;
  /** Says something in between. */
  line(text: string): void;
  end(): void;
}

/**
 * Shows a run as it goes: one line rewritten in place on a terminal, plain lines now and then in a pipe. Per direction, or
 * of the busiest stages of a graph: achieved rate of the scenario's, queue, drops; then lateness. `first` has something to say before all that.
 */
export const progressLine = (terminal: Terminal, plan: Plan, first?: () => string): ProgressLine => {
  let before = { at: 0, bytes: plan.stages.map(() => 0) };
  let shown = false;
  const clear = (): void => {
    if (shown) terminal.err('\r\x1b[K');
    shown = false;
  };
  const line = (text: string): void => {
    clear();
    terminal.err(text);
  };
  const show = (progress: Progress): void => {
    const { at, meters, lateness, kernelDrops } = progress;
    const stages = plan.stages.map((_, i) => readMeter(meters, i));
    const rates = stages.map(({ bytesOut }, i) =>
      at > before.at ? ((bytesOut - before.bytes[i]!) * 8e9) / (at - before.at) : 0,
    );
    const busiest = [...rates.keys()].sort((a, b) => rates[b]! - rates[a]!).slice(0, STAGES_MOST);
    const parts = busiest
      .sort((a, b) => a - b)
      .map(i => {
        const stage = stages[i]!;
        const queue = stage.queueBytes > 0 ? `, queue ${bytesText(stage.queueBytes)}` : '';
        const drops = stage.dropped > 0 ? `, dropped ${stage.dropped}` : '';
        return `${plan.stages[i]!.name} ${rateText(rates[i]!)} of ${rateText(stage.rate)}${queue}${drops}`;
      });
    if (stages.length > STAGES_MOST) parts.push(`${stages.length - STAGES_MOST} more`);
    before = { at, bytes: stages.map(stage => stage.bytesOut) };
    const late = lateness.count > 0 ? ` | late p99 ${spanText(lateness.quantile(0.99))}` : '';
    const lost = kernelDrops > 0 ? ` | kernel dropped ${kernelDrops}` : '';
    const said = first ? `${first()} | ` : '';
    const text = `${(at / 1e9).toFixed(1)} s | ${said}${parts.join(' | ')}${late}${lost}`;
    if (terminal.live) {
      terminal.err(`\r\x1b[K${text.slice(0, terminal.width - 1)}`);
      shown = true;
    } else terminal.err(`${text}\n`);
  };
  return {
    watcher: {
      onProgress: show,
      progressEveryMs: terminal.live ? LIVE_EVERY_MS : PLAIN_EVERY_MS,
      onLine: line,
      onHang: hang => line(hangText(hang)),
      onLost: (lane, why) => line(`lane ${lane} was lost and replaced, its frames are counted as lane-lost: ${why}\n`),
    },
    line,
    end: clear,
  };
};
