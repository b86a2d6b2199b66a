import { Frame } from '../../sdk/frame.js';
import { capturedFrame } from '../report/capture.js';
import { openCapture } from '../report/pcap-file.js';
import { UNBORN } from './compare-courses.js';
import { fateName } from './compare-fates.js';
import { newNumber } from './course.js';
import type { ChangedLane } from './replay-changed.js';

/** What became of a frame in one of two replays; undefined: it was still under way at the end. */
export interface FrameFate {
  readonly fate: string;
  readonly stage: string;
  /** Logical time in nanoseconds. */
  readonly at: number;
}

/** A frame whose fate is another one with changed hooks. */
export interface ChangedFrame {
  /** In the run; of a frame that only the replay has, its id there. */
  readonly id: number;
  /** In which of the two it was; a frame that arrived at a port is in both. */
  readonly born: 'both' | 'recorded' | 'replayed';
  /** All its layers in a line: as it arrived, or as it was born. */
  readonly summary: string;
  readonly recorded: FrameFate | undefined;
  readonly replayed: FrameFate | undefined;
}

/**
 * The frames of a lane whose fate is another one: those that arrived in the order of the journal, which is read for their
 * bytes, then those that were born.
 */
export function* changedFrames(lane: ChangedLane, ports: number, names: readonly string[]): Iterable<ChangedFrame> {
  const { own, changed, changes } = lane;
  const origins = ports + names.length;
  const frame = (row: number, id: number, summary: string): ChangedFrame => {
    const [i, k] = [changes.recorded[row]!, changes.replayed[row]!];
    const at = ({ fates, causes }: typeof own | typeof changed, place: number): FrameFate | undefined =>
      place < 0
        ? undefined
        : {
            fate: fateName(fates.fates[place]!, causes),
            stage: names[fates.stages[place]!]!,
            at: fates.times[place]!,
          };
    const born = i === UNBORN ? 'replayed' : k === UNBORN ? 'recorded' : 'both';
    return { id, born, summary, recorded: at(own, i), replayed: at(changed, k) };
  };
  const byPort: number[][] = Array.from({ length: ports }, () => []);
  const born: number[] = [];
  for (let row = changes.changed - 1; row >= 0; row--) {
    const id = changes.ids[row]!;
    // Negative ids, of frames that only the replay has, give negative remainders.
    if (id >= 0 && id % origins < ports) byPort[id % origins]!.push(row);
    else born.push(row);
  }
  for (const { port, number, bytes } of arrivals(lane.journal, ports)) {
    const rows = byPort[port]!;
    const row = rows.at(-1);
    if (row !== undefined && changes.ids[row] === number * origins + port) {
      rows.pop();
      yield frame(row, changes.ids[row]!, Frame.of(bytes).summary());
    }
    if (byPort.every(each => each.length === 0)) break;
  }
  const texts = new Map<number, string>();
  own.births.ids.forEach((id, place) => {
    texts.set(id, own.births.texts[place]!);
  });
  for (let i = born.length - 1; i >= 0; i--) {
    const id = changes.ids[born[i]!]!;
    const n = newNumber(id);
    if (id < 0) yield frame(born[i]!, changed.newOwnIds[n]!, changed.newTexts[n]!);
    else yield frame(born[i]!, id, texts.get(id)!);
  }
}

/** The frames that arrived at ports, in order, with their number at their port. The bytes are valid until the next one. */
function* arrivals(journal: string, ports: number): Iterable<{ port: number; number: number; bytes: Uint8Array }> {
  const file = openCapture(journal);
  try {
    const numbers = new Array<number>(ports).fill(0);
    const record = capturedFrame();
    while (file.next(record)) {
      const port = record.interface;
      if (port < ports) yield { port, number: numbers[port]!++, bytes: record.bytes };
    }
  } finally {
    file.close();
  }
}
