import { Frame } from '../../sdk/frame.js';
import type { Ticket } from '../../sdk/verdict.js';
import { DROPPED, EditWatch } from './alteration.js';
import type { HookChain } from './hook-chain.js';
import type { HookSeat } from './hook-seat.js';
import type { Stage } from './stage.js';

const NOTHING = new Uint8Array(0);

/** A frame that is kept; what its ticket does. */
interface Kept {
  readonly seat: HookSeat;
  release(): void;
  /** Ends it for this reason without asking what the hook may do. */
  end(reason: string): void;
}

/** The frames that the hooks of a stage keep, each with a ticket that can be used once. */
export class KeptFrames {
  private readonly kept = new Set<Kept>();
  /** The frame that a hook is being told of. */
  private told: Kept | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly chain: HookChain,
  ) {}

  get frames(): number {
    return this.kept.size;
  }

  /** The frame waits for its ticket; released, it goes on behind `place`. */
  keep(onKept: (ticket: Ticket) => void, seat: HookSeat, phase: number, slot: number, place: number): void {
    const { stage, chain } = this;
    const { store, causes } = stage.engine;
    const { powers, ctx } = seat;
    const id = store.id[slot]!;
    const own = new Frame().point(store.memory, store.start[slot]!, store.length[slot]!, store.capacity(slot), id);
    const edits = new EditWatch(own);
    if (powers?.lends === true) edits.standIn();
    edits.begin();
    const use = (): void => {
      if (!this.kept.delete(entry)) throw new Error('this ticket has been used: a kept frame goes on once');
      if (edits.changed) chain.modified(seat, phase, slot, own, edits);
      // Another frame will have these bytes: whoever still has this one must not write there.
      own.point(NOTHING, 0, 0, 0, id);
      ctx.keeping.frames--;
    };
    const goOn = (): void => {
      stage.resume(phase, slot, place + 1, 0);
      stage.settle();
    };
    const die = (reason: string): void => stage.books.drop(slot, seat.dropped(reason, causes));
    const ticket: Ticket = {
      frame: own,
      release: () => {
        use();
        goOn();
      },
      drop: reason => {
        use();
        if (powers?.grants('drop', store.length[slot]!, id) === false) {
          goOn();
          return;
        }
        stage.books.tell(seat, phase, id, DROPPED, 0, 0);
        die(reason);
      },
    };
    const entry: Kept = {
      seat,
      release: ticket.release,
      end: reason => {
        use();
        die(reason);
      },
    };
    this.kept.add(entry);
    ctx.keeping.frames++;
    this.told = entry;
    const { errors } = seat;
    chain.callTask(seat, phase, () => onKept(ticket));
    this.told = undefined;
    if (seat.errors > errors) this.forsake(entry, 'error');
  }

  /** All that this hook keeps goes on. */
  releaseAll(seat: HookSeat): void {
    for (const each of [...this.kept]) if (each.seat === seat) each.release();
  }

  /** A hook was ended from outside while it was told of a frame that it is to keep. */
  recover(reason: string): void {
    if (this.told !== undefined) this.forsake(this.told, reason);
    this.told = undefined;
  }

  /** Whoever was to keep the frame has failed: it has the fate of one whose handler fails. */
  private forsake(entry: Kept, reason: string): void {
    if (!this.kept.has(entry)) return;
    const { onError } = entry.seat;
    if (onError === 'pass' || onError === 'detach') entry.release();
    else entry.end(reason);
  }
}
