import { CAUSES_MOST } from './causes.js';

/** Why a frame left the count without being dropped: others stand in its place. */
export const ABSORBED = ['replaced', 'fragmented', 'deduplicated'] as const;
export const REPLACED = 0;
export const FRAGMENTED = 1;
export const DEDUPLICATED = 2;

const IN = 0;
const BORN = 1;
const OUT = 2;
const ABSORBED_AT = 3;
const DROPPED_AT = ABSORBED_AT + ABSORBED.length;
const LENGTH = DROPPED_AT + CAUSES_MOST;

/**
 * The exact count of a lane's frames: in + born = out + dropped + absorbed + in flight + kept.
 * One writer; the cells may lie in shared memory, where others read them (plain stores of 8 bytes are not torn).
 */
export class Ledger {
  static readonly LENGTH = LENGTH;
  constructor(private readonly cells: Float64Array = new Float64Array(LENGTH)) {}

  entered(): void {
    this.cells[IN]!++;
  }
  born(): void {
    this.cells[BORN]!++;
  }
  left(): void {
    this.cells[OUT]!++;
  }
  absorbed(why: number): void {
    this.cells[ABSORBED_AT + why]!++;
  }
  dropped(cause: number, frames = 1): void {
    this.cells[DROPPED_AT + cause]! += frames;
  }

  get in(): number {
    return this.cells[IN]!;
  }
  get births(): number {
    return this.cells[BORN]!;
  }
  get out(): number {
    return this.cells[OUT]!;
  }
  /** Frames dropped for the cause of this number. */
  lost(cause: number): number {
    return this.cells[DROPPED_AT + cause]!;
  }
  get lostAll(): number {
    let sum = 0;
    for (let i = DROPPED_AT; i < LENGTH; i++) sum += this.cells[i]!;
    return sum;
  }
  absorbedFor(why: number): number {
    return this.cells[ABSORBED_AT + why]!;
  }
  /** What must still be inside if the count is exact. */
  get inside(): number {
    let absorbed = 0;
    for (let i = 0; i < ABSORBED.length; i++) absorbed += this.cells[ABSORBED_AT + i]!;
    return this.in + this.births - this.out - absorbed - this.lostAll;
  }
}
