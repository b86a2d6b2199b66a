// Forwards frames between two interfaces as the emulator's lanes do, without the emulator: the floor of its cost.
// One thread per direction. Says `ready` on stderr, ends at SIGTERM and prints one line of JSON.
//   node --import tsx koffi-forwarder.ts sim-veth1 sim-veth2
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createEvent, signalEvent } from '../../../core/port/event-fd.js';
import type { ForwarderReport, ForwarderTask } from './koffi-forwarder-lane.js';

const [left, right] = process.argv.slice(2);
if (left === undefined || right === undefined) throw new Error('give two interfaces');

// On Node 20 `--import tsx` does not reach worker threads: each loads it for itself.
const tsx = createRequire(import.meta.url).resolve('tsx/cjs');
const lane = fileURLToPath(new URL('./koffi-forwarder-lane.ts', import.meta.url));
const startLane = `require(${JSON.stringify(tsx)}); require(${JSON.stringify(lane)});`;

const stop = new SharedArrayBuffer(4);
const lanes = [
  [left, right],
  [right, left],
].map(([from, to]) => {
  const task: ForwarderTask = { from: from!, to: to!, stop, event: createEvent() };
  return { task, worker: new Worker(startLane, { eval: true, workerData: task }) };
});

const reports: ForwarderReport[] = [];
await Promise.all(lanes.map(({ worker }) => once(worker, 'message')));
for (const { worker } of lanes) worker.on('message', (report: ForwarderReport) => reports.push(report));
const before = process.cpuUsage();
process.stderr.write('ready\n');

const finish = (): void => {
  Atomics.store(new Int32Array(stop), 0, 1);
  for (const { task } of lanes) signalEvent(task.event);
};
process.once('SIGTERM', finish);
process.once('SIGINT', finish);

await Promise.all(lanes.map(({ worker }) => once(worker, 'exit')));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ lanes: reports, cpuSeconds: (user + system) / 1e6 }));
