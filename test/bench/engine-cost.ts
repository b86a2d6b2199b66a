import { setImmediate } from 'node:timers/promises';
import { Causes } from '../../core/frame/causes.js';
import { Ledger } from '../../core/frame/ledger.js';
import { FrameStore } from '../../core/frame/store.js';
import type { Plan } from '../../core/plan/plan.js';
import { Engine } from '../../core/stage/engine.js';
import { HookMarker } from '../../core/stage/hook-marker.js';
import { silent } from '../../core/stage/recorder.js';
import { seatHooks } from '../../core/stage/seat-hooks.js';
import type { AnyHook } from '../../sdk/hook.js';
import { planOf } from './emulated.js';
import { median } from './machine.js';

const FRAMES = 500_000;
const EVERY = 90_000;
const ROUNDS = 5;

/** An IPv4/UDP frame of 1000 bytes; only its headers matter. */
const header = Uint8Array.from(
  [
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 8, 0, 0x45, 0, 3, 0xda, 0, 1, 0, 0, 64, 17,
    0, 0,
  ].concat([192, 168, 22, 2, 192, 168, 66, 2, 0xc0, 0, 0x13, 0x89, 3, 0xc6, 0, 0]),
);

/** Nanoseconds of the engine for one frame that comes in by the first port: `frames` of them, one each 90 us. */
export const frameCost = (plan: Plan, hooks: readonly AnyHook[], frames = FRAMES): number => {
  const store = new FrameStore(16 << 20);
  const engine = new Engine({
    plan,
    stages: plan.stages.map((_, ordinal) => ordinal),
    store,
    ledger: new Ledger(),
    causes: new Causes(),
    recorder: silent,
    marker: new HookMarker(),
    egress: { send: (_port, slot) => store.free(slot), cross() {} },
  });
  seatHooks(
    engine,
    hooks.map(hook => ({
      hook,
      stages: ['up'],
      values: {},
      onError: 'stop' as const,
      ...(hook.name === 'blind' ? { rights: ['observe', 'drop'] as const } : {}),
    })),
  );
  const start = process.hrtime();
  for (let i = 0; i < frames; i++) {
    const slot = store.take();
    store.memory.set(header, store.start[slot]!);
    store.length[slot] = 1000;
    engine.arrive(0, slot, i * EVERY);
  }
  // Far enough for the last frame, and no further: a scenario's later rows are not the frames' to pay for.
  engine.advance(frames * EVERY + 1e9);
  const [seconds, nanos] = process.hrtime(start);
  engine.audit();
  return (seconds * 1e9 + nanos) / frames;
};

/** Nanoseconds a frame through one stage, without sockets: medians of interleaved rounds. */
export const engineCost = async (): Promise<Record<string, number>> => {
  const cases = {
    delay: planOf('link: { rate: unlimited, delay: 1ms }'),
    paced: planOf('link: { rate: 100Mbit/s, delay: 20ms }'),
  };
  const all: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    // The machine is watched by a timer.
    await setImmediate();
    for (const [name, plan] of Object.entries(cases)) (all[name] ??= []).push(frameCost(plan, []));
  }
  return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, Math.round(median(values))]));
};
