import type { Socket } from 'node:net';
import type { CaptureSink } from './live-captures.js';

/** A reader that does not take the rest is given so long. */
const LINGER_MS = 2000;

/** A capture over a connection: whatever the reader says ends it, and so does its going away. */
export const socketSink = (socket: Socket): CaptureSink => {
  // A path may be still for hours.
  socket.setTimeout(0);
  const over = new Promise<void>(resolve => {
    socket.on('data', () => resolve());
    socket.on('close', () => resolve());
  });
  return {
    write(bytes) {
      if (socket.writable) socket.write(bytes);
    },
    get backlog() {
      return socket.writableLength;
    },
    end() {
      socket.end();
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
    },
    over,
  };
};
