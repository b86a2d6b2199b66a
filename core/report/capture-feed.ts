import type { Plan } from '../plan/plan.js';
import type { Engine } from '../stage/engine.js';
import type { Feed } from '../time/feed.js';
import { graphOf } from '../topology/graph.js';
import { type CapturedFrame, capturedFrame } from './capture.js';
import { parseControl } from './control-record.js';
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

/** The journal of a lane: its interfaces are the plan's ports, the arcs of its topologies, the run and the control. */
export class JournalFeed extends FileFeed {
  private readonly arcs: number;

  constructor(
    path: string,
    private readonly plan: Plan,
  ) {
    super(path);
    this.arcs = graphOf(plan).arcs.length;
    this.step();
  }

  protected hand(engine: Engine, at: number): void {
    const arc = this.record.interface - this.plan.ports.length;
    if (arc < 0) this.arriveAt(engine, this.record.interface, at);
    else if (arc < this.arcs)
      engine.crossIn(arc, this.record.length > 0 ? engine.store.put(this.record.bytes) : -1, at);
    else if (arc > this.arcs) {
      const control = parseControl(Buffer.from(this.record.bytes).toString('latin1'));
      engine.advance(at);
      if (control.kind === 'set') engine.change(control.stage, control.change);
      else if (control.kind === 'clock') engine.startScenario(control.value);
      else engine.limitMemory(control.value);
    }
  }
}
