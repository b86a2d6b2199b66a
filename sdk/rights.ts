/**
 * What a plan can grant a hook: to see frames, to hold them back, to end their lives, to change their bytes, to add frames
 * of its own. Bookkeeping of an attacker's power, not a sandbox: a hook runs in the emulator's process.
 */
export const RIGHTS = ['observe', 'delay', 'drop', 'modify', 'inject'] as const;
/** One of RIGHTS. */
export type Right = (typeof RIGHTS)[number];
