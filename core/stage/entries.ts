import { compileFilter } from '../../sdk/filter/compile-filter.js';
import type { Frame } from '../../sdk/frame.js';
import type { Graph } from '../topology/graph.js';

/** A way in. */
export interface Entry {
  /** Which frames take it; undefined: all. */
  readonly matches: ((frame: Frame) => boolean) | undefined;
  readonly vertex: number;
}

/** The ways in by port ordinal, those whose arcs `has` says are there; the first that matches is taken. */
export const entriesOf = ({ ways, vertices }: Graph, has: (arc: number) => boolean): Entry[][] =>
  ways.map(each =>
    each
      .filter(({ entry }) => has(vertices[entry]!.arcs[0]!))
      .map(({ match, entry }) => ({
        matches: match === undefined ? undefined : compileFilter(match).matches,
        vertex: entry,
      })),
  );
