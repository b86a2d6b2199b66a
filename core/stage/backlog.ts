import type { Stage } from './stage.js';

interface Waiter {
  readonly stage: Stage;
  readonly vertex: number;
  readonly turn: number;
}

/**
 * The stages whose frames wait at their exits for a fork under back-pressure. When an arc of the fork takes frames again,
 * they go in turn: whoever has waited longest with its first frame, one frame of each.
 */
export class Backlog {
  /** By vertex: who waits there, in the order of their turns. */
  private readonly waiting: readonly Waiter[][];
  /** Vertices where frames may go again. */
  private readonly freed: number[] = [];
  private turns = 0;

  constructor(vertices: number) {
    this.waiting = Array.from({ length: vertices }, () => []);
  }

  /** The first frame in the stage's exit line wants to go on at this vertex; `tried`: it could not a moment ago. */
  await(vertex: number, stage: Stage, tried: boolean): void {
    this.waiting[vertex]!.push({ stage, vertex, turn: this.turns++ });
    if (!tried) this.free(vertex);
  }

  /** At this vertex frames may go again. */
  free(vertex: number): void {
    if (this.waiting[vertex]!.length > 0 && !this.freed.includes(vertex)) this.freed.push(vertex);
  }

  /** Lets go what can. Places that become free meanwhile are filled as well. */
  release(now: number): void {
    while (this.freed.length > 0) {
      const waiters = this.freed.flatMap(vertex => this.waiting[vertex]!).sort((a, b) => a.turn - b.turn);
      // Whoever goes changes who can; when nobody can, these vertices are done with.
      if (!waiters.some(waiter => this.goesOn(waiter, now))) this.freed.length = 0;
    }
  }

  private goesOn(waiter: Waiter, now: number): boolean {
    const line = this.waiting[waiter.vertex]!;
    const place = line.indexOf(waiter);
    // Out of the line first: a stage with more frames lines up again behind the others.
    line.splice(place, 1);
    if (waiter.stage.goOn(now)) return true;
    line.splice(place, 0, waiter);
    return false;
  }
}
