import { readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Plan } from '../../core/plan/plan.js';
import { runVirtual } from '../../core/run/virtual-run.js';
import type { UsedHook } from '../../core/stage/hook-seat.js';
import { OUT, type Recorder, silent } from '../../core/stage/recorder.js';
import { Frame } from '../../sdk/frame.js';

/** To the nanosecond, since that is what is promised. */
const time = (at: number): string => `+${(at / 1e6).toFixed(6)}ms`;

/** Runs a plan; gives one line a frame, as their lives ended: when, where, what, how, and how long after its arrival. */
export const traceOf = (plan: Plan, hooks: readonly UsedHook[] = []): string => {
  const lines: string[] = [];
  const causes: string[] = [];
  const arrived = new Map<number, number>();
  const counts = plan.ports.map(() => 0);
  const frame = new Frame();
  const recorder: Recorder = {
    ...silent,
    cause: (number, name) => {
      causes[number] = name;
    },
    arrival: (port, at) => {
      arrived.set(counts[port]!++ * (plan.ports.length + plan.stages.length) + port, at);
    },
    fate: (id, at, stage, fate, memory, start, length) => {
      const what = frame.point(memory, start, length, length, id).summary();
      const name = fate === OUT ? 'out' : fate < OUT ? 'absorbed' : `drop ${causes[fate]}`;
      const since = arrived.get(id);
      const age = since === undefined ? 'born inside' : `after ${((at - since) / 1e6).toFixed(6)}ms`;
      lines.push(`${time(at).padStart(15)}  ${plan.stages[stage]!.name.padEnd(4)}  #${id} ${what} -> ${name}, ${age}`);
    },
  };
  const { failure, outcome } = runVirtual({ plan, hooks, recorder });
  if (failure) throw failure.error;
  assert.is(outcome.inexact, undefined);
  return `${lines.join('\n')}\n`;
};

/** Compares with a committed trace; HOOKLINE_GOLDEN=write writes it anew, for a reader of the difference to judge. */
export const matchesTrace = (actual: string, name: string): void => {
  const file = new URL(`./${name}.trace`, import.meta.url);
  if (process.env['HOOKLINE_GOLDEN'] === 'write') writeFileSync(file, actual);
  assert.fixture(actual, readFileSync(file, 'utf8'));
};
