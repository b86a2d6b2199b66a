import type { Frame } from '../../sdk/frame.js';
import type { Direction, StageView } from '../../sdk/hook.js';
import type { BitRate, Nanos } from '../../sdk/units.js';
import type { SeatHost } from './hook-context.js';
import { TIMER } from './hook-marker.js';
import type { Stage } from './stage.js';

/** What a stage offers the hooks that stand at it. */
export class StageHost implements SeatHost {
  readonly view: StageView;

  constructor(private readonly stage: Stage) {
    this.view = {
      name: stage.plan.name,
      queue: {
        get frames() {
          return stage.bottleneck.queue.frames;
        },
        get bytes() {
          return stage.bottleneck.queue.bytes;
        },
        get limitBytes() {
          return stage.bottleneck.queue.limitBytes;
        },
      },
      get inFlight() {
        return stage.wire.frames;
      },
      get rate() {
        return stage.link.rate as BitRate;
      },
      get delay() {
        return stage.link.delay as Nanos;
      },
      set: settings => stage.set(settings),
    };
  }

  get direction(): Direction {
    return this.stage.plan.direction;
  }
  now(): number {
    return this.stage.engine.now();
  }
  line(hook: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.stage.engine.recorder.event(this.now(), this.stage.plan.name, hook, event, fields);
  }
  capture(hook: string, frame: Frame, comment: string): void {
    const { recorder } = this.stage.engine;
    recorder.capture(this.stage.ordinal, hook, this.now(), frame.memory, frame.start, frame.length, comment);
  }
  after(seat: number, span: number, task: (now: Nanos) => void): void {
    const { stage } = this;
    stage.later(span, () => stage.chain.callTask(stage.chain.seats[seat]!, TIMER, () => task(this.now() as Nanos)));
  }
  inject(seat: number, frame: Frame, after: number, back: boolean): void {
    const { stage } = this;
    const { engine } = stage;
    const like = this.slotAtHand;
    if (back) {
      const way = engine.wayBack(stage, like);
      if (after === 0) engine.sendBack(stage, frame, way);
      else {
        // It waits here, since the paired stage may belong to another thread, which knows only the present.
        const kept = frame.copy();
        stage.later(after, () => engine.sendBack(stage, kept, way));
      }
      return;
    }
    const slot = stage.books.bear(frame.bytes, like);
    if (slot < 0) return;
    // It stands where the frame at hand does, but that one's route is not its own.
    engine.store.choice[slot] = 0;
    const place = stage.chain.placeAfter(stage.chain.seats[seat]!, engine.marker.phase);
    stage.resume(place.phase, slot, place.next, after);
    stage.settle();
  }
  get routes(): readonly string[] {
    const slot = this.slotAtHand;
    return slot < 0 ? [] : this.stage.engine.routes(slot);
  }
  route(name: string): void {
    const slot = this.slotAtHand;
    if (slot < 0) throw new Error('there is no frame at hand to choose a route for: route() is for handlers of frames');
    this.stage.engine.choose(slot, name);
  }

  /** The frame that the running handler has; -1 in timers and set-up. */
  private get slotAtHand(): number {
    const { marker } = this.stage.engine;
    return marker.inside ? marker.slot : -1;
  }
}
