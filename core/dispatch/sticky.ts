import { FLOW_WORDS, hashWords, readFlow } from '../../sdk/flow-words.js';
import { frameAt } from '../effects/frame-at.js';
import type { Chooser, DispatchHost } from './chooser.js';
import { RecentKeys } from './recent-keys.js';

/** Flows that are remembered at most. */
export const STICKY_FLOWS = 65536;

/**
 * Keeps the frames of one flow together: the first goes where the chooser beneath sends it, the others follow it until no
 * frame of the flow has gone on for `idle`. Flows are five-tuples in one direction; the two directions are two flows.
 *
 * Is the arc of a flow not open, the answer is -1: the frame waits, and does not go round those of its flow that are
 * ahead. To wait is not to go on: behind an arc that stands still for `idle` the flow chooses anew.
 * Frames that are not IP (ARP) have no flow and go by the chooser beneath, each for itself. A fragment has no ports: all
 * between two addresses and of one protocol are one flow, which may take another arc than the unfragmented packets.
 *
 * Units: nanoseconds of logical time. Random draws per frame: those of the chooser beneath for the first frame of a flow
 * and for frames without one, else none. A flow that finds no place (RecentKeys) takes that of the flow silent longest of
 * eight, which then chooses anew. No allocation.
 */
export class StickyChooser implements Chooser {
  private readonly key = new Int32Array(FLOW_WORDS);
  private readonly flows: RecentKeys;
  private readonly arcs: Int32Array;
  againAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly host: DispatchHost,
    private readonly beneath: Chooser,
    private readonly idle: number,
    flows = STICKY_FLOWS,
  ) {
    this.flows = new RecentKeys(flows, FLOW_WORDS);
    this.arcs = new Int32Array(this.flows.places);
  }

  choose(open: Int32Array, count: number, slot: number, now: number): number {
    const { key, flows, arcs } = this;
    this.againAt = Number.POSITIVE_INFINITY;
    if (!readFlow(frameAt(this.host, slot), key, false)) return this.beneath.choose(open, count, slot, now);
    const hash = hashWords(key, 0);
    let place = flows.find(key, hash);
    if (place >= 0 && now - flows.met[place] < this.idle) {
      const arc = arcs[place];
      if (!isAmong(arc, open, count)) {
        this.againAt = flows.met[place] + this.idle;
        return -1;
      }
      flows.met[place] = now;
      return arc;
    }
    const arc = this.beneath.choose(open, count, slot, now);
    if (arc < 0) return arc;
    if (place < 0) place = flows.add(key, hash);
    arcs[place] = arc;
    flows.met[place] = now;
    return arc;
  }
}

const isAmong = (arc: number, open: Int32Array, count: number): boolean => {
  for (let i = 0; i < count; i++) if (open[i] === arc) return true;
  return false;
};
