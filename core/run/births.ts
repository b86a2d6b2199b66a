import { Frame } from '../../sdk/frame.js';
import { digest } from './digest.js';

/** The origin of a frame's id: a port, or behind all ports a stage; and its number among those of that origin. */
export const originOf = (id: number, origins: number): number => id % origins;
export const numberOf = (id: number, origins: number): number => Math.floor(id / origins);

/**
 * Frames that stages made in a replay: copies, replacements, fragments, injections. Their ids count births, so that one
 * birth less gives all later ones other ids. Between two replays they are told apart by what they were made
 * for: the k-th birth at a stage for the same frame is the same one, and of those made for none (by timers, or from another
 * lane) the k-th with the same bytes.
 */
export class Births {
  /** Ids, by birth; in the second replay those of the first where it knows the frame. */
  readonly ids: number[] = [];
  /** What each was at birth, in a line. */
  readonly texts: string[] = [];
  /** Of the first replay: whether the second has it as well. */
  readonly again: boolean[] = [];
  private readonly keys: number[] = [];
  private readonly frame = new Frame();

  constructor(private readonly stages: number) {}

  /** A frame of the first replay. */
  add(id: number, stage: number, parent: number, memory: Uint8Array, start: number, length: number): void {
    this.ids.push(id);
    this.keys.push(this.keyOf(stage, parent, memory, start, length));
    this.again.push(false);
    this.texts.push(this.textOf(memory, start, length));
  }

  /** Of the second: `parent` by its id in the first. Returns the place of the same frame among those here, or -1. */
  seek(stage: number, parent: number, memory: Uint8Array, start: number, length: number): number {
    this.chains ??= this.chain();
    const key = this.keyOf(stage, parent, memory, start, length);
    const place = this.chains.heads.get(key);
    if (place === undefined || place < 0) return -1;
    this.chains.heads.set(key, this.chains.next[place]!);
    this.again[place] = true;
    return place;
  }

  textOf(memory: Uint8Array, start: number, length: number): string {
    return length === 0 ? 'refused for want of memory' : this.frame.point(memory, start, length, length, 0).summary();
  }

  private chains: { readonly heads: Map<number, number>; readonly next: Int32Array } | undefined;

  /** Of each key the births in their order. */
  private chain(): { readonly heads: Map<number, number>; readonly next: Int32Array } {
    const heads = new Map<number, number>();
    const next = new Int32Array(this.keys.length);
    for (let place = this.keys.length - 1; place >= 0; place--) {
      next[place] = heads.get(this.keys[place]!) ?? -1;
      heads.set(this.keys[place]!, place);
    }
    return { heads, next };
  }

  private keyOf(stage: number, parent: number, memory: Uint8Array, start: number, length: number): number {
    const what = parent === -1 ? 2 * digest(memory, start, length) + 1 : 2 * parent;
    return what * this.stages + stage;
  }
}
