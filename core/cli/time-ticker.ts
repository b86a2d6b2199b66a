import { spanText } from '../../sdk/quantity.js';
import type { Terminal } from './terminal.js';

/** In nanoseconds of the machine's own clock. */
const SHOW_EVERY = 500_000_000n;

export interface TimeTicker {
  onLine(text: string): void;
  onTick(at: number, until: number): void;
  end(): void;
}

/**
 * On a terminal, says twice a second how far long work in virtual time is, as in `3.2 s of 60 s simulated`; the clock shows
 * nothing that a result depends on.
 */
export const timeTicker = (terminal: Terminal, done: string): TimeTicker => {
  let next = process.hrtime.bigint() + SHOW_EVERY;
  let shown = false;
  const end = (): void => {
    if (shown) terminal.err('\r\x1b[K');
    shown = false;
  };
  return {
    onLine(text) {
      end();
      terminal.err(text);
    },
    onTick(at, until) {
      if (!terminal.live || process.hrtime.bigint() < next) return;
      next = process.hrtime.bigint() + SHOW_EVERY;
      const of = Number.isFinite(until) ? ` of ${spanText(until)}` : '';
      terminal.err(`\r\x1b[K${spanText(at)}${of} ${done}`);
      shown = true;
    },
    end,
  };
};
