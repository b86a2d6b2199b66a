import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ABSORBED as ABSORBED_WHY } from '../frame/ledger.js';
import type { Plan } from '../plan/plan.js';
import { ABSORBED, OUT, type Recorder } from '../stage/recorder.js';
import type { StageChange } from '../stage/stage-change.js';
import { type ControlRecord, controlText } from './control-record.js';
import type { EventFile } from './events.js';
import { FateFile } from './fate-file.js';
import { type CaptureFile, createCapture } from './pcap-file.js';

const LEFT = 0;
const DIED = 1;

export const journalName = (lane: number): string => join('journal', `lane-${lane}.pcapng`);
export const fatesName = (lane: number): string => join('journal', `lane-${lane}.fates`);

/**
 * Writes what one lane does into the run's directory:
 *
 *     journal/lane-N.pcapng    every arrival, one interface a port and one an arc's entry, in the order of feeding
 *     journal/lane-N.fates     how each frame's life ended, in order
 *     captures/STAGE.pcapng    what left the stage for a port, and what died in it with the cause as its comment
 *     captures/STAGE.HOOK.pcapng   what a hook captured
 */
export class FileRecorder implements Recorder {
  private readonly journal: CaptureFile;
  private readonly fates: FateFile;
  private readonly captures = new Map<string, CaptureFile>();
  private readonly causes: string[] = [];
  private readonly arcs: number;

  constructor(
    private readonly folder: string,
    private readonly plan: Plan,
    lane: number,
    private readonly events: EventFile,
    /** Whether frames that ended are captured: their bytes must then come with `fate`. */
    private readonly capturing: boolean,
  ) {
    mkdirSync(join(folder, 'journal'), { recursive: true });
    mkdirSync(join(folder, 'captures'), { recursive: true });
    const arcs = arcNames(plan);
    this.arcs = arcs.length;
    this.journal = createCapture(join(folder, journalName(lane)), [
      ...plan.ports.map(port => ({ name: port.name })),
      ...arcs.map(name => ({ name: `${name}:entry` })),
      { name: 'run', description: 'an empty frame at the start of the run: times count from it' },
      { name: 'control', description: 'what came from outside besides frames, as text: see control-record.ts' },
    ]);
    this.journal.frame(plan.ports.length + this.arcs, 0, new Uint8Array(0), 0, 0);
    this.fates = new FateFile(join(folder, fatesName(lane)));
  }

  arrival(port: number, at: number, memory: Uint8Array, start: number, captured: number, length: number): void {
    this.journal.frame(port, at, memory, start, captured, length, 'in');
  }
  crossing(arc: number, at: number, memory: Uint8Array, start: number, length: number): void {
    this.journal.frame(this.plan.ports.length + arc, at, memory, start, length, length, 'in');
  }
  clock(at: number, startedAt: number): void {
    this.control(at, { kind: 'clock', value: startedAt });
  }
  memory(at: number, slots: number): void {
    this.control(at, { kind: 'memory', value: slots });
  }
  change(at: number, stage: number, change: StageChange): void {
    this.control(at, { kind: 'set', stage, change });
  }
  fate(id: number, at: number, stage: number, fate: number, memory: Uint8Array, start: number, length: number): void {
    this.fates.add(id, at, stage, fate);
    if (!this.capturing || !isCaptured(this.plan, stage)) return;
    const { name } = this.plan.stages[stage]!;
    const file = this.captureFile(name, [`${name}:exit`, `${name}:ended inside`]);
    if (fate === OUT) file.frame(LEFT, at, memory, start, length, length, 'out', undefined, id);
    else {
      const comment = fate >= 0 ? this.causes[fate] : ABSORBED_WHY[ABSORBED - fate];
      file.frame(DIED, at, memory, start, length, length, undefined, comment, id);
    }
  }
  cause(number: number, name: string): void {
    this.causes[number] = name;
  }
  capture(
    stage: number,
    hook: string,
    at: number,
    memory: Uint8Array,
    start: number,
    length: number,
    comment: string,
  ): void {
    const name = `${this.plan.stages[stage]!.name}.${hook}`;
    this.captureFile(name, [name]).frame(0, at, memory, start, length, length, undefined, comment);
  }
  event(at: number, stage: string, hook: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.events.write({ at, stage, hook, event, fields });
  }

  close(): void {
    this.journal.close();
    this.fates.close();
    for (const file of this.captures.values()) file.close();
  }

  private control(at: number, record: ControlRecord): void {
    const text = Buffer.from(controlText(record));
    this.journal.frame(this.plan.ports.length + this.arcs + 1, at, text, 0, text.length);
  }

  private captureFile(name: string, interfaces: readonly string[]): CaptureFile {
    let file = this.captures.get(name);
    if (file === undefined) {
      file = createCapture(
        join(this.folder, 'captures', `${name}.pcapng`),
        interfaces.map(each => ({ name: each })),
      );
      this.captures.set(name, file);
    }
    return file;
  }
}

/** Whether the plan wants the frames that end in a stage to be captured, if any are. */
export const isCaptured = ({ captures, stages }: Plan, stage: number): boolean =>
  captures === undefined || captures.includes(stages[stage]!.name);

/** Names of the arcs, in the graph's order: the stage's, with its topology where it is an arc of several. */
const arcNames = ({ topologies }: Plan): string[] => {
  const all = topologies.flatMap(({ name, arcs }) => arcs.map(({ stage }) => ({ stage, topology: name })));
  return all.map(({ stage, topology }) =>
    all.filter(other => other.stage === stage).length === 1 ? stage : `${topology}:${stage}`,
  );
};
