import { FateColumns } from '../report/fate-file.js';
import { OUT, type Recorder, silent } from '../stage/recorder.js';
import { Births, numberOf } from './births.js';
import { digest } from './digest.js';

/** What became of a lane's frames in a replay: their fates in order, and what bytes they left with. */
export class Course {
  readonly fates: FateColumns;
  readonly causes: string[] = [];
  /** Digests of the frames that left, by place among the fates; 0 for the others. */
  digests: Uint32Array;

  constructor(room: number) {
    this.fates = new FateColumns(room);
    this.digests = new Uint32Array(room);
  }

  /** Writes the fates down under their own ids, and with digests if they are asked for. */
  recorder(digests: boolean): Recorder {
    return {
      ...silent,
      cause: (number, name) => {
        this.causes[number] = name;
      },
      fate: (id, at, stage, fate, memory, start, length) =>
        this.add(id, at, stage, fate, digests && fate === OUT ? digest(memory, start, length) : 0),
    };
  }

  protected add(id: number, at: number, stage: number, fate: number, bytes: number): void {
    const { fates } = this;
    fates.add(id, at, stage, fate);
    if (fates.count > this.digests.length) {
      const digests = new Uint32Array(fates.ids.length);
      digests.set(this.digests);
      this.digests = digests;
    }
    this.digests[fates.count - 1] = bytes;
  }
}

/** That of the replay with the run's own hooks, with the frames that were born in it. */
export class OwnCourse extends Course {
  readonly births: Births;

  constructor(room: number, stages: number) {
    super(room);
    this.births = new Births(stages);
  }

  override recorder(digests: boolean): Recorder {
    return {
      ...super.recorder(digests),
      birth: (...born) => this.births.add(...born),
    };
  }
}

/** The id of the n-th frame, from 0, that only the replay with a changed hook has. */
const newId = (n: number): number => -2 - n;
/** Its n; negative for a frame that both have. */
export const newNumber = (id: number): number => -2 - id;

/** That of the replay with a changed hook; its frames have the ids of the same ones in the other replay. */
export class ChangedCourse extends Course {
  /** Of the frames that only this one has: what they were at birth, and the ids that they have in it. */
  readonly newTexts: string[] = [];
  readonly newOwnIds: number[] = [];
  /** Of each stage the ids of the frames that it made, in order. */
  private readonly ids: number[][];

  constructor(
    room: number,
    private readonly births: Births,
    private readonly ports: number,
    private readonly stages: number,
  ) {
    super(room);
    this.ids = Array.from({ length: stages }, () => []);
  }

  override recorder(digests: boolean): Recorder {
    return {
      ...super.recorder(digests),
      birth: (id, stage, parent, memory, start, length) => {
        const made = parent === -1 ? -1 : this.idOf(parent);
        const place = this.births.seek(stage, made, memory, start, length);
        if (place < 0) {
          this.newTexts.push(this.births.textOf(memory, start, length));
          this.newOwnIds.push(id);
        }
        this.ids[stage]!.push(place < 0 ? newId(this.newTexts.length - 1) : this.births.ids[place]!);
      },
    };
  }

  protected override add(id: number, at: number, stage: number, fate: number, bytes: number): void {
    super.add(this.idOf(id), at, stage, fate, bytes);
  }

  private idOf(own: number): number {
    const origins = this.ports + this.stages;
    const stage = (own % origins) - this.ports;
    return stage < 0 ? own : this.ids[stage]![numberOf(own, origins)]!;
  }
}
