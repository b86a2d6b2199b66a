import { hashWords } from '../../sdk/flow-words.js';
import { RecentKeys } from './recent-keys.js';

/** Addresses that are remembered at most. */
export const MAC_ADDRESSES = 8192;
/** 300 s: the default of IEEE 802.1D-2004, table 7-5. */
export const MAC_AGEING = 300e9;

/**
 * Which port a station was last heard at. An address counts for `ageing` after its last frame; heard at another port, it
 * has moved there. Group addresses and the address of zeros are nobody's and are never learned (IEEE 802.1D-2004, 7.8).
 * Tags are not looked at: all VLANs share the table. Learning when it is full forgets another address (RecentKeys).
 *
 *     frame:  at → | destination 6 | source 6 | …
 *
 * Units: nanoseconds of logical time; ports are numbers from 0 on. No random draws, no allocation.
 */
export class MacTable {
  private readonly key = new Int32Array(2);
  private readonly stations: RecentKeys;
  private readonly ports: Int32Array;

  constructor(
    private readonly ageing = MAC_AGEING,
    addresses = MAC_ADDRESSES,
  ) {
    this.stations = new RecentKeys(addresses, 2);
    this.ports = new Int32Array(this.stations.places);
  }

  /** Notes that the source of the frame at `at`, of twelve bytes or more, was heard at `port`. */
  learn(memory: Uint8Array, at: number, port: number, now: number): void {
    const { key, stations } = this;
    if (!this.read(memory, at + 6)) return;
    const hash = hashWords(key, 0);
    let place = stations.find(key, hash);
    if (place < 0) place = stations.add(key, hash);
    stations.met[place] = now;
    this.ports[place] = port;
  }

  /** The port of the destination of the frame at `at`; -1 for an unknown or forgotten one, for broadcast and multicast. */
  lookup(memory: Uint8Array, at: number, now: number): number {
    const { key, stations } = this;
    if (!this.read(memory, at)) return -1;
    const place = stations.find(key, hashWords(key, 0));
    return place >= 0 && now - stations.met[place] < this.ageing ? this.ports[place] : -1;
  }

  /** Reads an address into `key`; false for one that no station can have. */
  private read(memory: Uint8Array, at: number): boolean {
    const { key } = this;
    key[0] = (memory[at] << 8) | memory[at + 1];
    key[1] = (memory[at + 2] << 24) | (memory[at + 3] << 16) | (memory[at + 4] << 8) | memory[at + 5];
    return (memory[at] & 1) === 0 && (key[0] | key[1]) !== 0;
  }
}
