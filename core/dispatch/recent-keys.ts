/** Places of a bucket: keys that are looked through for one. */
const WAYS = 8;

/**
 * Places for keys of a few words, as many as asked for (rounded up to a power of two) and no more: what belongs to a key
 * stands at its place in arrays of the owner. A key has eight places to choose from, by its hash; when all are taken, it
 * gets that of the key met the longest ago. Whole keys are compared, so that no two are taken for one.
 *
 * Units: instants of logical time, which never go back. No random draws, no allocation but when it is made.
 */
export class RecentKeys {
  readonly places: number;
  /** When the key of each place was last met; the owner writes it. */
  readonly met: Float64Array;
  private readonly keys: Int32Array;
  private readonly taken: Uint8Array;
  private readonly buckets: number;

  constructor(
    places: number,
    private readonly words: number,
  ) {
    this.buckets = 1;
    while (this.buckets * WAYS < places) this.buckets *= 2;
    this.places = this.buckets * WAYS;
    this.met = new Float64Array(this.places);
    this.keys = new Int32Array(this.places * words);
    this.taken = new Uint8Array(this.places);
  }

  /** The place of a key; -1 if it has none. */
  find(key: Int32Array, hash: number): number {
    const first = (hash & (this.buckets - 1)) * WAYS;
    for (let place = first; place < first + WAYS; place++) if (this.isAt(place, key)) return place;
    return -1;
  }

  /** A place for a key that has none: a free one, or that of another key, which is forgotten. */
  add(key: Int32Array, hash: number): number {
    const { taken, met } = this;
    const first = (hash & (this.buckets - 1)) * WAYS;
    let place = first;
    for (let each = first; each < first + WAYS; each++) {
      if (taken[each] === 0) {
        place = each;
        break;
      }
      if (met[each] < met[place]) place = each;
    }
    taken[place] = 1;
    for (let i = 0; i < this.words; i++) this.keys[place * this.words + i] = key[i];
    return place;
  }

  private isAt(place: number, key: Int32Array): boolean {
    if (this.taken[place] === 0) return false;
    const at = place * this.words;
    for (let i = 0; i < this.words; i++) if (this.keys[at + i] !== key[i]) return false;
    return true;
  }
}
