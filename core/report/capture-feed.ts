import type { Plan } from '../plan/plan.js';
import type { Engine } from '../stage/engine.js';
import type { Feed } from '../time/feed.js';
import { graphOf } from '../topology/graph.js';
import { type CapturedFrame, capturedFrame } from './capture.js';
import { type ControlRecord, parseControl } from './control-record.js';
import { type OpenCapture, openCapture } from './pcap-file.js';

/** Frames of a capture file, arriving at their own times counted from the file's first frame. */
abstract class FileFeed implements Feed {
  nextAt = Number.POSITIVE_INFINITY;
  protected readonly record: CapturedFrame = capturedFrame();
  protected readonly file: OpenCapture;

  constructor(path: string) {
    this.file = openCapture(path);
  }

  deliver(engine: Engine): void {
    this.hand(engine, this.nextAt);
    this.step();
  }

  protected abstract hand(engine: Engine, at: number): void;

  protected step(): void {
    const before = this.nextAt === Number.POSITIVE_INFINITY ? 0 : this.nextAt;
    if (this.file.next(this.record)) {
      // Captures go back in time now and then; frames cannot arrive before the present.
      this.nextAt = Math.max(before, this.record.at);
      return;
    }
    this.nextAt = Number.POSITIVE_INFINITY;
    this.file.close();
  }

  protected arriveAt(engine: Engine, port: number, at: number): void {
    const { bytes, length, originalLength } = this.record;
    const slot = originalLength > length ? -1 : engine.store.put(bytes);
    if (slot >= 0) engine.arrive(port, slot, at);
    else engine.refuse(port, at, bytes, 0, length, originalLength);
  }
}

/** A user's capture: every frame arrives at one port. Throws a CaptureError, or Node's error for a missing file. */
export class PortFeed extends FileFeed {
  constructor(
    path: string,
    private readonly port: number,
  ) {
    super(path);
    this.step();
  }

  protected hand(engine: Engine, at: number): void {
    this.arriveAt(engine, this.port, at);
  }
}

/** What of a journal is fed otherwise than it was recorded; all of it as it was where a part is left out. */
export interface JournalChanges {
  /** Whether the next frame that crossed to this arc from another lane enters. */
  readonly enters?: (arc: number, bytes: Uint8Array) => boolean;
  /** What to do instead of what a control record says; undefined: nothing. */
  readonly adapt?: (record: ControlRecord, at: number) => ControlRecord | undefined;
  /** Puts another version of a hook of the plan into force, by the file of its bundle. */
  readonly reload?: (engine: Engine, hook: number, bundle: string) => void;
}

/** The journal of a lane: its interfaces are the plan's ports, the arcs of its topologies, the run and the control. */
export class JournalFeed extends FileFeed {
  private readonly arcs: number;

  constructor(
    path: string,
    private readonly plan: Plan,
    private readonly changes: JournalChanges = {},
  ) {
    super(path);
    this.arcs = graphOf(plan).arcs.length;
    this.step();
  }

  /** Whether what comes next has crossed from another lane. */
  get crosses(): boolean {
    const arc = this.record.interface - this.plan.ports.length;
    return arc >= 0 && arc < this.arcs;
  }

  protected hand(engine: Engine, at: number): void {
    const arc = this.record.interface - this.plan.ports.length;
    if (arc < 0) this.arriveAt(engine, this.record.interface, at);
    else if (arc < this.arcs) {
      const { bytes, length } = this.record;
      if (this.changes.enters?.(arc, bytes) === false) return;
      engine.crossIn(arc, length > 0 ? engine.store.put(bytes) : -1, at);
    } else if (arc > this.arcs) {
      const said = parseControl(Buffer.from(this.record.bytes).toString());
      const control = this.changes.adapt === undefined ? said : this.changes.adapt(said, at);
      engine.advance(at);
      if (control === undefined) return;
      if (control.kind === 'set') engine.change(control.stage, control.change);
      else if (control.kind === 'reload') this.changes.reload?.(engine, control.hook, control.bundle);
      else if (control.kind === 'clock') engine.startScenario(control.value);
      else engine.limitMemory(control.value);
    }
  }
}
