import type { Frame } from '../frame.js';
import { parseFilter } from './parse.js';
import { Window } from './window.js';

/** A compiled filter. */
export interface Filter {
  /** As it was given. */
  readonly text: string;
  /**
   * Whether the frame is one of those meant. Allocates nothing, draws nothing, changes nothing, and needs no `this`, so it
   * can be kept by itself.
   */
  readonly matches: (frame: Frame) => boolean;
}

/**
 * Compiles a filter in the language of tcpdump (pcap-filter(7)): `udp port 5004 and not host 10.0.0.7`. The filter judges
 * bytes as they are, as BPF does, checksums and all else aside. Throws a FilterError, placed in the text.
 */
export const compileFilter = (text: string): Filter => {
  const test = parseFilter(text);
  const window = new Window();
  return {
    text,
    matches(frame) {
      window.look(frame);
      return test(window) && !window.outside;
    },
  };
};
