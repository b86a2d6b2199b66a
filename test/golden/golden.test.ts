import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../core/plan/default-plan.js';
import { checkHookOptions } from '../../core/plan/hook-options.js';
import type { Plan, TrafficPlan } from '../../core/plan/plan.js';
import { parseScenario } from '../../core/scenario/parse-csv.js';
import type { UsedHook } from '../../core/stage/hook-seat.js';
import attacker from '../../plugins/attacker.js';
import { type AnyHook, defineHook } from '../../sdk/hook.js';
import { option } from '../../sdk/option.js';
import { ms, type Nanos } from '../../sdk/units.js';
import { drop } from '../../sdk/verdict.js';
import { matchesTrace, traceOf } from './trace.js';

const planOf = (csv: string, traffic: readonly TrafficPlan[], more: Partial<Plan> = {}): Plan => {
  const { scenario, faults } = parseScenario(csv, 'golden.csv');
  assert.equal(faults, []);
  return { ...planOfScenario(scenario!.up), traffic, ...more };
};

const cbr = (start: number, stop: number, every: number, size = 1000): TrafficPlan => ({
  kind: 'cbr',
  from: 'client',
  to: 'server',
  start: ms(start),
  stop: ms(stop),
  settings: { rate: Math.round((size * 8e3) / every), size },
});

const use = (hook: AnyHook, options: Record<string, string> = {}, stages: readonly string[] = ['up']): UsedHook => {
  const { values, faults } = checkHookOptions(hook, { file: hook.name, stages, options, onError: 'stop', places: {} });
  assert.equal(faults, []);
  return { hook, stages, values, onError: 'stop' };
};

/** Columns of a trace: when each frame left, and its place in the order of arrivals. */
const outs = (trace: string): { at: number; after: number; place: number }[] =>
  [...trace.matchAll(/\+([\d.]+)ms {2}up +#(\d+) .* -> out, after ([\d.]+)ms/g)].map(([, at, id, after]) => ({
    at: Number(at),
    after: Number(after),
    place: Number(id) / 4,
  }));

test('phantomlink’s table: a new route overtakes, a shorter delay on the same route does not, and 36.7 ms are 36.7', () => {
  // The README's rows, a thousandth of their times. A frame every 1 ms, and every 0.1 ms where the delay shrinks.
  const table =
    'Time[ms], RouteID, Delay[ms], Btldr[Mbps]\n0,0,41.0,80.0\n11,0,41.2,80.2\n23,1,37.0,100.0\n40,1,36.7,101.5\n60,1,37.0,100.1\n';
  const trace = traceOf(planOf(table, [cbr(0, 64, 1), cbr(39.75, 40.55, 0.1, 125)], { duration: ms(120) }));
  matchesTrace(trace, 'phantomlink-table');
  const left = outs(trace);
  const passed = left.filter((one, i) => left.slice(0, i).some(other => other.place > one.place));
  // Sent at 19 to 22 ms over 41.2 ms, overtaken by those sent from 23 ms on over 37: four frames, all of the old route.
  assert.equal(
    passed.map(({ place }) => place),
    [19, 20, 21, 22],
  );
  const settled = left.find(({ place }) => place === 50)!;
  assert.ok(settled.after > 36.7 && settled.after < 36.8);
});

test('a standing link holds everything back, and a full queue drops at its tail', () => {
  const table = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,8\n4,0,5,0\n12,0,5,16\n20,0,5,unlimited\n';
  const plan = planOf(table, [cbr(0, 24, 1)]);
  const stages = plan.stages.map(stage => ({ ...stage, queue: { limit: 'frames', frames: 5 } as const }));
  matchesTrace(traceOf({ ...plan, stages }), 'standing-link');
});

const thief = defineHook({
  name: 'ack-thief',
  options: {
    chance: option.ratio('share of ACKs that start a burst', '2%'),
    burst: option.count('ACKs stolen once a burst has begun', '4'),
  },
  state: () => ({ left: 0 }),
  preamble(frame, { options, state, rng, emit }) {
    const tcp = frame.tcp;
    if (!tcp?.ack || tcp.payloadLength > 0) return;
    if (state.left === 0 && rng.chance(options.chance)) {
      state.left = options.burst;
      emit('burst', { acks: options.burst });
    }
    if (state.left === 0) return;
    state.left -= 1;
    return drop('ack-stolen');
  },
});

const TCP: TrafficPlan = {
  kind: 'tcp',
  from: 'client',
  to: 'server',
  start: 0 as Nanos,
  stop: Number.POSITIVE_INFINITY as Nanos,
  settings: { bytes: 40_000, congestion: 'newreno' },
};
const LINK = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,10,10\n';

test('stolen acknowledgements: a TCP flow goes on by the later ones', () => {
  matchesTrace(traceOf(planOf(LINK, [TCP]), [use(thief, { chance: '20%', burst: '2' }, ['down'])]), 'ack-thief');
});

test('the attacker’s five ways: dropped, delayed, replayed, forged and tampered with', () => {
  const traffic = [cbr(0, 10, 1, 200)];
  const traces = [
    { action: 'drop', nth: '3', every: '3' },
    { action: 'delay', nth: '2', every: '4', delay: '2.5ms' },
    { action: 'replay', nth: '2', every: '0', delay: '1ms', copies: '2' },
    { action: 'inject', nth: '4', every: '0', forge: 'copy', toward: 'back', delay: '1ms' },
    { action: 'tamper', nth: '1', every: '2', side: 'episode' },
  ].map(options => {
    const trace = traceOf(planOf(LINK, traffic), [use(attacker, options)]);
    return `${JSON.stringify(options)}\n${trace}`;
  });
  matchesTrace(traces.join('\n'), 'attacker');
});

test.run();
