import type { FrameStore } from '../frame/store.js';

/** The frames under way on one route, in the order of their due times. */
interface Flight {
  readonly route: number;
  head: number;
  tail: number;
  lastDue: number;
}

/**
 * Propagation delay, with phantomlink's route rules.
 *
 * Units: nanoseconds. Random draws per frame: none. Overflow: none; the store's budget alone bounds what is under way.
 * `due = max(now + delay, last due of that route)`: on one route no frame overtakes another, even when the delay
 * shrinks; frames keep their due times when the route changes, so those of a new, shorter route overtake them. Frames
 * of one instant leave in the order in which they came in. Each route's flight is a list in due order, so the next
 * frame is the least head of as many flights as routes are under way, nearly always one.
 */
export class DelayLine {
  frames = 0;
  /** Due time of the next frame; Infinity when none is under way. */
  nextDue = Number.POSITIVE_INFINITY;
  /** Stage-local sequence of the next frame. */
  nextOrder = 0;
  private readonly flights: Flight[] = [];
  private current: Flight | undefined;
  private first: Flight | undefined;

  constructor(private readonly store: FrameStore) {}

  /** Takes a frame at `now`; `order` is its stage-local sequence. */
  push(slot: number, now: number, delay: number, route: number, order: number): void {
    const store = this.store;
    let flight = this.current;
    if (flight === undefined || flight.route !== route) flight = this.board(route);
    let due = now + delay;
    if (due < flight.lastDue) due = flight.lastDue;
    flight.lastDue = due;
    store.due[slot] = due;
    store.order[slot] = order;
    store.next[slot] = -1;
    if (flight.tail >= 0) store.next[flight.tail] = slot;
    else flight.head = slot;
    flight.tail = slot;
    this.frames++;
    // Only a frame that heads its flight can come before the one known as next; with equal due times the older order wins.
    if (flight.head === slot && due < this.nextDue) {
      this.nextDue = due;
      this.nextOrder = order;
      this.first = flight;
    }
  }

  /** The next frame, taken out; there must be one. */
  shift(): number {
    const flight = this.first!;
    const slot = flight.head;
    flight.head = this.store.next[slot]!;
    if (flight.head < 0) flight.tail = -1;
    this.frames--;
    this.find();
    return slot;
  }

  /** Holds every frame under way `span` nanoseconds longer; order stays. Walks them all: for route changes, not per frame. */
  postpone(span: number): void {
    const { due, next } = this.store;
    for (const flight of this.flights) {
      if (flight.head < 0) continue;
      flight.lastDue += span;
      for (let slot = flight.head; slot >= 0; slot = next[slot]!) due[slot]! += span;
    }
    this.find();
  }

  private find(): void {
    const { store, flights } = this;
    this.nextDue = Number.POSITIVE_INFINITY;
    this.first = undefined;
    for (let i = 0; i < flights.length; i++) {
      const flight = flights[i]!;
      if (flight.head < 0) continue;
      const due = store.due[flight.head]!;
      const order = store.order[flight.head]!;
      if (due < this.nextDue || (due === this.nextDue && order < this.nextOrder)) {
        this.nextDue = due;
        this.nextOrder = order;
        this.first = flight;
      }
    }
  }

  /** The flight of a route; empty flights of former routes are forgotten when another one opens. */
  private board(route: number): Flight {
    let found: Flight | undefined;
    for (const flight of this.flights) if (flight.route === route) found = flight;
    if (found === undefined) {
      for (let i = this.flights.length - 1; i >= 0; i--) if (this.flights[i]!.head < 0) this.flights.splice(i, 1);
      found = { route, head: -1, tail: -1, lastDue: Number.NEGATIVE_INFINITY };
      this.flights.push(found);
    }
    this.current = found;
    return found;
  }
}
