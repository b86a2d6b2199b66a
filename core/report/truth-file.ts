import { closeSync, openSync, writeSync } from 'node:fs';
import { ALTERATIONS, HELD, INJECTED, KEPT, MODIFIED, ROUTED, STAGE_SET } from '../stage/alteration.js';
import { PHASES } from '../stage/hook-marker.js';
import type { Recorder } from '../stage/recorder.js';

const FLUSH_FROM = 1 << 16;
const HEADING = 'at_ns,stage,hook,side,frame,what,detail\n';

/** Names for the numbers of alterations. */
export interface TruthNames {
  readonly stage: (ordinal: number) => string;
  readonly arc: (arc: number) => string;
}

/**
 * The ground truth of one lane as CSV: what its hooks did to which frame, in order, a line each. The receivers of the frames
 * never see it. Nothing is in it that needs quoting: names are words.
 */
export class TruthFile {
  private readonly descriptor: number;
  private readonly hooks = new Map<number, string>();
  private text = HEADING;

  constructor(
    path: string,
    private readonly names: TruthNames,
  ) {
    this.descriptor = openSync(path, 'w');
  }

  seat(stage: number, seat: number, hook: string): void {
    this.hooks.set(stage * 256 + seat, hook);
  }

  /** The numbers are those of Recorder.alteration. */
  readonly add: NonNullable<Recorder['alteration']> = (at, stage, seat, phase, id, what, first, second) => {
    const hook = this.hooks.get(stage * 256 + seat) ?? `hook ${seat}`;
    const frame = id < 0 ? '' : id;
    const detail = this.detail(what, first, second);
    this.text += `${at},${this.names.stage(stage)},${hook},${PHASES[phase]},${frame},${ALTERATIONS[what]},${detail}\n`;
    if (this.text.length >= FLUSH_FROM) this.flush();
  };

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private detail(what: number, first: number, second: number): string {
    if (what === HELD) return `${first} ns`;
    if (what === MODIFIED) return modification(first, second);
    if (what === INJECTED) return `${second === 1 ? 'back' : 'onward'} after ${first} ns`;
    if (what === ROUTED) return this.names.arc(first);
    if (what === STAGE_SET) {
      const told = [Number.isNaN(first) ? [] : `rate ${first} bit/s`, Number.isNaN(second) ? [] : `delay ${second} ns`];
      return told.flat().join(' ');
    }
    // A frame made for this one.
    return what === KEPT || first === 0 ? '' : `#${first}`;
  }

  private flush(): void {
    writeSync(this.descriptor, this.text);
    this.text = '';
  }
}

/** `bytes 34-37`, with the lengths where they differ: `bytes 54-60 length 66>72`. */
const modification = (bytes: number, lengths: number): string => {
  const [first, last] = [Math.floor(bytes / 0x10000), bytes % 0x10000];
  const [now, before] = [Math.floor(lengths / 0x10000), lengths % 0x10000];
  const range = first === last ? `byte ${first}` : `bytes ${first}-${last}`;
  return now === before ? range : `${range} length ${before}>${now}`;
};
