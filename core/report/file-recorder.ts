import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { capturedSides } from '../plan/captures.js';
import type { Plan } from '../plan/plan.js';
import type { Recorder } from '../stage/recorder.js';
import type { StageChange } from '../stage/stage-change.js';
import { type ControlRecord, controlText } from './control-record.js';
import type { EventFile } from './events.js';
import { FateFile } from './fate-file.js';
import { type CaptureFile, createCapture } from './pcap-file.js';
import { sideInterfaces, writeTap } from './tap-text.js';
import { TruthFile } from './truth-file.js';

export const journalName = (lane: number): string => join('journal', `lane-${lane}.pcapng`);
export const truthName = (lane: number): string => join('journal', `lane-${lane}.truth.csv`);
export const fatesName = (lane: number): string => join('journal', `lane-${lane}.fates`);

/**
 * Writes what one lane does into the run's directory:
 *
 *     journal/lane-N.pcapng    every arrival, one interface a port and one an arc's entry, in the order of feeding
 *     journal/lane-N.fates     how each frame's life ended, in order
 *     journal/lane-N.truth.csv what hooks did to which frame, in order; where there are hooks
 *     captures/STAGE.pcapng    what came to the stage, left it and died in it, the cause as its comment; as the plan says
 *     captures/STAGE.HOOK.pcapng   what a hook captured
 */
export class FileRecorder implements Recorder {
  private readonly journal: CaptureFile;
  private readonly fates: FateFile;
  private truth: TruthFile | undefined;
  private readonly captures = new Map<string, CaptureFile>();
  /** By stage; made with its first frame. */
  private readonly taps: { readonly file: CaptureFile; readonly places: readonly number[] }[] = [];
  private readonly sides: Uint8Array;
  private readonly causes: string[] = [];
  private readonly arcs: readonly string[];

  constructor(
    private readonly folder: string,
    private readonly plan: Plan,
    private readonly lane: number,
    private readonly events: EventFile,
  ) {
    mkdirSync(join(folder, 'journal'), { recursive: true });
    mkdirSync(join(folder, 'captures'), { recursive: true });
    this.arcs = arcNames(plan);
    this.sides = capturedSides(plan);
    this.journal = createCapture(join(folder, journalName(lane)), [
      ...plan.ports.map(port => ({ name: port.name })),
      ...this.arcs.map(name => ({ name: `${name}:entry` })),
      { name: 'run', description: 'an empty frame at the start of the run: times count from it' },
      { name: 'control', description: 'what came from outside besides frames, as text: see control-record.ts' },
    ]);
    this.journal.frame(plan.ports.length + this.arcs.length, 0, new Uint8Array(0), 0, 0);
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
  reload(at: number, hook: number, bundle: string): void {
    this.control(at, { kind: 'reload', hook, bundle });
  }
  fate(id: number, at: number, stage: number, fate: number): void {
    this.fates.add(id, at, stage, fate);
  }
  readonly tap: Recorder['tap'] = (stage, side, id, at, fate, memory, start, length) => {
    const { file, places } = (this.taps[stage] ??= this.openTap(stage));
    writeTap(file, places[side]!, side, id, at, fate, this.causes, memory, start, length);
  };
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
  seat(stage: number, seat: number, hook: string): void {
    this.truth ??= new TruthFile(join(this.folder, truthName(this.lane)), {
      stage: ordinal => this.plan.stages[ordinal]!.name,
      arc: arc => this.arcs[arc]!,
    });
    this.truth.seat(stage, seat, hook);
  }
  readonly alteration: NonNullable<Recorder['alteration']> = (at, stage, seat, phase, id, what, first, second) => {
    this.truth!.add(at, stage, seat, phase, id, what, first, second);
  };
  event(at: number, stage: string, hook: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.events.write({ at, stage, hook, event, fields });
  }

  close(): void {
    this.journal.close();
    this.fates.close();
    this.truth?.close();
    for (const file of this.captures.values()) file.close();
  }

  private control(at: number, record: ControlRecord): void {
    const text = Buffer.from(controlText(record));
    this.journal.frame(this.plan.ports.length + this.arcs.length + 1, at, text, 0, text.length);
  }

  private openTap(stage: number): { file: CaptureFile; places: readonly number[] } {
    const { name } = this.plan.stages[stage]!;
    const interfaces = sideInterfaces(name, this.sides[stage]!);
    const places: number[] = [];
    for (const [place, { side }] of interfaces.entries()) places[side] = place;
    const names = interfaces.map(each => each.name);
    return { file: this.captureFile(name, names), places };
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

/** Names of the arcs, in the graph's order: the stage's, with its topology where it is an arc of several. */
const arcNames = ({ topologies }: Plan): string[] => {
  const all = topologies.flatMap(({ name, arcs }) => arcs.map(({ stage }) => ({ stage, topology: name })));
  return all.map(({ stage, topology }) =>
    all.filter(other => other.stage === stage).length === 1 ? stage : `${topology}:${stage}`,
  );
};
