import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import type { Plan } from '../plan/plan.js';
import type { Progress } from '../run/real-run.js';
import { readMeter } from '../stage/stage-meter.js';
import type { Terminal } from './terminal.js';

/** On a pipe a line every so often is enough. */
const PLAIN_EVERY = 5e9;

/**
 * Shows a run as it goes: one line rewritten in place on a terminal, plain lines now and then in a pipe. Per direction:
 * achieved rate of the scenario's, queue, drops; then lateness. `first` has something to say before all that.
 */
export const progressLine = (
  terminal: Terminal,
  plan: Plan,
  first?: () => string,
): { show(progress: Progress): void; line(text: string): void; end(): void } => {
  let before: { at: number; bytes: number[] } | undefined;
  let plainAt = 0;
  let shown = false;
  const clear = (): void => {
    if (shown) terminal.err('\r\x1b[K');
    shown = false;
  };
  return {
    show(progress) {
      const { at, meters, lateness, kernelDrops } = progress;
      const stages = plan.stages.map((_, i) => readMeter(meters, i));
      const parts = stages.map((stage, i) => {
        const since = before && at > before.at ? ((stage.bytesOut - before.bytes[i]!) * 8e9) / (at - before.at) : 0;
        const queue = stage.queueBytes > 0 ? `, queue ${bytesText(stage.queueBytes)}` : '';
        const drops = stage.dropped > 0 ? `, dropped ${stage.dropped}` : '';
        return `${plan.stages[i]!.name} ${rateText(since)} of ${rateText(stage.rate)}${queue}${drops}`;
      });
      before = { at, bytes: stages.map(stage => stage.bytesOut) };
      const late = lateness.count > 0 ? ` | late p99 ${spanText(lateness.quantile(0.99))}` : '';
      const lost = kernelDrops > 0 ? ` | kernel dropped ${kernelDrops}` : '';
      const said = first ? `${first()} | ` : '';
      const text = `${(at / 1e9).toFixed(1)} s | ${said}${parts.join(' | ')}${late}${lost}`;
      if (terminal.live) {
        terminal.err(`\r\x1b[K${text.slice(0, terminal.width - 1)}`);
        shown = true;
      } else if (at >= plainAt) {
        terminal.err(`${text}\n`);
        plainAt = at + PLAIN_EVERY;
      }
    },
    line(text) {
      clear();
      terminal.err(text);
    },
    end: clear,
  };
};
