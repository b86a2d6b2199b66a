// Counts the frames of a flood at an interface until SIGTERM, then prints one line of JSON. Says `ready` on stderr first.
//   node --import tsx counting-receiver.ts --interface veth2
import { setImmediate } from 'node:timers/promises';
import { monotonic } from '../../../core/port/clock.js';
import { PacketReceiver } from '../../../core/port/packet-receiver.js';
import { closeFd, openPacketSocket, packetStatistics } from '../../../core/port/packet-socket.js';
import { Poller } from '../../../core/port/poller.js';
import { isBenchFrame, numberOf, readArguments, SLICE_NS, sentNs } from './bench-frame.js';

const SLOT = 2048;
const HEADROOM = 64;
const BATCH = 64;
/** Delays are counted in microseconds, up to a second. */
const BINS = 1_000_000;

const options = readArguments({ interface: 'veth2' }, process.argv.slice(2));
const baseSec = Math.floor(Date.now() / 1000);
const memory = new Uint8Array(new ArrayBuffer(BATCH * SLOT));
const { fd } = openPacketSocket(options.interface, { receive: true, send: false, bufferBytes: 64 << 20 });
const receiver = new PacketReceiver(fd, memory, BATCH, baseSec);
for (let i = 0; i < BATCH; i++) receiver.arm(i, i * SLOT + HEADROOM, SLOT - HEADROOM);
const poller = new Poller([fd]);
const delays = new Uint32Array(BINS);

let frames = 0;
let bytes = 0;
let late = 0;
let highest = -1;
let first = 0;
let last = 0;
let running = true;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => (running = false));

const note = (i: number): void => {
  const start = receiver.start(i);
  if (!isBenchFrame(memory, start)) return;
  const stamp = receiver.stampNs(i);
  if (frames === 0) first = stamp;
  last = stamp;
  frames += 1;
  bytes += receiver.length(i);
  const number = numberOf(memory, start);
  if (number > highest) highest = number;
  else late += 1;
  const delay = Math.floor((stamp - sentNs(memory, start, baseSec)) / 1000);
  delays[Math.min(BINS - 1, Math.max(0, delay))]! += 1;
};

const percentile = (share: number): number => {
  let left = Math.ceil(frames * share);
  for (let i = 0; i < BINS; i++) {
    left -= delays[i]!;
    if (left <= 0) return i;
  }
  return BINS - 1;
};

process.stderr.write('ready\n');
while (running) {
  const until = monotonic() + SLICE_NS;
  do {
    if (poller.wait(SLICE_NS) === 0) break;
    const got = receiver.receive(BATCH);
    if (got < 0) throw new Error(`receive failed: errno ${-got}`);
    for (let i = 0; i < got; i++) note(i);
  } while (monotonic() < until);
  await setImmediate();
}
const { drops } = packetStatistics(fd);
closeFd(fd);
const seconds = (last - first) / 1e9;
console.log(
  JSON.stringify({
    frames,
    bytes,
    /** Numbers that never came, judged by the highest that did. */
    missing: highest + 1 - frames,
    /** Frames that came after one with a higher number. */
    overtaken: late,
    /** Dropped at this receiver: a slow receiver, not a slow path. */
    receiverDrops: drops,
    seconds,
    framesPerSecond: seconds > 0 ? (frames - 1) / seconds : 0,
    delayUs: { p50: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99), max: percentile(1) },
  }),
);
