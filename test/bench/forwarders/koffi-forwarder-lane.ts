import { parentPort, workerData } from 'node:worker_threads';
import { PacketReceiver } from '../../../core/port/packet-receiver.js';
import { PacketSender } from '../../../core/port/packet-sender.js';
import { closeFd, openPacketSocket, packetStatistics } from '../../../core/port/packet-socket.js';
import { MAX_WAIT_NS, Poller } from '../../../core/port/poller.js';
import { setTimerSlack } from '../../../core/port/scheduling.js';

export interface ForwarderTask {
  readonly from: string;
  readonly to: string;
  /** One Int32; not 0 to stop. */
  readonly stop: SharedArrayBuffer;
  readonly event: number;
}

export interface ForwarderReport {
  readonly from: string;
  readonly frames: number;
  readonly failed: number;
  readonly drops: number;
}

const SLOT = 2048;
const HEADROOM = 64;
const BATCH = 64;
const BUFFER_BYTES = 8 << 20;

const task = workerData as ForwarderTask;
const stopped = new Int32Array(task.stop);
const memory = new Uint8Array(new SharedArrayBuffer(BATCH * SLOT));
const from = openPacketSocket(task.from, { receive: true, send: false, bufferBytes: BUFFER_BYTES });
const to = openPacketSocket(task.to, { receive: false, send: true, bufferBytes: BUFFER_BYTES });
const receiver = new PacketReceiver(from.fd, memory, BATCH, 0);
const sender = new PacketSender(to.fd, memory, BATCH);
const poller = new Poller([from.fd, task.event]);
for (let i = 0; i < BATCH; i++) receiver.arm(i, i * SLOT + HEADROOM, SLOT - HEADROOM);
setTimerSlack(1);
parentPort!.postMessage('ready');

while (Atomics.load(stopped, 0) === 0) {
  if (poller.wait(MAX_WAIT_NS) === 0) continue;
  let got: number;
  do {
    got = receiver.receive(BATCH);
    for (let i = 0; i < got; i++) sender.push(receiver.start(i), receiver.length(i));
    if (got > 0) sender.flush();
  } while (got === BATCH && Atomics.load(stopped, 0) === 0);
}
const report: ForwarderReport = {
  from: task.from,
  frames: sender.sent,
  failed: sender.failed,
  drops: packetStatistics(from.fd).drops,
};
parentPort!.postMessage(report);
closeFd(from.fd);
closeFd(to.fd);
