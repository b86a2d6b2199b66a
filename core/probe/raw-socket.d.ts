/** The parts of raw-socket 1.8 that are used; it brings no types of its own. */
declare module 'raw-socket' {
  import type { EventEmitter } from 'node:events';

  export const Protocol: { readonly ICMP: number };

  export interface Socket extends EventEmitter {
    /** The buffer must stay as it is until `done` is called. */
    send(buffer: Buffer, offset: number, length: number, address: string, done: (error: Error | null) => void): this;
    pauseRecv(): this;
    close(): this;
  }

  export const createSocket: (options: { readonly protocol: number }) => Socket;
}
