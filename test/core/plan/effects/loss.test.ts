import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import * as z from 'zod';
import { type LossPlan, lossSchema } from '../../../../core/plan/effects/loss.js';
import { lossText } from '../../../../core/plan/effects/loss-text.js';
import { readSection } from './section.js';

const read = (yaml: string): { plan?: LossPlan; faults: string[] } => readSection('loss', lossSchema, yaml);

/** What is written, and what it means. */
const FORMS: readonly (readonly [string, LossPlan])[] = [
  ['loss: 1%', { model: 'independent', chance: 0.01, ecn: false }],
  ['loss: 0.002', { model: 'independent', chance: 0.002, ecn: false }],
  ['loss: none', { model: 'independent', chance: 0, ecn: false }],
  ['loss: { chance: 1%, ecn: yes }', { model: 'independent', chance: 0.01, ecn: true }],
  ['loss: { model: independent, chance: 100% }', { model: 'independent', chance: 1, ecn: false }],
  ['loss: { model: gilbert, p: 1%, r: 25% }', { model: 'gilbert', p: 0.01, r: 0.25, ecn: false }],
  ['loss: { model: gilbert, p: 25% }', { model: 'gilbert', p: 0.25, r: 0.75, ecn: false }],
  // A fifth lost in bursts of four: r = 1/4, p = r 0.2/0.8.
  ['loss: { model: gilbert, chance: 20%, burst: 4 }', { model: 'gilbert', p: 0.0625, r: 0.25, ecn: false }],
  [
    'loss: { model: gilbert-elliott, p: 25% }',
    { model: 'gilbert-elliott', p: 0.25, r: 0.75, badLoss: 1, goodLoss: 0, ecn: false },
  ],
  [
    'loss: { model: gilbert-elliott, p: 1%, r: 10%, 1-h: 70%, 1-k: 0.1%, ecn: true }',
    { model: 'gilbert-elliott', p: 0.01, r: 0.1, badLoss: 0.7, goodLoss: 0.001, ecn: true },
  ],
  [
    'loss: { model: four-state, p13: 25% }',
    { model: 'four-state', p13: 0.25, p31: 0.75, p32: 0, p23: 1, p14: 0, ecn: false },
  ],
  [
    'loss: { model: four-state, p13: 1%, p31: 20%, p32: 10%, p23: 40%, p14: 0.5% }',
    { model: 'four-state', p13: 0.01, p31: 0.2, p32: 0.1, p23: 0.4, p14: 0.005, ecn: false },
  ],
  ['loss: { consecutive: [1%, 50%, 0] }', { model: 'consecutive', chances: [0.01, 0.5, 0], flows: 0, ecn: false }],
  ['loss: { nth: 5 }', { model: 'positions', positions: [5], flows: 0 }],
  ['loss: { nth: [9, 3, 3], per: flow }', { model: 'positions', positions: [3, 9], flows: 1024 }],
  ['loss: { every: 10 }', { model: 'every', first: 10, every: 10, flows: 0 }],
  ['loss: { every: 10, nth: 3, per: stage }', { model: 'every', first: 3, every: 10, flows: 0 }],
  ['loss: { pattern: "0010" }', { model: 'pattern', pattern: '0010', loop: true, flows: 0 }],
  [
    'loss: { pattern: "01", loop: no, per: flow, flows: 8 }',
    { model: 'pattern', pattern: '01', loop: false, flows: 8 },
  ],
  [
    'loss: { outages: { up: 30s, down: 2s } }',
    { model: 'outages', up: { kind: 'fixed', span: 30e9 }, down: { kind: 'fixed', span: 2e9 } },
  ],
  [
    'loss: { outages: { up: { mean: 30s }, down: { min: 0s, max: 2s } } }',
    { model: 'outages', up: { kind: 'exponential', mean: 30e9 }, down: { kind: 'uniform', min: 0, max: 2e9 } },
  ],
  [
    'loss: { outages: [{ from: 0s, to: 2s }, { from: 2s, to: 3s }] }',
    {
      model: 'windows',
      windows: [
        { from: 0, to: 2e9 },
        { from: 2e9, to: 3e9 },
      ],
    },
  ],
];

for (const [yaml, plan] of FORMS) {
  test(`${yaml} is read`, () => assert.equal(read(yaml), { plan, faults: [] }));
}

const ONE_TO = 'plan.yaml:1';
/** What is wrong, and what is said of it. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['loss: 120%', `${ONE_TO}:7: loss: a share lies between 0 and 1 (0% and 100%): '120%'`],
  ['loss: 1.5', `${ONE_TO}:7: loss: a share lies between 0 and 1 (0% and 100%): '1.5'`],
  ['loss: -1%', `${ONE_TO}:7: loss: a share lies between 0 and 1 (0% and 100%): '-1%'`],
  ['loss: 1', `${ONE_TO}:7: loss: write 1% or 100%: a bare '1' can be read as either`],
  ['loss: .nan', `${ONE_TO}:7: loss: expected a share of the frames, as in 1%, or settings, found '.nan'`],
  ['loss: lots', `${ONE_TO}:7: loss: not a share: 'lots' (as in 2%)`],
  ['loss: 2ms', `${ONE_TO}:7: loss: not a share: '2ms' (as in 2% or 0.02)`],
  ['loss: [1%]', `${ONE_TO}:7: loss: expected a share of the frames, as in 1%, or settings, found a list`],
  [
    'loss: {}',
    `${ONE_TO}:7: loss.model is missing: expected a model (independent, gilbert, gilbert-elliott, four-state), or one of chance, pattern, consecutive, every, nth, outages`,
  ],
  ['loss: { chanse: 1% }', `${ONE_TO}:9: unknown setting 'loss.chanse' (did you mean chance?)`],
  [
    'loss: { model: gilbrt, p: 1% }',
    `${ONE_TO}:16: loss.model: expected independent or gilbert or gilbert-elliott or four-state, found 'gilbrt' (did you mean gilbert?)`,
  ],
  ['loss: { model: independent }', `${ONE_TO}:7: loss.chance is missing: expected a share of the frames, as in 1%`],
  ['loss: { model: gilbert }', `${ONE_TO}:7: loss.p is missing: expected p and r, or chance and burst`],
  ['loss: { model: gilbert, r: 10% }', `${ONE_TO}:7: loss.p is missing: expected p and r, or chance and burst`],
  ['loss: { model: gilbert, p: 1.1 }', `${ONE_TO}:28: loss.p: a share lies between 0 and 1 (0% and 100%): '1.1'`],
  [
    'loss: { model: gilbert, p: 1%, burst: 3 }',
    `${ONE_TO}:28: loss.p: expected p and r, or chance and burst, not both`,
  ],
  ['loss: { model: gilbert, chance: 5% }', `${ONE_TO}:7: loss.burst is missing: expected the mean length of a burst`],
  [
    'loss: { model: gilbert, chance: 90%, burst: 3 }',
    `${ONE_TO}:45: loss.burst: expected longer bursts: so many losses do not fit such short ones`,
  ],
  [
    'loss: { model: gilbert, chance: 100%, burst: 3 }',
    `${ONE_TO}:46: loss.burst: expected longer bursts: so many losses do not fit such short ones`,
  ],
  [
    'loss: { model: gilbert, chance: 5%, burst: 0.5 }',
    `${ONE_TO}:44: loss.burst: expected a mean number of frames from 1, found '0.5'`,
  ],
  [
    'loss: { model: gilbert, p: 1%, 1-h: 50% }',
    `${ONE_TO}:37: loss.1-h: does not go with gilbert, which takes p, r, chance, burst, ecn`,
  ],
  ['loss: { model: gilbert-elliott, r: 1% }', `${ONE_TO}:7: loss.p is missing: expected a share, as in 2%`],
  ['loss: { model: gilbert-elliott, p: 1%, 1-k: x }', `${ONE_TO}:45: loss.1-k: not a share: 'x' (as in 2%)`],
  ['loss: { model: four-state }', `${ONE_TO}:7: loss.p13 is missing: expected a share, as in 2%`],
  [
    'loss: { model: four-state, p13: 60%, p14: 50% }',
    `${ONE_TO}:43: loss.p14: expected p13 and p14, both ways out of one state, to be 1 at most together`,
  ],
  [
    'loss: { model: four-state, p13: 1%, p31: 60%, p32: 50% }',
    `${ONE_TO}:52: loss.p32: expected p31 and p32, both ways out of one state, to be 1 at most together`,
  ],
  [
    'loss: { model: four-state, p13: 1%, p32: 50% }',
    `${ONE_TO}:42: loss.p32: expected p31 and p32, both ways out of one state, to be 1 at most together`,
  ],
  ['loss: { pattern: "" }', `${ONE_TO}:18: loss.pattern: expected a text of 0 and 1, as in "0001", found nothing`],
  ['loss: { pattern: "012" }', `${ONE_TO}:18: loss.pattern: expected a text of 0 and 1, as in "0001", found '012'`],
  // Without quotes YAML reads the number ten: its zeros are gone.
  [
    'loss: { pattern: 0010 }',
    `${ONE_TO}:18: loss.pattern: expected a quoted text of 0 and 1, as in "0001", found '0010'`,
  ],
  [
    'loss: { consecutive: [] }',
    `${ONE_TO}:22: loss.consecutive: expected at least one probability, found an empty list`,
  ],
  ['loss: { consecutive: [2] }', `${ONE_TO}:23: loss.consecutive[0]: a share lies between 0 and 1 (0% and 100%): '2'`],
  ['loss: { nth: 0 }', `${ONE_TO}:14: loss.nth: expected a position, counted from 1, found '0'`],
  ['loss: { nth: -3 }', `${ONE_TO}:14: loss.nth: expected a position, counted from 1, found '-3'`],
  ['loss: { nth: [] }', `${ONE_TO}:14: loss.nth: expected at least one position, found an empty list`],
  ['loss: { nth: [1, 2.5] }', `${ONE_TO}:18: loss.nth[1]: expected a position, counted from 1, found '2.5'`],
  ['loss: { every: 0 }', `${ONE_TO}:16: loss.every: expected a number of frames from 1, found '0'`],
  ['loss: { every: 3, nth: [1, 2] }', `${ONE_TO}:24: loss.nth: expected one position beside every: the first one lost`],
  [
    'loss: { every: 3, loop: yes }',
    `${ONE_TO}:25: loss.loop: does not go with every, which takes every, nth, per, flows`,
  ],
  ['loss: { every: 3, flows: 10 }', `${ONE_TO}:26: loss.flows: expected per: flow beside it`],
  [
    'loss: { every: 3, per: flow, flows: 0 }',
    `${ONE_TO}:37: loss.flows: expected a number of flows from 1 to 65536, found '0'`,
  ],
  ['loss: { chance: 1%, per: flow }', `${ONE_TO}:26: loss.per: does not go with independent, which takes chance, ecn`],
  [
    'loss: { outages: { up: 1s } }',
    `${ONE_TO}:18: loss.outages.down is missing: expected a time span above 0, or min and max, or a mean`,
  ],
  ['loss: { outages: { up: 0s, down: 1s } }', `${ONE_TO}:24: loss.outages.up: a time span must be more than 0: '0s'`],
  [
    'loss: { outages: { up: 5, down: 1s } }',
    `${ONE_TO}:24: loss.outages.up: a time span needs a unit: '5' (as in 5ms)`,
  ],
  [
    'loss: { outages: { up: { min: 2s, max: 1s }, down: 1s } }',
    `${ONE_TO}:40: loss.outages.up.max: expected no less than min`,
  ],
  [
    'loss: { outages: { up: { min: 2s }, down: 1s } }',
    `${ONE_TO}:24: loss.outages.up.max is missing: expected min and max, or a mean`,
  ],
  [
    'loss: { outages: { up: { mean: 2s, max: 3s }, down: 1s } }',
    `${ONE_TO}:32: loss.outages.up.mean: expected min and max, or a mean, not both`,
  ],
  [
    'loss: { outages: { up: { mean: 20us }, down: 1s } }',
    `${ONE_TO}:32: loss.outages.up.mean: a drawn span is at least 1ms in the mean`,
  ],
  ['loss: { outages: [] }', `${ONE_TO}:18: loss.outages: expected at least one outage, found an empty list`],
  [
    'loss: { outages: [{ from: 2s, to: 1s }] }',
    `${ONE_TO}:35: loss.outages[0].to: expected an end after its beginning`,
  ],
  [
    'loss: { outages: [{ from: 1s, to: 3s }, { from: 2s, to: 4s }] }',
    `${ONE_TO}:49: loss.outages[1].from: expected outages in order, none within another`,
  ],
];

for (const [yaml, fault] of MALFORMED) {
  test(`${yaml} is refused`, () => assert.equal(read(yaml), { faults: [fault] }));
}

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
const share = fc.oneof(fc.constantFrom(0, 1, 0.01, 0.07, 1e-9, 1 / 3), fc.double({ min: 0, max: 1, noNaN: true }));
const ecn = fc.boolean();
const flows = fc.integer({ min: 0, max: 65536 });
const position = fc.integer({ min: 1, max: 1e12 });
const instant = fc.integer({ min: 0, max: 2 ** 53 - 1 });
const outageSpan = fc.oneof(
  record({ kind: fc.constant('fixed' as const), span: fc.integer({ min: 1, max: 2 ** 52 }) }),
  record({ kind: fc.constant('exponential' as const), mean: fc.integer({ min: 1e6, max: 2 ** 52 }) }),
  fc
    .tuple(fc.integer({ min: 0, max: 2 ** 50 }), fc.integer({ min: 2e6, max: 2 ** 50 }))
    .map(([min, more]) => ({ kind: 'uniform' as const, min, max: min + more })),
);
/** Two ways out of one state. */
const ways = fc.tuple(share, share).map(([a, b]) => (a + b > 1 ? [a / 2, b / 2] : [a, b]));
const plan: fc.Arbitrary<LossPlan> = fc.oneof(
  record({ model: fc.constant('independent' as const), chance: share, ecn }),
  record({ model: fc.constant('gilbert' as const), p: share, r: share, ecn }),
  record({
    model: fc.constant('gilbert-elliott' as const),
    p: share,
    r: share,
    badLoss: share,
    goodLoss: share,
    ecn,
  }),
  fc.tuple(ways, ways, share, ecn).map(([[p13, p14], [p31, p32], p23, marks]) => ({
    model: 'four-state' as const,
    p13,
    p31,
    p32,
    p23,
    p14,
    ecn: marks,
  })),
  record({
    model: fc.constant('consecutive' as const),
    chances: fc.array(share, { minLength: 1, maxLength: 8 }),
    flows,
    ecn,
  }),
  record({
    model: fc.constant('positions' as const),
    positions: fc.uniqueArray(position, { minLength: 1, maxLength: 8 }).map(list => list.sort((a, b) => a - b)),
    flows,
  }),
  record({ model: fc.constant('every' as const), first: position, every: position, flows }),
  record({
    model: fc.constant('pattern' as const),
    pattern: fc.array(fc.constantFrom('0', '1'), { minLength: 1, maxLength: 30 }).map(letters => letters.join('')),
    loop: fc.boolean(),
    flows,
  }),
  record({ model: fc.constant('outages' as const), up: outageSpan, down: outageSpan }),
  fc.uniqueArray(instant, { minLength: 2, maxLength: 9 }).map(list => {
    const edges = list.sort((a, b) => a - b);
    const windows = [];
    for (let i = 0; i + 1 < edges.length; i += 2) windows.push({ from: edges[i], to: edges[i + 1] });
    return { model: 'windows' as const, windows };
  }),
);

test('every plan is written as a section that reads back as the same plan', () => {
  fc.assert(
    fc.property(plan, loss => {
      assert.equal(read(stringify({ loss: lossText(loss) })), { plan: loss, faults: [] });
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('the section has a JSON Schema for editors, with its short form and its settings', () => {
  const schema = z.toJSONSchema(lossSchema, { io: 'input', target: 'draft-7', unrepresentable: 'throw' });
  const text = JSON.stringify(schema);
  assert.match(text, '"consecutive"');
  assert.match(text, '"gilbert-elliott"');
});

test.run();
