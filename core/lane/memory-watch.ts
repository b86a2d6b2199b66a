import { freemem, totalmem } from 'node:os';

/** Below this much, or this share of the machine, the kernel begins to end processes. */
const LOW_BYTES = 64 * 2 ** 20;
const LOW_SHARE = 0.03;
/** Memory is low until there is this many times as much, so that lanes do not open and close in turn. */
const RECOVERED = 2;

/** Memory that a process may still take, in bytes; cgroup limits included where Node tells them. */
export const availableMemory = (): number =>
  (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();

/**
 * Tells when the machine's memory becomes low and when it is so no more; to be called now and then. `available` gives
 * what is left, in bytes.
 */
export const memoryWatch = (
  tell: (low: boolean) => void,
  available: () => number = availableMemory,
  total = totalmem(),
): (() => void) => {
  const limit = Math.max(LOW_BYTES, LOW_SHARE * total);
  let low = false;
  return () => {
    const left = available();
    if (low ? left <= RECOVERED * limit : left >= limit) return;
    low = !low;
    tell(low);
  };
};
