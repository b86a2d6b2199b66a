import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { monotonic } from '../port/clock.js';
import type { AgentTask, FromAgent, ToAgent } from './agent-words.js';
import { openIcmp } from './icmp-socket.js';
import { writePayload } from './payload.js';
import { HEADER_BYTES } from './recognise.js';
import { type SendPlan, SendSchedule } from './send-schedule.js';
import type { Transmit } from './transmit.js';
import { openEcho, openUdp } from './udp-socket.js';

/**
 * The program that runs in a host's namespace: sends probes and trains when told, answers those of the other side. Its
 * words come by standard input and go by descriptor 3, since preloaded modules may write to standard output. It ends when
 * its input does, and so never outlives who started it.
 */

/** Timers are a millisecond coarse; shorter waits are spun, but only for trains, which last some 50 ms. */
const TIMER_NS = 2e6;
/** Node's timers overflow beyond 24 days. */
const LONGEST_TIMER_MS = 1e9;
const WORDS_FD = 3;

const task = JSON.parse(process.argv[2]!) as AgentTask;
const tell = (words: FromAgent): void => void writeSync(WORDS_FD, `${JSON.stringify(words)}\n`);

/** Calls `send` at each deadline with its number, those missed at once; resolves after the last. */
const atDeadlines = (plan: SendPlan, spin: boolean, send: (sequence: number) => void): Promise<void> =>
  new Promise(resolve => {
    const schedule = new SendSchedule(plan);
    let sequence = 0;
    const step = (): void => {
      while (schedule.next !== Number.POSITIVE_INFINITY) {
        const left = schedule.next - monotonic();
        if (left <= 0) {
          send(sequence++);
          schedule.advance();
        } else {
          if (spin && left <= TIMER_NS) setImmediate(step);
          else setTimeout(step, Math.min((spin ? left - TIMER_NS : left) / 1e6, LONGEST_TIMER_MS));
          return;
        }
      }
      resolve();
    };
    step();
  });

const sendAll = async (train: number, plan: SendPlan, frameBytes: number, transmit: Transmit): Promise<void> => {
  let failed = 0;
  let waiting = plan.count;
  await new Promise<void>(resolve => {
    const done = (wrong: boolean): void => {
      if (wrong) failed++;
      if (--waiting === 0) resolve();
    };
    if (waiting === 0) resolve();
    void atDeadlines(plan, train > 0, sequence => {
      const payload = Buffer.alloc(frameBytes - HEADER_BYTES);
      const kind = train > 0 ? 'train' : 'request';
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      writePayload(view, 0, task.marker, { kind, train, sequence });
      transmit(payload, done);
    });
  });
  tell({ kind: 'sent', train, failed });
};

const refusal = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0]! : String(error));

let icmp: Transmit | undefined;
let icmpRefused: string | undefined;
if (task.icmp) {
  try {
    icmp = await openIcmp(task.peer);
  } catch (error) {
    icmpRefused = refusal(error);
  }
}
const sockets = new Map<number, Promise<Transmit>>();
const udp = (port: number): Promise<Transmit> => {
  const open = sockets.get(port) ?? openUdp(task.peer, port);
  sockets.set(port, open);
  return open;
};

const lines = createInterface({ input: process.stdin });
lines.on('line', async line => {
  const words = JSON.parse(line) as ToAgent;
  const transmit = words.port === undefined ? icmp! : await udp(words.port);
  await sendAll(words.kind === 'train' ? words.number : 0, words.plan, words.frameBytes, transmit);
});
lines.on('close', () => process.exit(0));

const port = await openEcho(task.marker);
tell({ kind: 'ready', port, ...(icmpRefused === undefined ? {} : { icmpRefused }) });
