import { compileFilter } from './filter/compile-filter.js';
import { FlowCounts } from './flow-counts.js';
import type { Frame } from './frame.js';
import { type Positions, parseEvery, parseNth } from './positions.js';

/** What frames a handler is called for: those that fit every filter, and of these the ones at certain places. */
export class FrameSelector {
  private readonly filters: readonly ((frame: Frame) => boolean)[];
  private readonly flows: FlowCounts | undefined;
  private seen = 0;

  /** Throws a FilterError for a text that is no filter. */
  constructor(
    filters: readonly string[],
    private readonly positions: Positions | undefined,
  ) {
    this.filters = filters.map(text => compileFilter(text).matches);
    this.flows = positions?.ofFlow ? new FlowCounts() : undefined;
  }

  /** Whether the frame is wanted; every frame that fits counts, so ask once for each. Allocates nothing. */
  wants(frame: Frame): boolean {
    const { filters, positions } = this;
    for (let i = 0; i < filters.length; i++) if (!filters[i](frame)) return false;
    return positions === undefined || positions.fits(this.flows === undefined ? ++this.seen : this.flows.count(frame));
  }
}

/** What `nth` and `every` of a hook or a plan say; undefined: all. Throws a RangeError. */
export const positionsOf = (
  nth: string | number | undefined,
  every: string | number | undefined,
): Positions | undefined => {
  if (nth !== undefined) return parseNth(`${nth}`);
  return every === undefined ? undefined : parseEvery(`${every}`);
};

/** What a hook declares of the frames it is called for. */
export interface Selecting {
  readonly filter?: string | { readonly preamble?: string; readonly episode?: string };
  readonly nth?: string | number;
  readonly every?: string | number;
}

/** The selector of one side: what the hook says and what its user says besides; undefined where all frames are wanted. */
export const selectorOf = (
  side: 'preamble' | 'episode',
  { filter, ...places }: Selecting,
  user: { readonly filter?: string; readonly nth?: string; readonly every?: string } = {},
): FrameSelector | undefined => {
  const own = typeof filter === 'string' ? filter : filter?.[side];
  const filters = [own, user.filter].filter(text => text !== undefined);
  const said = user.nth === undefined && user.every === undefined ? places : user;
  const positions = positionsOf(said.nth, said.every);
  return filters.length === 0 && positions === undefined ? undefined : new FrameSelector(filters, positions);
};
