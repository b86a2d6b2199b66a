import { connect } from 'node:net';
import { yieldToEmulator } from './yield.js';

/** Sends zeros to a TCP port (arguments: address, port) as fast as they are taken, until it is ended. */
const CHUNK = Buffer.alloc(64 * 1024);

yieldToEmulator();

const socket = connect(Number(process.argv[3]), process.argv[2]!);

const send = (): void => {
  while (socket.write(CHUNK));
};

socket.on('connect', send);
socket.on('drain', send);
