import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseExpectation } from '../../../core/expect/expectation.js';
import { judgeExpectations } from '../../../core/expect/judge-expectations.js';
import type { RunReport } from '../../../core/report/run-report.js';

const report = {
  driver: 'virtual',
  duration: 2e9,
  validity: { verdict: 'valid', reasons: [] },
  ledger: {
    in: 200,
    born: 50,
    out: 240,
    dropped: { 'queue:tail': 8, 'hook:thief:stolen': 2 },
    absorbed: {},
    inFlight: 0,
    kept: 0,
  },
  stages: [
    {
      name: 'way.up',
      direction: 'up',
      framesIn: 200,
      bytesIn: 300_000,
      framesOut: 190,
      bytesOut: 250_000,
      marked: 1,
      dropped: 10,
      queuePeakFrames: 7,
      queuePeakBytes: 9000,
    },
  ],
  ports: [{ name: 'client', framesIn: 200, bytesIn: 300_000, framesOut: 0, bytesOut: 0 }],
  hooks: [
    {
      stage: 'up',
      name: 'thief',
      counters: { seen: 5 },
      drops: { stolen: 2 },
      errors: 0,
      calls: 7,
      did: { dropped: 2, 'stage-set': 3 },
      refused: { budget: 1, inject: 3 },
    },
    {
      stage: 'down',
      name: 'thief',
      counters: { seen: 1 },
      drops: {},
      errors: 1,
      calls: 2,
      did: {},
      refused: { budget: 1 },
    },
  ],
  traffic: [
    {
      kind: 'tcp',
      from: 'client',
      to: 'server',
      figures: { goodputBps: 4e6, srttNs: 30e6, reorderedRatio: 0.25, rtos: 2, completionNs: -1, outcome: 'completed' },
    },
  ],
} as unknown as RunReport;

/** What is expected, whether it is met, and what there was. */
const cases: readonly (readonly [string, boolean, string])[] = [
  ['validity = valid', true, 'valid'],
  ['validity != invalid', true, 'valid'],
  ['validity = suspect', false, 'valid'],
  ['duration >= 2s', true, '2 s'],
  ['lost <= 4%', true, '4 %, 10 of 250'],
  ['lost < 10', false, '10'],
  ['in == 200', true, '200'],
  ['stages.way.up.lost <= 1%', false, '5 %, 10 of 200'],
  ['stages.way.up.lost <= 10', true, '10'],
  ['stages.way.up.throughput > 999kbit/s', true, '1 Mbit/s'],
  ['stages.way.up.bytesOut>=250kB', true, '244.1 KiB'],
  ['stages.way.up.queuePeakFrames = 7', true, '7'],
  ['hooks.thief.dropped > 0', true, '2'],
  ['hooks.thief.errors = 0', false, '1'],
  ['hooks.thief@up.errors = 0', true, '0'],
  ['hooks.thief.seen = 6', true, '6'],
  ['hooks.thief.stolen = 2', true, '2'],
  ['hooks.thief.unheard = 0', true, '0 (nothing of this name was counted)'],
  ['hooks.thief@down.stolen = 0', true, '0 (nothing of this name was counted)'],
  ['dropped.nosuch = 0', true, '0 (nothing of this name was counted)'],
  ['traffic.0.outcome = completed', true, 'completed'],
  ['traffic.0.outcome != completed', false, 'completed'],
  ['hooks.thief.refused <= 4', false, '5'],
  ['hooks.thief@down.refused = 1', true, '1'],
  ['hooks.thief.calls = 9', true, '9'],
  ['hooks.thief.stage-set = 3', true, '3'],
  ['hooks.nobody.dropped = 0', false, 'there is no such figure in this run'],
  ['ports.client.framesIn = 200', true, '200'],
  ['ports.client.kernelDrops = 0', true, '0'],
  ['dropped.queue:tail <= 8', true, '8'],
  ['dropped.queue:tail > 5%', false, '3.2 %, 8 of 250'],
  ['dropped.loss:independent = 0', true, '0'],
  ['lateness.p99 < 1ms', true, '0 ms'],
  ['traffic.0.goodput >= 5Mbit/s', false, '4 Mbit/s'],
  ['traffic.0.goodputBps >= 4Mbit/s', true, '4 Mbit/s'],
  ['traffic.0.srtt <= 30ms', true, '30 ms'],
  ['traffic.0.reordered <= 20%', false, '25 %'],
  ['traffic.0.rtos < 3', true, '2'],
  ['traffic.0.completion < 5s', false, 'it never came to that'],
  ['traffic.0.moonlight = 1', false, 'there is no such figure in this run'],
  ['traffic.0.goodput > fast', false, "'fast' is no rate"],
];

for (const [text, met, found] of cases) {
  test(`${text}: ${met ? 'met' : 'not met'}`, () => {
    const [judged] = judgeExpectations([text], report);
    assert.is(judged!.met, met);
    if (found.startsWith('0')) assert.is(judged!.found, found);
    assert.ok(judged!.found.includes(found.replace("'fast' is no rate", 'fast')), `${judged!.found} for ${found}`);
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  [
    'stages.up.lost',
    /expected a figure, a comparison \(<= >= != < > =\) and a value, as in stages.up.lost <= 1%, found 'stages.up.lost'/,
  ],
  ['stages.up.lots < 1', /no figure 'lots' of stages \(framesIn, framesOut/],
  ['stages.lost < 1', /expected stages.NAME.FIGURE/],
  ['moon.up.lost < 1', /no figure 'moon.up.lost' \(validity, duration/],
  ['validity = fine', /expected valid or suspect or invalid, found 'fine'/],
  ['validity < valid', /validity is = or != a word, not </],
  ['stages.up.lost <= some', /expected a number, found 'some'/],
  ['stages.up.throughput > 5', /5/],
  ['stages.up.lost =< 5%', /no comparison '=<' \(did you mean <=\?\)/],
  ['in => 5', /no comparison '=>' \(did you mean >=\?\)/],
  ['in << 5', /no comparison '<<' \(<= >= != < > =\)/],
  ['duration > 5%', /no unit of time: '%'/],
  ['ports.client.framesIn < 5%', /expected a number, found '5%'/],
];
for (const [text, message] of refused) {
  test(`${text} is refused`, () => {
    assert.throws(() => parseExpectation(text), message);
  });
}

test.run();
