import { Frame } from '../../sdk/frame.js';
import type { AnyHook } from '../../sdk/hook.js';
import { checkVerdict, type Ticket, type Verdict } from '../../sdk/verdict.js';
import { REPLACED } from '../frame/ledger.js';
import { EPISODE, PHASES, PREAMBLE } from './hook-marker.js';
import type { HookSeat } from './hook-seat.js';
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
  /** All hooks here, in running order; a hook's `index` is its place in this list. */
  readonly seats: HookSeat[] = [];
  preambles: HookSeat[] = [];
  episodes: HookSeat[] = [];
  /** Frames that hooks keep. */
  kept = 0;

  constructor(private readonly stage: Stage) {}

  add(seat: HookSeat): void {
    this.seats.push(seat);
    const order = [...this.seats].sort((a, b) => rankOf(a.hook) - rankOf(b.hook) || a.index - b.index);
    this.preambles = order.filter(s => s.preamble !== undefined);
    this.episodes = order.filter(s => s.episode !== undefined);
  }

  /**
   * Runs the frame through the hooks of a side from place `from` on. True when it has passed them all and goes on now;
   * false when a verdict has taken it.
   */
  run(phase: number, slot: number, from: number): boolean {
    const { engine } = this.stage;
    const { store, marker, frame } = engine;
    const seats = phase === PREAMBLE ? this.preambles : this.episodes;
    if (from < seats.length) {
      frame.point(store.memory, store.start[slot]!, store.length[slot]!, store.capacity(slot), store.id[slot]!);
    }
    for (let place = from; place < seats.length; place++) {
      const seat = seats[place]!;
      if (seat.detached) continue;
      seat.my.slot = slot;
      frame.my = seat.my;
      marker.enter(this.stage.ordinal, seat.index, phase, slot);
      let verdict: Verdict | undefined;
      try {
        const result = phase === PREAMBLE ? seat.preamble!(frame, seat.ctx) : seat.episode!(frame, seat.ctx);
        if (result !== undefined) verdict = checkVerdict(seat.name, PHASES[phase]!, result);
      } catch (error) {
        marker.leave();
        if (this.failed(seat, phase, slot, error)) continue;
        return false;
      }
      marker.leave();
      // A handler may have resized the frame; the columns are what the rest of the engine reads.
      if (frame.length !== store.length[slot]) store.length[slot] = frame.length;
      if (frame.start !== store.start[slot]) store.start[slot] = frame.start;
      if (verdict === undefined || verdict.kind === 'pass') continue;
      if (this.obey(verdict, seat, phase, slot, place)) continue;
      return false;
    }
    return true;
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

  /**
   * Where a frame injected by this hook goes on: with the next hook of the side that runs now; from timers and set-up,
   * behind the hook's preamble if it has one, else behind its episode.
   */
  placeAfter(seat: HookSeat, running: number): { phase: number; next: number } {
    const before = this.preambles.indexOf(seat);
    if (running !== EPISODE && before >= 0) return { phase: PREAMBLE, next: before + 1 };
    return { phase: EPISODE, next: this.episodes.indexOf(seat) + 1 };
  }

  /** True when the frame itself goes on at once. */
  private obey(verdict: Verdict, seat: HookSeat, phase: number, slot: number, place: number): boolean {
    const { stage } = this;
    const { causes } = stage.engine;
    switch (verdict.kind) {
      case 'drop':
        stage.books.drop(slot, seat.dropped(verdict.reason, causes));
        return false;
      case 'hold':
        stage.resume(phase, slot, place + 1, verdict.span);
        return false;
      case 'duplicate':
        for (let k = 1; k <= verdict.copies; k++) {
          const twin = stage.books.twin(slot);
          if (twin >= 0) stage.resume(phase, twin, place + 1, k * verdict.spacing);
        }
        return true;
      case 'replace':
        for (const draft of verdict.frames) {
          const made = stage.books.bear(draft.bytes, slot);
          if (made >= 0) stage.resume(phase, made, place + 1, 0);
        }
        stage.books.absorb(slot, REPLACED);
        return false;
      case 'keep':
        this.keep(verdict.onKept, seat, phase, slot, place);
        return false;
      default:
        return true;
    }
  }

  private keep(onKept: (ticket: Ticket) => void, seat: HookSeat, phase: number, slot: number, place: number): void {
    const { stage } = this;
    const { store, causes } = stage.engine;
    const generation = store.generation[slot]!;
    const own = new Frame();
    own.point(store.memory, store.start[slot]!, store.length[slot]!, store.capacity(slot), store.id[slot]!);
    const use = (): void => {
      if (store.generation[slot] !== generation)
        throw new Error('this ticket has been used: a kept frame goes on once');
      store.length[slot] = own.length;
      store.start[slot] = own.start;
      // Another generation from here on, so that a second use of the ticket is seen as such.
      store.generation[slot]!++;
      this.kept--;
    };
    this.kept++;
    const ticket: Ticket = {
      frame: own,
      release: () => {
        use();
        stage.resume(phase, slot, place + 1, 0);
        stage.settle();
      },
      drop: reason => {
        use();
        stage.books.drop(slot, seat.dropped(reason, causes));
      },
    };
    this.callTask(seat, phase, () => onKept(ticket));
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
    if (seat.onError === 'detach') seat.detached = true;
    if (seat.onError === 'detach' || seat.onError === 'pass') return true;
    if (slot >= 0) stage.books.drop(slot, seat.dropped('error', causes));
    return false;
  }
}
