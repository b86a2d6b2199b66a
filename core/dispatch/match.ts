import type { Frame } from '../../sdk/frame.js';
import { frameAt } from '../effects/frame-at.js';
import type { Chooser, DispatchHost } from './chooser.js';

/**
 * `match`: the first open arc, in the order of the fork's arcs, that takes the frame; an arc without a filter takes every
 * one. -1 when none does.
 *
 * Units: none. Random draws per frame: none.
 */
export class MatchChooser implements Chooser {
  constructor(
    private readonly host: DispatchHost,
    private readonly filters: readonly (((frame: Frame) => boolean) | undefined)[],
  ) {}

  choose(open: Int32Array, count: number, slot: number): number {
    const frame = frameAt(this.host, slot);
    for (let i = 0; i < count; i++) {
      const takes = this.filters[open[i]];
      if (takes === undefined || takes(frame)) return open[i];
    }
    return -1;
  }
}
