import { setPriority } from 'node:os';

const NICE = 10;

/**
 * Lets the emulator go first where processors are scarce: a late program only slows itself down, a late frame spoils
 * the measurement.
 */
export const yieldToEmulator = (): void => {
  setPriority(NICE);
};
