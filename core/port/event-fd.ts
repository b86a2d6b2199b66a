import { addressOf, check, foreign, nativeMemory } from './foreign.js';

const EFD_FLAGS = 0x800 | 0x80000; // non-blocking, close on exec
const EIGHT_BYTES = 8;

// One counter value to write and one to read into, for each thread.
let one: Uint8Array | undefined;

const buffer = (): Uint8Array => {
  if (one === undefined) {
    one = nativeMemory(2 * EIGHT_BYTES);
    one[0] = 1;
  }
  return one;
};

/** A descriptor that wakes a thread sleeping in a Poller; any thread of the process may signal it (eventfd(2)). */
export const createEvent = (): number => check(foreign().eventfd(0, EFD_FLAGS), 'cannot make an eventfd');

/** Makes the event readable until it is drained. Several signals are one. */
export const signalEvent = (fd: number): void => {
  foreign().write(fd, addressOf(buffer()), EIGHT_BYTES);
};

/** Takes the signals back; harmless if there are none. */
export const drainEvent = (fd: number): void => {
  foreign().read(fd, addressOf(buffer()) + EIGHT_BYTES, EIGHT_BYTES);
};
