/** Sends one payload; `done` tells whether the kernel took it. The payload must not be changed until then. */
export type Transmit = (payload: Buffer, done: (failed: boolean) => void) => void;
