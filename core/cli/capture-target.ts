import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { EnvironmentError } from '../fault.js';
import { Poller } from '../port/poller.js';
import type { CaptureTarget } from '../run/capture-client.js';

const never = new Promise<void>(() => {});

/**
 * A file that others can follow: what comes is in it at once, and replaces what it had. Throws Node's error when it cannot be
 * made.
 */
export const fileTarget = (path: string): CaptureTarget & { close(): void } => {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o666);
  let isNew = true;
  return {
    write(blocks) {
      // Not before: a misspelt stage costs nobody the capture of yesterday.
      if (isNew) ftruncateSync(descriptor);
      isNew = false;
      for (let at = 0; at < blocks.length; ) at += writeSync(descriptor, blocks, at, blocks.length - at);
      return undefined;
    },
    gone: never,
    close: () => closeSync(descriptor),
  };
};

/** A pipe; whoever reads it may be slow, or go away. */
export const streamTarget = (stream: Writable): CaptureTarget => {
  let isGone = false;
  const gone = new Promise<void>(resolve => {
    const end = (): void => {
      isGone = true;
      resolve();
    };
    stream.on('error', end);
    stream.on('close', end);
  });
  return {
    write(blocks) {
      // The bytes are read over as soon as this returns.
      if (isGone || stream.write(Buffer.from(blocks))) return undefined;
      return Promise.race([gone, new Promise<void>(resolve => stream.once('drain', resolve))]);
    },
    gone,
  };
};

/** Who reads a pipe may leave while nothing passes; a write would tell, and there is none. */
const LOOK_EVERY_MS = 500;

/** Resolves when nobody holds the other end of a pipe any more. */
const readerGone = (fd: number): Promise<void> => {
  const poller = new Poller([fd], 0);
  return new Promise(resolve => {
    const look = setInterval(() => {
      if (poller.wait(0) === 0 || !poller.failed(0)) return;
      clearInterval(look);
      resolve();
    }, LOOK_EVERY_MS);
    look.unref();
  });
};

/** Standard output. Throws an EnvironmentError where it is a screen. */
export const outputTarget = (): CaptureTarget => {
  if (process.stdout.isTTY === true) {
    const hint = 'pipe it, as in hookline capture up | tshark -r -, or name a file: -w up.pcapng';
    throw new EnvironmentError('a capture is no text for a screen', hint);
  }
  const { write, gone } = streamTarget(process.stdout);
  return { write, gone: Promise.race([gone, readerGone(process.stdout.fd)]) };
};
