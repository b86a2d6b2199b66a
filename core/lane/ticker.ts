/** What a picture of a run resolves, and a third of what a hook call may take. */
export const TICK_MS = 100;

/**
 * One timer for all that the main thread does now and then while lanes run: an idle process pays for each wake-up, not
 * for what is done in it.
 */
export class Ticker {
  private readonly calls = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly periodMs: number) {}

  /** Calls `call` every `every` periods, until the returned function is called. */
  on(every: number, call: () => void): () => void {
    let count = 0;
    const counted = (): void => {
      count = (count + 1) % every;
      if (count === 0) call();
    };
    this.calls.add(counted);
    this.timer ??= setInterval(() => {
      for (const each of this.calls) each();
    }, this.periodMs);
    return () => {
      this.calls.delete(counted);
      if (this.calls.size === 0) this.stop();
    };
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.calls.clear();
  }
}
