import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makePacing } from '../../../../core/effects/pacing/make.js';
import { type PacingInput, pacingSchema, pacingText } from '../../../../core/plan/effects/pacing.js';

const ATM = { size: 48, overhead: 5 };

const READ: [unknown, PacingInput][] = [
  ['clock', { model: 'clock', overhead: 0 }],
  ['jiffy', { model: 'jiffy', hz: 100, carry: false, overhead: 0 }],
  [
    { model: 'clock', overhead: 'ethernet' },
    { model: 'clock', overhead: 24 },
  ],
  [{ overhead: -4 }, { model: 'clock', overhead: -4 }],
  [
    { overhead: '20B', cell: { size: 48, overhead: '5' } },
    { model: 'clock', overhead: 20, cell: ATM },
  ],
  [{ cell: { size: 64 } }, { model: 'clock', overhead: 0, cell: { size: 64, overhead: 0 } }],
  [
    { model: 'token-bucket', burst: '32kB' },
    { model: 'token-bucket', burst: 32_000, overhead: 0 },
  ],
  [
    { model: 'token-bucket', burst: '32KiB', peakRate: '20Mbit/s' },
    { model: 'token-bucket', burst: 32_768, peak: { rate: 20e6, burst: 1514 }, overhead: 0 },
  ],
  [
    { model: 'token-bucket', burst: 9000, peakRate: '20Mbit/s', minBurst: 1600, overhead: 'ethernet' },
    { model: 'token-bucket', burst: 9000, peak: { rate: 20e6, burst: 1600 }, overhead: 24 },
  ],
  [
    { model: 'trace', file: 'lte.down' },
    { model: 'trace', file: 'lte.down', loop: true, opportunity: 1500, overhead: -14 },
  ],
  [
    { model: 'trace', file: 'lte.down', loop: 'no', opportunity: 1504, overhead: -10 },
    { model: 'trace', file: 'lte.down', loop: false, opportunity: 1504, overhead: -10 },
  ],
  [
    { model: 'jiffy', hz: '1000', carry: 'yes', overhead: 'none' },
    { model: 'jiffy', hz: 1000, carry: true, overhead: 0 },
  ],
];
for (const [input, plan] of READ) {
  test(`${JSON.stringify(input)} is read, written and read again`, () => {
    assert.equal(pacingSchema.parse(input), plan);
    assert.equal(pacingSchema.parse(pacingText(plan)), plan);
  });
}

test('what is usual is left out', () => {
  assert.is(pacingText({ model: 'clock', overhead: 0 }), 'clock');
  assert.equal(pacingText({ model: 'clock', overhead: 24 }), { model: 'clock', overhead: 'ethernet' });
  assert.equal(pacingText({ model: 'trace', file: 'a', loop: true, opportunity: 1500, overhead: -14 }), {
    model: 'trace',
    file: 'a',
  });
});

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
}
/** All faults as `path: message`, those inside the branches of a union too. */
const messages = (issues: readonly Issue[]): string =>
  issues
    .map(({ path, message, errors = [] }) => [`${path.join('.')}: ${message}`, ...errors.map(messages)].join('; '))
    .join('; ');

const MALFORMED: Record<string, [unknown, RegExp]> = {
  'another word': ['netem', /expected a pacing model \(clock, token-bucket, trace, jiffy\)/],
  'a model that needs more than its name': ['trace', /expected a pacing model .*, found 'trace'/],
  'another model': [{ model: 'leaky-bucket' }, /expected a pacing model \(clock, token-bucket, trace, jiffy\)/],
  'a bucket without burst': [{ model: 'token-bucket' }, /burst: expected a bucket of at most 1GiB/],
  'a burst below a frame': [
    { model: 'token-bucket', burst: 1513 },
    /burst: a bucket of 1513 bytes never holds a full frame, which takes 1514/,
  ],
  'a burst below a frame with what is added to it': [
    { model: 'token-bucket', burst: 1514, overhead: 'ethernet' },
    /burst: a bucket of 1514 bytes never holds a full frame, which takes 1538/,
  ],
  'a burst below a frame in cells': [
    { model: 'token-bucket', burst: 1600, cell: { size: 48, overhead: 5 } },
    /burst: a bucket of 1600 bytes never holds a full frame, which takes 1696/,
  ],
  'a minBurst below a frame': [
    { model: 'token-bucket', burst: 9000, peakRate: '1Gbit/s', minBurst: 100 },
    /minBurst: a bucket of 100 bytes never holds/,
  ],
  'a minBurst without peak rate': [
    { model: 'token-bucket', burst: 9000, minBurst: 2000 },
    /minBurst: only a peakRate has a minBurst/,
  ],
  'a peak rate of 0': [
    { model: 'token-bucket', burst: 9000, peakRate: 0 },
    /peakRate: a rate must be more than 0: '0'/,
  ],
  'a burst of 0': [{ model: 'token-bucket', burst: 0 }, /burst: expected a bucket of at most 1GiB, found '0'/],
  'a burst too large to count': [{ model: 'token-bucket', burst: '2GiB' }, /burst: expected a bucket of at most 1GiB/],
  'a trace without file': [{ model: 'trace' }, /file: expected a path to a trace of delivery times/],
  'an opportunity of 0': [{ model: 'trace', file: 'a', opportunity: 0 }, /opportunity: expected an opportunity of 1/],
  'no ticks': [{ model: 'jiffy', hz: 0 }, /hz: expected a number of ticks a second from 1 to 100000, found '0'/],
  'a cell of no size': [{ cell: { size: 0 } }, /cell.size: expected a cell of 1 to 65535 bytes, found '0'/],
  'a cell without size': [{ cell: {} }, /cell.size: expected a cell of 1/],
  'an overhead past a frame': [
    { overhead: -1501 },
    /overhead: expected none, ethernet or -1500 to 1500 bytes, found '-1501'/,
  ],
  'an overhead of letters': [
    { overhead: 'atm' },
    /overhead: expected none, ethernet or -1500 to 1500 bytes, found 'atm'/,
  ],
  'a setting of another model': [{ model: 'clock', burst: 9000 }, /model overhead cell/],
  'an unknown setting': [{ model: 'jiffy', hertz: 100 }, /model hz carry overhead cell/],
};
for (const [what, [input, message]] of Object.entries(MALFORMED)) {
  test(`${what} is refused`, () => {
    const result = pacingSchema.safeParse(input);
    assert.not(result.success);
    assert.match(messages(result.error!.issues as readonly Issue[]), message);
  });
}

test('every plan reads back as it was written, and can be made', () => {
  const bytes = fc.integer({ min: 70_000, max: 1024 ** 3 });
  const framing = {
    overhead: fc.integer({ min: -1500, max: 1500 }),
    cell: fc.record(
      { size: fc.integer({ min: 40, max: 65535 }), overhead: fc.integer({ min: 0, max: 20 }) },
      { noNullPrototype: true },
    ),
  };
  const record = <T extends object>(model: T, required: string[] = Object.keys(model)): fc.Arbitrary<PacingInput> =>
    fc.record({ ...model, ...framing } as never, {
      requiredKeys: [...required, 'overhead'] as never,
      noNullPrototype: true,
    }) as fc.Arbitrary<PacingInput>;
  const plans = fc.oneof(
    record({ model: fc.constant('clock') }),
    record({ model: fc.constant('jiffy'), hz: fc.integer({ min: 1, max: 100_000 }), carry: fc.boolean() }),
    record(
      {
        model: fc.constant('token-bucket'),
        burst: bytes,
        peak: fc.record({ rate: fc.integer({ min: 1, max: 1e12 }), burst: bytes }, { noNullPrototype: true }),
      },
      ['model', 'burst'],
    ),
    record({
      model: fc.constant('trace'),
      file: fc.string({ minLength: 1 }),
      loop: fc.boolean(),
      opportunity: fc.integer({ min: 1, max: 65535 }),
    }),
  );
  const property = fc.property(plans, plan => {
    assert.equal(pacingSchema.parse(pacingText(plan)), plan);
    assert.is(makePacing(plan.model === 'trace' ? { ...plan, stamps: [1e6] } : plan).pacing.sending, -1);
  });
  fc.assert(property, { seed: 1, numRuns: 300 });
});

test.run();
