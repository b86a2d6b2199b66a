import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse, stringify } from 'yaml';
import type * as z from 'zod';
import { queueSchema, queueText } from '../../../../core/plan/effects/queue.js';
import type { QueuePlan } from '../../../../core/plan/effects/queue-plan.js';

type Issue = z.core.$ZodIssue;
const INFINITY = Number.POSITIVE_INFINITY;

const CODEL = {
  discipline: 'codel',
  limit: 'frames',
  frames: 1000,
  target: 5e6,
  interval: 100e6,
  ecn: false,
  ceThreshold: INFINITY,
} as const;
const FQ_CODEL = {
  ...CODEL,
  discipline: 'fq-codel',
  frames: 10_240,
  ecn: true,
  flows: 1024,
  quantum: 1514,
  dropBatch: 64,
} as const;
const PIE = {
  discipline: 'pie',
  limit: 'frames',
  frames: 1000,
  target: 15e6,
  update: 15e6,
  alpha: 0.125,
  beta: 1.25,
  burst: 150e6,
  ecn: false,
  byteMode: false,
} as const;
const RED = {
  discipline: 'red',
  limit: 'frames',
  frames: 1000,
  min: 0,
  max: 0,
  chance: 0.1,
  weight: 0,
  typical: 1000,
  gentle: true,
  adaptive: false,
  ecn: false,
  hardDrop: false,
  markOnly: false,
} as const;

const read: [text: string, plan: QueuePlan][] = [
  ['auto', { limit: 'auto', multiplier: 1 }],
  ['{ limit: auto, multiplier: 1.5 }', { limit: 'auto', multiplier: 1.5 }],
  ['{ multiplier: 2 }', { limit: 'auto', multiplier: 2 }],
  ['bdp(1.5)', { limit: 'auto', multiplier: 1.5 }],
  ['BDP( 2 )', { limit: 'auto', multiplier: 2 }],
  ['64KiB', { limit: 'bytes', bytes: 65_536 }],
  ['2m', { limit: 'bytes', bytes: 2_097_152 }],
  ['1500B', { limit: 'bytes', bytes: 1500 }],
  ['100 frames', { limit: 'frames', frames: 100 }],
  ['1 frame', { limit: 'frames', frames: 1 }],
  ['20ms', { limit: 'time', span: 20e6 }],
  ['1.5 s', { limit: 'time', span: 1.5e9 }],
  ['250us', { limit: 'time', span: 250e3 }],
  ['jiffies(4)', { limit: 'jiffies', jiffies: 4 }],
  ['none', { limit: 'none' }],
  ['drop-tail', { limit: 'auto', multiplier: 1 }],
  ['{ discipline: drop-tail, limit: 20ms }', { limit: 'time', span: 20e6 }],
  ['drop-head', { discipline: 'drop-head', limit: 'auto', multiplier: 1 }],
  ['{ discipline: drop-head, limit: 64KiB }', { discipline: 'drop-head', limit: 'bytes', bytes: 65_536 }],
  ['{ discipline: drop-head, multiplier: 0.5 }', { discipline: 'drop-head', limit: 'auto', multiplier: 0.5 }],
  ['infinite', { discipline: 'infinite', limit: 'none' }],
  ['codel', CODEL],
  ['CoDel', CODEL],
  ['fq-codel', FQ_CODEL],
  ['pie', PIE],
  ['red', RED],
  ['{ discipline: codel, limit: auto, multiplier: 4 }', { ...CODEL, limit: 'auto', multiplier: 4 } as QueuePlan],
  [
    '{ discipline: codel, ecn: yes, target: 1ms, interval: 20ms, ceThreshold: 500us }',
    { ...CODEL, ecn: true, target: 1e6, interval: 20e6, ceThreshold: 500e3 },
  ],
  [
    '{ discipline: fq-codel, flows: 64, quantum: 300, dropBatch: 8, ecn: no }',
    { ...FQ_CODEL, flows: 64, quantum: 300, dropBatch: 8, ecn: false },
  ],
  [
    '{ discipline: pie, target: 20ms, update: 30ms, alpha: 0, beta: 2, burst: 0s, ecn: on, byteMode: on }',
    { ...PIE, target: 20e6, update: 30e6, alpha: 0, beta: 2, burst: 0, ecn: true, byteMode: true },
  ],
  [
    '{ discipline: red, limit: 400kB, min: 30kB, max: 90kB, chance: 2%, weight: 0.002, typical: 500B, gentle: no }',
    {
      ...RED,
      limit: 'bytes',
      bytes: 400e3,
      min: 30e3,
      max: 90e3,
      chance: 0.02,
      weight: 0.002,
      typical: 500,
      gentle: false,
    } as unknown as QueuePlan,
  ],
  [
    '{ discipline: red, adaptive: yes, ecn: yes, hardDrop: yes, markOnly: yes }',
    { ...RED, adaptive: true, ecn: true, hardDrop: true, markOnly: true },
  ],
];

/** Plans of other limits are spread from one in frames; what is left of that one does not count. */
const clean = (plan: QueuePlan): QueuePlan => {
  const { frames, ...rest } = plan as { frames?: number } & QueuePlan;
  return plan.limit === 'frames' ? plan : (rest as QueuePlan);
};

for (const [text, plan] of read) {
  test(`'${text}' is read, and written so that it reads back`, () => {
    assert.equal(queueSchema.parse(parse(text)), clean(plan));
    assert.equal(queueSchema.parse(parse(stringify(queueText(clean(plan))))), clean(plan));
  });
}

const malformed: [text: string, ...faults: string[]][] = [
  ['100', ": a queue limit needs a unit: '100' (as in 100 frames or 100B)"],
  [
    'endless',
    ": expected auto, bdp(1.5), jiffies(4), none, an amount of data, a number of frames or a time, found 'endless'",
  ],
  [
    '-20ms',
    ": expected auto, bdp(1.5), jiffies(4), none, an amount of data, a number of frames or a time, found '-20ms'",
  ],
  ['0ms', ": a queue of no time at all would drop every frame that waits: '0ms'"],
  ['100 packets', ": no unit of data: 'packets' (B kB MB KiB MiB GiB)"],
  ['bdp()', ": bdp(…) takes a number above 0, found 'bdp()'"],
  ['bdp(-1)', ": bdp(…) takes a number above 0, found 'bdp(-1)'"],
  ['jiffies(0)', ": jiffies(…) takes a number above 0, found 'jiffies(0)'"],
  ['jiffies(x)', ": jiffies(…) takes a number above 0, found 'jiffies(x)'"],
  ['{ discipline: sfq }', 'discipline: expected drop-tail or drop-head or infinite or red or codel or pie or fq-codel'],
  [
    '{ limit: codel }',
    "limit: expected auto, bdp(1.5), jiffies(4), none, an amount of data, a number of frames or a time, found 'codel'",
  ],
  ['{ limit: 64KiB, multiplier: 2 }', 'multiplier: only an auto limit has a multiplier'],
  ['{ discipline: codel, multiplier: 2 }', 'multiplier: only an auto limit has a multiplier'],
  ['{ multiplier: 0 }', "multiplier: expected a number above 0, found '0'"],
  ['{ discipline: infinite, limit: 1MB }', 'limit: an infinite queue has no limit'],
  ['{ discipline: infinite, ecn: yes }', 'ecn: no setting of infinite, which has none of its own'],
  ['{ ecn: yes }', 'ecn: no setting of drop-tail, which has multiplier'],
  ['{ discipline: codel, alpha: 1 }', 'alpha: no setting of codel, which has target, interval, ecn, ceThreshold'],
  [
    '{ discipline: pie, flows: 4, quantum: 300 }',
    'flows: no setting of pie, which has target, update, alpha, beta, burst, ecn, byteMode',
    'quantum: no setting of pie, which has target, update, alpha, beta, burst, ecn, byteMode',
  ],
  ['{ discipline: codel, target: 0ms }', "target: a time span must be more than 0: '0ms'"],
  ['{ discipline: codel, interval: 100 }', "interval: a time span needs a unit: '100' (as in 100ms)"],
  ['{ discipline: codel, ceThreshold: soon }', 'ceThreshold: expected none or a time span, as in 1ms'],
  ['{ discipline: codel, ecn: perhaps }', "ecn: expected yes or no, found 'perhaps'"],
  ['{ discipline: pie, alpha: 3 }', "alpha: expected a gain from 0 to 2, found '3'"],
  ['{ discipline: pie, beta: -1 }', "beta: expected a gain from 0 to 2, found '-1'"],
  ['{ discipline: pie, update: 999us }', 'update: expected 1ms or more'],
  ['{ discipline: pie, update: 0s }', "update: a time span must be more than 0: '0s'"],
  ['{ discipline: fq-codel, flows: 0 }', "flows: expected a number of queues from 1 to 65536, found '0'"],
  ['{ discipline: fq-codel, flows: 65537 }', "flows: expected a number of queues from 1 to 65536, found '65537'"],
  ['{ discipline: fq-codel, quantum: 60 }', "quantum: expected a quantum of 256B to 1MiB, found '60'"],
  ['{ discipline: fq-codel, dropBatch: 1.5 }', "dropBatch: expected a number of frames from 1 to 65536, found '1.5'"],
  ['{ discipline: red, min: 10kB }', 'min: expected a max as well'],
  ['{ discipline: red, max: 10kB }', 'max: expected a min as well'],
  ['{ discipline: red, min: 10kB, max: 10kB }', 'min: expected less than max'],
  ['{ discipline: red, chance: 110% }', "chance: a share lies between 0 and 1 (0% and 100%): '110%'"],
  ['{ discipline: red, weight: 1.5 }', "weight: expected auto or a weight above 0, up to 1, found '1.5'"],
  ['{ discipline: red, weight: 0 }', "weight: expected auto or a weight above 0, up to 1, found '0'"],
  ['{ discipline: red, typical: 70kB }', "typical: expected a frame of 1 to 65535 bytes, found '70kB'"],
  ['{ discipline: red, markOnly: yes }', 'markOnly: means something only with ecn'],
];

/** The faults of the branch of a union whose type fits: the rule of schema-faults.ts. */
const fitting = (branches: readonly (readonly Issue[])[]): readonly Issue[] =>
  branches
    .filter(
      branch =>
        !branch.some(({ path, code }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_union')),
    )
    .flat();

for (const [text, ...faults] of malformed) {
  test(`'${text}' is refused`, () => {
    const found = queueSchema.safeParse(parse(text));
    assert.not(found.success);
    const issues = found.error!.issues.flatMap(issue =>
      issue.code === 'invalid_union' ? fitting(issue.errors) : [issue],
    );
    assert.equal(
      issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
      faults,
    );
  });
}

test('an unknown setting is answered with the known ones', () => {
  const found = queueSchema.safeParse({ discipline: 'codel', intervall: '5ms' });
  assert.match(JSON.stringify(found.error!.issues), /discipline limit multiplier min max chance .* interval /);
});

const nat = fc.integer({ min: 1, max: 2 ** 40 });
const limit = fc.oneof(
  fc.record({ limit: fc.constant('auto'), multiplier: fc.double({ min: 1e-3, max: 1e3, noNaN: true }) }),
  fc.record({ limit: fc.constant('bytes'), bytes: nat }),
  fc.record({ limit: fc.constant('frames'), frames: nat }),
  fc.record({ limit: fc.constant('time'), span: nat }),
  fc.record({ limit: fc.constant('jiffies'), jiffies: fc.double({ min: 1e-3, max: 1e6, noNaN: true }) }),
  fc.constant({ limit: 'none' }),
);
const law = {
  target: nat,
  interval: nat,
  ecn: fc.boolean(),
  ceThreshold: fc.oneof(fc.nat(), fc.constant(INFINITY)),
};
const gain = fc.double({ min: 0, max: 2, noNaN: true });
const discipline = fc.oneof(
  fc.constant({}),
  fc.record({ discipline: fc.constant('drop-head') }),
  fc.record({ discipline: fc.constant('codel'), ...law }),
  fc.record({
    discipline: fc.constant('fq-codel'),
    ...law,
    flows: fc.integer({ min: 1, max: 65536 }),
    quantum: fc.integer({ min: 256, max: 2 ** 20 }),
    dropBatch: fc.integer({ min: 1, max: 65536 }),
  }),
  fc.record({
    discipline: fc.constant('pie'),
    target: nat,
    update: nat.map(span => 1e6 + span).filter(Number.isSafeInteger),
    alpha: gain,
    beta: gain,
    burst: fc.nat(),
    ecn: fc.boolean(),
    byteMode: fc.boolean(),
  }),
  fc
    .record({
      discipline: fc.constant('red'),
      min: fc.integer({ min: 64, max: 1e6 }),
      max: fc.integer({ min: 1e6 + 1, max: 2 ** 30 }),
      chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
      weight: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true })),
      typical: fc.integer({ min: 64, max: 9014 }),
      gentle: fc.boolean(),
      adaptive: fc.boolean(),
      hardDrop: fc.boolean(),
      markOnly: fc.boolean(),
    })
    .map(red => ({ ...red, ecn: red.hardDrop || red.markOnly })),
);

test('every queue is written so that it reads back as the same plan', () => {
  fc.assert(
    fc.property(limit, discipline, (first, second) => {
      const plan = { ...second, ...first } as QueuePlan;
      assert.equal(queueSchema.parse(parse(stringify(queueText(plan)))), structuredClone(plan));
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test.run();
