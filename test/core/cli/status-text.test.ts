import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setText } from '../../../core/cli/set.js';
import { statusText } from '../../../core/cli/status-text.js';
import { Causes } from '../../../core/frame/causes.js';
import { Ledger } from '../../../core/frame/ledger.js';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import type { LiveSeat } from '../../../core/plan/live-seats.js';
import { constant } from '../../../core/plan/plan.js';
import { Histogram } from '../../../core/report/histogram.js';
import { liveStatus, type StatusParts } from '../../../core/run/live-status.js';
import { METER, METER_LENGTH } from '../../../core/stage/stage-meter.js';
import { option } from '../../../sdk/option.js';
import { mbps, ms } from '../../../sdk/units.js';

const bare = planOfScenario(constant(mbps(10), ms(20)));
const hook = (stages: string[]) => ({ file: 'thief', stages, options: {}, onError: 'drop' as const, places: {} });

const SEAT: LiveSeat = {
  stage: 0,
  hook: 0,
  name: 'thief',
  file: 'thief',
  declared: { chance: option.ratio('share', '2%'), say: option.text('what', '') },
  given: { say: 'no more' },
};

/** A run of 3 s, each direction in a lane of its own unless `together`. */
const partsOf = (together: boolean, more: Partial<StatusParts> = {}): StatusParts => {
  const meters = new Float64Array(2 * METER_LENGTH);
  const up: Partial<Record<keyof typeof METER, number>> = {
    framesIn: 1200,
    bytesIn: 1.2e6,
    framesOut: 1100,
    bytesOut: 1.1e6,
    dropped: 5,
    queueFrames: 10,
    queueBytes: 12_500,
    queueLimitBytes: 65_536,
    inFlight: 17,
    rate: 10e6,
    delay: 20e6,
    route: 3,
    marked: 2,
    hookErrors: 1,
  };
  for (const [name, value] of Object.entries(up)) meters[METER[name as keyof typeof METER]] = value!;
  meters[METER_LENGTH + METER.rate] = Number.POSITIVE_INFINITY;
  meters[METER_LENGTH + METER.queueLimitBytes] = Number.POSITIVE_INFINITY;
  const causes = new Causes();
  const lanes = (together ? [0] : [0, 1]).map(() => {
    const ledgerCells = new Float64Array(Ledger.LENGTH);
    return { ledgerCells, causes: causes.names };
  });
  const ledger = new Ledger(lanes[0]!.ledgerCells);
  ledger.dropped(causes.number('queue:tail'), 3);
  ledger.dropped(causes.number('hook:thief:stolen'), 2);
  const lateness = new Histogram();
  lateness.record(40_000);
  return {
    plan: { ...bare, hooks: [hook(['up'])] },
    parts: together ? [{ stages: [0, 1], reasons: [] }] : [0, 1].map(stage => ({ stages: [stage], reasons: [] })),
    seats: [SEAT],
    at: 3e9,
    scenarioAt: 1e9,
    tablesAt: [undefined, 2.5e9],
    meters,
    lanes,
    lateness,
    kernelDrops: [0, 4],
    throughput: [8e6, 0],
    replaced: 0,
    ...more,
  };
};

test('a status tells each stage and, where a lane has one stage, its drops by cause', () => {
  const { stages, lanes, clock, kernelDrops } = liveStatus(partsOf(false));
  const [up, down] = stages;
  assert.equal(up!.queue, { frames: 10, bytes: 12_500, ns: 10e6, limitBytes: 65_536 });
  assert.equal(up!.drops, { 'queue:tail': 3, 'hook:thief:stolen': 2 });
  assert.equal(up!.hooks, [
    { name: 'thief', options: { chance: '2%', say: 'no more' }, given: ['say'], drops: { stolen: 2 } },
  ]);
  assert.equal([down!.rate, down!.queue.limitBytes, down!.queue.ns, down!.hooks.length], [null, null, 0, 0]);
  assert.equal([up!.scenarioAt, down!.scenarioAt], [1e9, 2.5e9]);
  assert.equal(clock, { startup: 'app-start', startedAt: 1e9, now: 2e9 });
  assert.equal(kernelDrops, { client: 0, server: 4 });
  assert.is(lanes.length, 2);
});

test('what a lane counts for several stages together is told of the lane', () => {
  const { stages, lanes } = liveStatus(partsOf(true));
  assert.is(stages[0]!.drops, null);
  assert.equal(stages[0]!.hooks[0]!.drops, null);
  assert.equal(lanes, [{ stages: ['up', 'down'], drops: { 'queue:tail': 3, 'hook:thief:stolen': 2 } }]);
  const text = statusText('leo.csv', liveStatus(partsOf(true)));
  assert.match(text, /^up and down together {2}dropped queue:tail 3, hook:thief:stolen 2$/m);
});

test('a clock that has not started is none, and a link that stands still has no waiting time', () => {
  const parts = partsOf(false, { scenarioAt: Number.POSITIVE_INFINITY, tablesAt: [undefined, undefined] });
  parts.meters[METER.rate] = 0;
  const status = liveStatus(parts);
  assert.equal([status.clock.startedAt, status.clock.now, status.stages[0]!.scenarioAt], [null, null, null]);
  assert.is(status.stages[0]!.queue.ns, null);
  assert.match(statusText('leo.csv', status), /its scenario waits: app-start[\s\S]*standing still/);
});

test('a status for people says it in a block a stage', () => {
  assert.is(
    statusText('leo.csv', { ...liveStatus(partsOf(false)), pid: 42 }),
    `leo.csv  process 42, 3 s of the run, scenario at 2 s
lateness  p50 40 us, p99 40 us, max 40 us
kernel dropped  4 at server

up  10 Mbit/s, 20 ms, route 3, scenario 2 s
  carries  8 Mbit/s in the last second
  queue    10 frames, 12.2 KiB of 64 KiB, 10 ms; in flight 17
  in       1,200 frames, 1.1 MiB
  out      1,100 frames, 1 MiB
  dropped  5: queue:tail 3, hook:thief:stolen 2
  marked   2
  hook     thief say='no more'  dropped stolen 2
  hooks failed 1 times

down  unlimited, 0 ms, route 0, scenario 500 ms
  carries  0 bit/s in the last second
  queue    0 frames, 0 B, 0 ms; in flight 0
  in       0 frames, 0 B
  out      0 frames, 0 B
`,
  );
});

test('what was set is told by stage, in the units of a plan', () => {
  const settings = {
    rate: null,
    delay: 80e6,
    loss: 0.01,
    ber: 1e-6,
    mtu: 1280,
    queue: { limit: 'frames', frames: 4 },
    scenario: { rows: 3 },
  };
  assert.is(
    setText({ set: [{ stage: 'up', at: 1.5e9, settings }] }),
    'up: rate unlimited, delay 80 ms, loss 1 %, ber 0.000001, mtu 1280 B, queue 4 frames, scenario 3 rows, from the first; since 1.5 s of the run\n',
  );
});

test.run();
