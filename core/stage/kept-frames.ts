import { Frame } from '../../sdk/frame.js';
import type { Ticket } from '../../sdk/verdict.js';
import { DROPPED, MODIFIED } from './alteration.js';
import type { HookChain } from './hook-chain.js';
import type { HookSeat } from './hook-seat.js';
import type { Stage } from './stage.js';

/** The frames that the hooks of a stage keep, each with a ticket that can be used once. */
export class KeptFrames {
  frames = 0;

  constructor(
    private readonly stage: Stage,
    private readonly chain: HookChain,
  ) {}

  /** The frame waits for its ticket; released, it goes on behind `place`. */
  keep(onKept: (ticket: Ticket) => void, seat: HookSeat, phase: number, slot: number, place: number): void {
    const { stage } = this;
    const { store, causes } = stage.engine;
    const { powers, ctx } = seat;
    const id = store.id[slot]!;
    const length = store.length[slot]!;
    const start = store.start[slot]!;
    const generation = store.generation[slot]!;
    const blind = powers?.refusal('modify', length);
    const own = new Frame();
    if (blind === undefined) own.point(store.memory, start, length, store.capacity(slot), id);
    else own.point(store.memory.slice(start, start + length), 0, length, length, id);
    const use = (): void => {
      if (store.generation[slot] !== generation)
        throw new Error('this ticket has been used: a kept frame goes on once');
      // Raw bytes of a kept frame are out of sight; what setters and sizes tell is not.
      if (own.lastEdit >= 0) {
        if (blind !== undefined) powers!.refuse(blind);
        else {
          powers?.grants('modify', own.length);
          const [first, last] = [own.firstEdit - own.start, own.lastEdit - own.start];
          stage.books.tell(seat, phase, id, MODIFIED, first * 0x10000 + last, own.length * 0x10000 + length);
        }
      }
      if (blind === undefined) {
        store.length[slot] = own.length;
        store.start[slot] = own.start;
      }
      // Another generation from here on, so that a second use of the ticket is seen as such.
      store.generation[slot]!++;
      this.frames--;
      ctx.kept--;
    };
    const goOn = (): void => {
      stage.resume(phase, slot, place + 1, 0);
      stage.settle();
    };
    this.frames++;
    ctx.kept++;
    const ticket: Ticket = {
      frame: own,
      release: () => {
        use();
        goOn();
      },
      drop: reason => {
        use();
        if (powers?.grants('drop', store.length[slot]!) === false) {
          goOn();
          return;
        }
        stage.books.tell(seat, phase, id, DROPPED, 0, 0);
        stage.books.drop(slot, seat.dropped(reason, causes));
      },
    };
    this.chain.callTask(seat, phase, () => onKept(ticket));
  }
}
