import type { Frame } from '../../sdk/frame.js';
import type { AnyHook } from '../../sdk/hook.js';
import { checkVerdict, type Verdict } from '../../sdk/verdict.js';
import { REPLACED } from '../frame/ledger.js';
import { DROPPED, DUPLICATED, type EditWatch, HELD, KEPT, MODIFIED, REPLACED_BY } from './alteration.js';
import { EPISODE, PHASES, PREAMBLE } from './hook-marker.js';
import type { HookSeat } from './hook-seat.js';
import { KeptFrames } from './kept-frames.js';
import type { Stage } from './stage.js';

const RANK = { pre: 0, undefined: 1, post: 2 } as const;

/** Hooks of a lower rank run first, those of one rank in the plan's order. */
export const rankOf = ({ order }: AnyHook): number => RANK[`${order}` as keyof typeof RANK];

/**
 * The hooks of a stage: runs a frame through those of one side and does what their verdicts say. `drop` and `keep` end
 * the walk; after `hold`, `duplicate`, `replace` and for injected frames it goes on with the next hook, at the release
 * time, never again through the same one.
 */
export class HookChain {
  /** All hooks here, by their `index`, in the plan's order. */
  readonly seats: HookSeat[] = [];
  /** In running order, of both sides; a seat's place in it never changes. */
  private order: HookSeat[] = [];
  /** By phase: whether any hook is called on this side. */
  readonly called: [boolean, boolean] = [false, false];
  readonly keeping: KeptFrames;
  private readonly edits: EditWatch;

  constructor(private readonly stage: Stage) {
    this.keeping = new KeptFrames(stage, this);
    this.edits = stage.engine.edits;
  }

  /** Before the run. */
  add(seat: HookSeat): void {
    this.seats.push(seat);
    this.order = [...this.seats].sort((a, b) => rankOf(a.hook) - rankOf(b.hook) || a.index - b.index);
    this.refresh();
  }

  /** A seat has taken another version of its hook. */
  refresh(): void {
    this.called[PREAMBLE] = this.seats.some(seat => seat.handlers[PREAMBLE] !== undefined);
    this.called[EPISODE] = this.seats.some(seat => seat.handlers[EPISODE] !== undefined);
  }

  /**
   * Runs the frame through the hooks of a side from place `from` on. True when it has passed them all and goes on now;
   * false when a verdict has taken it.
   */
  run(phase: number, slot: number, from: number): boolean {
    const { engine, ordinal } = this.stage;
    const { store, marker, frame } = engine;
    const { order } = this;
    frame.point(store.memory, store.start[slot]!, store.length[slot]!, store.capacity(slot), store.id[slot]!);
    for (let place = from; place < order.length; place++) {
      const seat = order[place]!;
      const handler = seat.handlers[phase as 0];
      if (handler === undefined || seat.detached) continue;
      const selector = seat.selectors[phase as 0];
      if (selector !== undefined && !selector.wants(frame)) continue;
      const lent = seat.powers?.lends === true;
      if (lent) this.edits.standIn();
      this.edits.begin();
      seat.my.slot = slot;
      frame.my = seat.my;
      marker.enter(ordinal, seat.index, phase, slot);
      seat.calls++;
      const timed = seat.timer?.begin() === true;
      let verdict: Verdict | undefined;
      let failure: { readonly error: unknown } | undefined;
      try {
        // As methods of the hook's own object, though they need no `this`.
        const result = handler.call(seat.hook, frame, seat.ctx);
        if (result !== undefined) verdict = checkVerdict(seat.name, PHASES[phase]!, result);
      } catch (error) {
        failure = { error };
      }
      if (timed) seat.timer!.end();
      marker.leave();
      if (this.edits.changed) this.modified(seat, phase, slot, frame, this.edits);
      if (lent)
        frame.point(store.memory, store.start[slot]!, store.length[slot]!, store.capacity(slot), store.id[slot]!);
      if (failure !== undefined) {
        if (this.failed(seat, phase, slot, failure.error)) continue;
        return false;
      }
      if (verdict === undefined || verdict.kind === 'pass') continue;
      if (this.obey(verdict, seat, phase, slot, place)) continue;
      return false;
    }
    return true;
  }

  /** The hook of this name is called no more. */
  detach(name: string): void {
    const seat = this.seats.find(each => each.name === name);
    if (seat !== undefined) this.unseat(seat);
  }

  /** The hook here is called no more, so nobody would ever use its tickets: the frames it keeps go on. */
  unseat(seat: HookSeat): void {
    seat.detached = true;
    this.keeping.releaseAll(seat);
  }

  /** Calls a hook outside handlers of frames (timers, scenario changes, set-up) under the same supervision. */
  callTask(seat: HookSeat, phase: number, call: () => void): void {
    if (seat.detached) return;
    const { marker } = this.stage.engine;
    marker.enter(this.stage.ordinal, seat.index, phase, -1);
    try {
      call();
    } catch (error) {
      this.failed(seat, phase, -1, error);
    }
    marker.leave();
  }

  /** The place behind a hook's. */
  behind(seat: HookSeat): number {
    return this.order.indexOf(seat) + 1;
  }

  /**
   * Where a frame injected by this hook goes on: with the next hook of the side that runs now; from timers and set-up,
   * behind the hook's preamble if it has one, else behind its episode.
   */
  placeAfter(seat: HookSeat, running: number): { phase: number; next: number } {
    const entering = running !== EPISODE && seat.hook.preamble !== undefined;
    return { phase: entering ? PREAMBLE : EPISODE, next: this.behind(seat) };
  }

  /** True when the frame itself goes on at once. */
  private obey(verdict: Verdict, seat: HookSeat, phase: number, slot: number, place: number): boolean {
    const { stage } = this;
    const { store, causes } = stage.engine;
    const { powers } = seat;
    const id = store.id[slot]!;
    const length = store.length[slot]!;
    switch (verdict.kind) {
      case 'drop':
        if (powers?.grants('drop', length, id) === false) return true;
        stage.books.tell(seat, phase, id, DROPPED, 0, 0);
        stage.books.drop(slot, seat.dropped(verdict.reason, causes));
        return false;
      case 'hold':
        if (powers?.grants('delay', length, id) === false) return true;
        stage.books.tell(seat, phase, id, HELD, verdict.span, 0);
        stage.resume(phase, slot, place + 1, verdict.span);
        return false;
      case 'duplicate':
        for (let k = 1; k <= verdict.copies; k++) {
          if (powers?.grants('inject', length, id) === false) break;
          const twin = stage.books.twin(slot);
          if (twin < 0) continue;
          stage.books.tell(seat, phase, id, DUPLICATED, store.id[twin]!, 0);
          stage.resume(phase, twin, place + 1, k * verdict.spacing);
        }
        return true;
      case 'replace':
        if (powers?.grants('modify', length, id) === false) return true;
        for (const draft of verdict.frames) {
          const made = stage.books.bear(draft.bytes, slot);
          if (made < 0) continue;
          stage.books.tell(seat, phase, id, REPLACED_BY, store.id[made]!, 0);
          stage.resume(phase, made, place + 1, 0);
        }
        stage.books.absorb(slot, REPLACED);
        return false;
      case 'keep':
        if (powers?.grants('delay', length, id) === false) return true;
        stage.books.tell(seat, phase, id, KEPT, 0, 0);
        this.keeping.keep(verdict.onKept, seat, phase, slot, place);
        return false;
      default:
        return true;
    }
  }

  /**
   * A hook has changed the frame, or what it was lent in its place: if it may, the slot has that from now on. A frame that has
   * become longer or shorter costs its greater length.
   */
  modified(seat: HookSeat, phase: number, slot: number, frame: Frame, { first, last }: EditWatch): void {
    const { store } = this.stage.engine;
    const { powers } = seat;
    const { start, length } = frame;
    const before = store.length[slot]!;
    if (powers?.grants('modify', Math.max(before, length), frame.id) === false) return;
    this.stage.books.tell(seat, phase, frame.id, MODIFIED, first * 0x10000 + last, length * 0x10000 + before);
    if (powers?.lends === true) store.memory.set(frame.memory.subarray(start, start + length), store.start[slot]!);
    else store.start[slot] = start;
    store.length[slot] = length;
  }

  /** A hook was ended from outside in its handler: what it had written by then stays, unless it was lent, and is told. */
  cutShort(seat: HookSeat, phase: number, slot: number): void {
    const { edits } = this;
    if (seat.powers?.lends !== true && edits.changed) this.modified(seat, phase, slot, this.stage.engine.frame, edits);
  }

  /** Does what the hook's policy says of a handler that threw. True when the frame goes on with the next hook. */
  private failed(seat: HookSeat, phase: number, slot: number, error: unknown): boolean {
    const { stage } = this;
    const { store, causes } = stage.engine;
    const frame = slot >= 0 ? store.id[slot]! : -1;
    seat.errors++;
    const text = error instanceof Error ? error.message : String(error);
    // Within the bound of a hook's lines: one that throws at every frame must not flood whoever reads them.
    seat.ctx.emit('error', { phase: PHASES[phase], frame, text });
    if (seat.onError === 'stop') {
      stage.engine.fail({ stage: stage.plan.name, hook: seat.name, phase: PHASES[phase]!, frame, error });
    }
    if (seat.onError === 'detach') this.unseat(seat);
    if (seat.onError === 'detach' || seat.onError === 'pass') return true;
    if (slot >= 0) stage.books.drop(slot, seat.dropped('error', causes));
    return false;
  }
}
