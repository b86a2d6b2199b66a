// Sends numbered frames out of an interface at a steady rate and prints what it achieved, as one line of JSON.
//   node --import tsx flood-sender.ts --interface veth1 --rate 100000 --seconds 2 --size 60
import { setImmediate } from 'node:timers/promises';
import { monotonic, realtimeOffset } from '../../../core/port/clock.js';
import { PacketSender } from '../../../core/port/packet-sender.js';
import { closeFd, openPacketSocket } from '../../../core/port/packet-socket.js';
import { Poller } from '../../../core/port/poller.js';
import { setTimerSlack } from '../../../core/port/scheduling.js';
import { layFrame, MIN_BYTES, readArguments, SLICE_NS, stampFrame } from './bench-frame.js';

const SLOT = 2048;
const BATCH = 64;

const options = readArguments(
  {
    interface: 'veth1',
    to: '66:66:66:66:66:66',
    from: '22:22:22:22:22:22',
    /** Frames per second; 0 for as fast as it goes. */
    rate: 100_000,
    seconds: 2,
    /** Frames that fall due meanwhile go as one burst: a sender that spins would take a core from what it measures. */
    burstUs: 100,
    size: MIN_BYTES,
  },
  process.argv.slice(2),
);

const baseSec = Math.floor(Date.now() / 1000);
const memory = new Uint8Array(new ArrayBuffer(BATCH * SLOT));
for (let i = 0; i < BATCH; i++) layFrame(memory, i * SLOT, options.to, options.from);
const { fd } = openPacketSocket(options.interface, { receive: false, send: true, bufferBytes: 8 << 20 });
const sender = new PacketSender(fd, memory, BATCH);
const sleeper = new Poller([]);
setTimerSlack(1);

const start = monotonic();
const end = start + options.seconds * 1e9;
const { offsetNs } = realtimeOffset(baseSec);
const perNs = options.rate / 1e9;
let offered = 0;

/** Sends what is due until the time is over or signals are to be looked at. */
const slice = (until: number): boolean => {
  for (;;) {
    const now = monotonic();
    if (now >= end) return false;
    if (now >= until) return true;
    const due = options.rate === 0 ? BATCH : Math.min(BATCH, Math.floor((now - start) * perNs) - offered);
    if (due <= 0) {
      const wait = (offered + 1) / perNs - (now - start);
      sleeper.wait(Math.max(wait, options.burstUs * 1000));
      continue;
    }
    for (let i = 0; i < due; i++) {
      stampFrame(memory, i * SLOT, offered++, now + offsetNs, baseSec);
      sender.push(i * SLOT, options.size);
    }
    sender.flush();
  }
};

while (slice(monotonic() + SLICE_NS)) await setImmediate();
const seconds = (monotonic() - start) / 1e9;
closeFd(fd);
console.log(JSON.stringify({ offered, sent: sender.sent, failed: sender.failed, seconds, size: options.size }));
