import type { Frame } from '../../sdk/frame.js';
import type { Direction, StageView } from '../../sdk/hook.js';
import type { BitRate, Nanos } from '../../sdk/units.js';
import { INJECTED, ROUTED, STAGE_SET } from './alteration.js';
import type { SeatHost } from './hook-context.js';
import { TIMER } from './hook-marker.js';
import type { HookSeat } from './hook-seat.js';
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
      set: settings => this.set(settings),
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
  inject(index: number, frame: Frame, after: number, back: boolean): void {
    const { stage } = this;
    const { engine } = stage;
    const { phase } = engine.marker;
    const like = this.slotAtHand;
    const seat = stage.chain.seats[index]!;
    if (seat.powers?.grants('inject', frame.length, this.idAtHand) === false) return;
    if (back) {
      stage.books.tell(seat, phase, -1, INJECTED, after, 1);
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
    stage.books.tell(seat, phase, engine.store.id[slot]!, INJECTED, after, 0);
    const place = stage.chain.placeAfter(seat, this.isHere ? phase : TIMER);
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
    const { engine, books } = this.stage;
    const seat = this.seatAtWork!;
    if (seat.powers?.grants('delay', engine.store.length[slot]!, engine.store.id[slot]!) === false) return;
    engine.choose(slot, name);
    books.tell(seat, engine.marker.phase, engine.store.id[slot]!, ROUTED, engine.store.choice[slot]! - 1, 0);
  }

  /** What a link's sender decides, rate and delay, is as good as dropping and delaying everything. */
  private set(settings: { readonly rate?: BitRate; readonly delay?: Nanos }): void {
    const { stage } = this;
    const seat = this.seatAtWork;
    const powers = seat?.powers;
    const why = powers?.refusal('drop', 0);
    if (why !== undefined) powers!.refuse(why, this.idAtHand);
    if (why !== undefined || powers?.grants('delay', 0, this.idAtHand) === false) return;
    stage.set(settings);
    const { rate = Number.NaN, delay = Number.NaN } = settings;
    if (seat !== undefined) stage.books.tell(seat, stage.engine.marker.phase, -1, STAGE_SET, rate, delay);
  }

  /** The seat here of the hook that runs now, perhaps at another stage: a hook of a link may keep the contexts of both. */
  private get seatAtWork(): HookSeat | undefined {
    const { marker, stages } = this.stage.engine;
    const { seats } = this.stage.chain;
    if (!marker.inside || this.isHere) return marker.inside ? seats[marker.seat] : undefined;
    const running = stages.find(({ ordinal }) => ordinal === marker.stage)?.chain.seats[marker.seat];
    return seats.find(({ used }) => used === running?.used);
  }

  /** Whether a hook runs at this stage. */
  private get isHere(): boolean {
    const { marker } = this.stage.engine;
    return marker.inside && marker.stage === this.stage.ordinal;
  }

  /** The frame that the running handler has; -1 in timers and set-up, and for handlers of other stages, whose frame goes another way. */
  private get slotAtHand(): number {
    return this.isHere ? this.stage.engine.marker.slot : -1;
  }

  /** The id of that frame; -1 where there is none. */
  private get idAtHand(): number {
    const slot = this.slotAtHand;
    return slot < 0 ? -1 : this.stage.engine.store.id[slot]!;
  }
}
