import { text } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { waitForListener } from '../../core/netns/listening.js';
import { startCommand } from '../../core/netns/process.js';
import { buildLink } from '../../core/netns/world.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { hexOf, StageDouble } from '../core/effects/mtu/stage-double.js';
import { inNamespaces } from './needs-namespaces.js';
import { Tap } from './wire.js';

const PORT = 5300;

/** Prints each datagram as one line of hexadecimal and ends after `count`, or with an error when they do not come. */
const LISTENER = `
  const socket = require('node:dgram').createSocket('udp4');
  let left = Number(process.argv[1]);
  socket.on('message', message => {
    console.log(message.toString('hex'));
    if (--left === 0) process.exit(0);
  });
  socket.bind(${PORT});
  setTimeout(() => process.exit(1), 20000);
`;

/** A UDP datagram from the client to the server whose bytes say where they belong and which datagram it is. */
const datagram = (id: number, length: number, options: readonly number[]): Frame =>
  build({
    eth: { src: '22:22:22:22:22:22', dst: '66:66:66:66:66:66' },
    ipv4: { src: '192.168.22.2', dst: '192.168.66.2', id, options: Uint8Array.from(options) },
    udp: { srcPort: 4000, dstPort: PORT },
    payload: Uint8Array.from({ length }, (_, i) => i * 7 + id),
  });

const through = (size: number, frames: readonly Frame[]): Frame[] => {
  const stage = new StageDouble({ size }, { slots: 256, slotBytes: 8192 });
  for (const frame of frames) stage.enter(frame);
  return stage.passed;
};

const SENT: { what: string; length: number; options: number[]; mtus: number[]; reversed?: boolean }[] = [
  { what: 'an MTU of 1280', length: 3000, options: [], mtus: [1280] },
  { what: 'the smallest MTU', length: 2000, options: [], mtus: [68] },
  { what: 'three MTUs, each smaller', length: 7000, options: [], mtus: [1500, 1280, 576] },
  { what: 'an MTU that is no multiple of 8', length: 2999, options: [], mtus: [999, 333] },
  {
    what: 'a copied router alert and a record route that is not',
    length: 3000,
    mtus: [1280, 576],
    options: [148, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0],
  },
  { what: 'the last fragment first', length: 3000, options: [], mtus: [576], reversed: true },
];

inNamespaces('the kernel reassembles the fragments to the datagrams that were sent', async () => {
  const world = buildLink();
  try {
    const command = [process.execPath, '-e', LISTENER, String(SENT.length)];
    const listener = await startCommand(world.server, command, { output: 'capture' });
    const heard = Promise.all([text(listener.stdout!), text(listener.stderr!)]);
    const tap = new Tap(world.link, 'sim-veth2');
    try {
      const until = (): boolean => listener.ended;
      const found = await waitForListener(world.server, { timeoutMs: 20_000, protocol: 'udp', port: PORT, until });
      assert.ok(found, 'the listener listens');
      SENT.forEach(({ length, options, mtus, reversed }, id) => {
        let frames = [datagram(id, length, options)];
        for (const size of mtus) frames = through(size, frames);
        assert.ok(frames.length > 1);
        if (reversed) frames.reverse();
        tap.send(...frames.map(hexOf));
      });
      const { code } = await listener.exited;
      const [out, err] = await heard;
      const payloads = SENT.map(({ length, options }, id) => hexOf(datagram(id, length, options)).slice(-2 * length));
      assert.equal(out.trim().split('\n'), payloads, err);
      assert.is(code, 0);
    } finally {
      tap.close();
      await listener.stop();
    }
  } finally {
    world.close();
  }
});

test.run();
