import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capturedFrame } from '../../core/report/capture.js';
import { type Fate, readFates } from '../../core/report/fate-file.js';
import { fatesName, journalName } from '../../core/report/file-recorder.js';
import { openCapture } from '../../core/report/pcap-file.js';
import type { RunReport } from '../../core/report/run-report.js';

/** A frame that arrived at a port of a live run, and how its life ended: logical times in nanoseconds. */
export interface Walk {
  readonly port: string;
  readonly at: number;
  readonly bytes: Buffer;
  /** Undefined: the run ended before it. */
  readonly end?: { readonly at: number; readonly stage: string; readonly out: boolean } | undefined;
}

/** The arrivals at the ports as the journals have them, lane by lane, joined to the fates that the lanes wrote down. */
export const walksOf = (folder: string, { ports, stages }: RunReport): Walk[] => {
  const walks: Walk[] = [];
  const idStride = ports.length + stages.length;
  for (let lane = 0; existsSync(join(folder, journalName(lane))); lane++) {
    const fates = new Map<number, Fate>();
    for (const fate of readFates(join(folder, fatesName(lane)))) fates.set(fate.id, fate);
    const counts = ports.map(() => 0);
    const journal = openCapture(join(folder, journalName(lane)));
    const record = capturedFrame();
    while (journal.next(record)) {
      // Behind the ports are what crossed from other lanes and what is no frame.
      const port = ports[record.interface];
      if (port === undefined) continue;
      const fate = fates.get(counts[record.interface]!++ * idStride + record.interface);
      walks.push({
        port: port.name,
        at: record.at,
        bytes: Buffer.from(record.bytes),
        end: fate && { at: fate.at, stage: stages[fate.stage]!.name, out: fate.fate === -1 },
      });
    }
    journal.close();
  }
  return walks;
};
