/**
 * Which hook runs right now, in cells that a watchdog on another thread may read: enough to name a hanging hook and to
 * give its frame a fate when its execution has been ended from outside.
 */
export class HookMarker {
  static readonly LENGTH = 6;

  /** Cells may lie in shared memory; one writer. */
  constructor(private readonly cells: Float64Array = new Float64Array(HookMarker.LENGTH)) {}

  /** `slot` is -1 outside handlers of frames; `phase` one of the PHASE numbers. */
  enter(stage: number, seat: number, phase: number, slot: number): void {
    const cells = this.cells;
    cells[1] = stage;
    cells[2] = seat;
    cells[3] = phase;
    cells[4] = slot;
    cells[5]!++;
    cells[0] = 1;
  }
  leave(): void {
    this.cells[0] = 0;
  }

  get inside(): boolean {
    return this.cells[0] === 1;
  }
  /** Calls so far: tells a new call from one that hangs. */
  get calls(): number {
    return this.cells[5]!;
  }
  /** Ordinal of the stage. */
  get stage(): number {
    return this.cells[1]!;
  }
  /** Index of the hook among those of its stage. */
  get seat(): number {
    return this.cells[2]!;
  }
  get phase(): number {
    return this.cells[3]!;
  }
  get slot(): number {
    return this.cells[4]!;
  }
}

export const PREAMBLE = 0;
export const EPISODE = 1;
export const TIMER = 2;
export const SCENARIO = 3;
export const SETUP = 4;
export const TEARDOWN = 5;
/** Calls of a version that is to take the place of another: these three, of the last two the names stand here before. */
export const ADOPT = 6;
export const STATE = 7;
export const SETUP_ANEW = 8;
export const PHASES = [
  'preamble',
  'episode',
  'after',
  'onScenarioChange',
  'setup',
  'teardown',
  'adopt',
  'state',
  'setup',
] as const;
