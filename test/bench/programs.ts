import { text } from 'node:stream/consumers';
import { waitForListener } from '../../core/netns/listening.js';
import type { Namespace } from '../../core/netns/namespace.js';
import { type RunningCommand, startCommand } from '../../core/netns/process.js';
import { program } from './forwarders/rivals.js';

/** What a program printed as JSON on its last line; throws what it said if there is none. */
const lastJson = <T>(printed: string, command: string): T => {
  const line = printed.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new Error(`${command} printed no figures: ${printed.slice(-300)}`);
  }
};

export interface Started<T> {
  /** Asks it to end and gives its figures. */
  finish(): Promise<T>;
}

/** Starts a program that says `ready` on its standard error and prints figures when it is ended. */
export const startProgram = async <T>(inside: Namespace, command: readonly string[]): Promise<Started<T>> => {
  const running = await startCommand(inside, command, { output: 'capture' });
  const printed = text(running.stdout!);
  await ready(running, command.join(' '));
  return {
    finish: async () => {
      running.signal('SIGTERM');
      const figures = lastJson<T>(await printed, command.join(' '));
      await running.exited;
      return figures;
    },
  };
};

const ready = (running: RunningCommand, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    running.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready')) resolve();
    });
    running.exited.then(({ code }) => reject(new Error(`${name} ended with ${code}: ${said}`)));
  });

/** Runs a program to its end and gives its figures. */
export const runProgram = async <T>(inside: Namespace, command: readonly string[]): Promise<T> => {
  const running = await startCommand(inside, command, { output: 'capture' });
  running.stderr!.resume();
  const figures = await text(running.stdout!);
  await running.exited;
  return lastJson<T>(figures, command.join(' '));
};

export interface Flooded {
  readonly offered: number;
  readonly sent: number;
  readonly failed: number;
  readonly seconds: number;
}
export interface Counted {
  readonly frames: number;
  readonly bytes: number;
  readonly missing: number;
  readonly receiverDrops: number;
  readonly seconds: number;
  readonly framesPerSecond: number;
}

/** Floods from client to server, counted where it arrives. `settleMs` lets the last frames arrive. */
export const flood = async (
  client: Namespace,
  server: Namespace,
  settings: { readonly rate: number; readonly size: number; readonly seconds: number; readonly settleMs: number },
): Promise<{ readonly sent: Flooded; readonly counted: Counted }> => {
  const receiver = await startProgram<Counted>(server, program('counting-receiver'));
  const { rate, size, seconds } = settings;
  const words = ['--rate', `${rate}`, '--size', `${size}`, '--seconds', `${seconds}`];
  const sent = await runProgram<Flooded>(client, program('flood-sender', ...words));
  await new Promise(resolve => setTimeout(resolve, settings.settleMs));
  return { sent, counted: await receiver.finish() };
};

/** TCP throughput from client to server in bits per second, by iperf3. */
export const tcpRate = async (client: Namespace, server: Namespace, seconds: number): Promise<number> => {
  const listening = await startCommand(server, ['iperf3', '-s', '-1', '-p', '5999'], { output: 'ignore' });
  await waitForListener(server, { timeoutMs: 5000, port: 5999 });
  const running = await startCommand(client, ['iperf3', '-c', '192.168.66.2', '-p', '5999', '-t', `${seconds}`, '-J'], {
    output: 'capture',
  });
  running.stderr!.resume();
  const report = JSON.parse(await text(running.stdout!)) as { end: { sum_received?: { bits_per_second: number } } };
  await running.exited;
  await listening.stop();
  return report.end.sum_received?.bits_per_second ?? 0;
};
