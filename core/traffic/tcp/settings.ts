import { MODULUS } from './segment.js';

/** A modelled TCP flow; both ends are built from the same settings. */
export interface TcpSettings {
  /** Payload to send; 0 for as much as the time until `stop` allows. */
  readonly bytes: number;
  readonly congestion: 'cubic' | 'newreno';
  /** Offer and accept explicit congestion notification (RFC 3168). */
  readonly ecn: boolean;
  /** Maximum segment size in bytes, as announced: the timestamps option takes 12 of them from each segment's payload. */
  readonly mss: number;
  /** Offer and accept selective acknowledgements (RFC 2018). */
  readonly sack: boolean;
  /** The receiver's buffer in bytes: its window is what reassembly leaves of it. */
  readonly windowBytes: number;
  /** In nanoseconds since the run's start. */
  readonly start: number;
  readonly stop: number;
}

/** The least shift that lets a window of so many bytes be announced (RFC 7323 §2.3). */
export const windowScale = (windowBytes: number): number => {
  let scale = 0;
  while (scale < 14 && windowBytes / 2 ** scale > 65535) scale += 1;
  return scale;
};

/** Milliseconds, as Linux counts in its timestamps option. */
export const timestampAt = (now: number): number => Math.floor(now / 1e6) % MODULUS;
