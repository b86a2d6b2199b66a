import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MtuPlan, mtuSchema, mtuText } from '../../../../core/plan/effects/mtu.js';
import { ipv4Text, ipv6Text } from '../../../../sdk/wire/address.js';

const DEFAULTS = { icmp: true, answers: 1000, burst: 50 };

test('an MTU is a number of bytes or settings', () => {
  const read: [unknown, MtuPlan][] = [
    [1280, { ...DEFAULTS, size: 1280 }],
    ['1280', { ...DEFAULTS, size: 1280 }],
    ['1.5kB', { ...DEFAULTS, size: 1500 }],
    [{ size: 68 }, { ...DEFAULTS, size: 68 }],
    [
      { size: 1400, icmp: 'no' },
      { ...DEFAULTS, size: 1400, icmp: false },
    ],
    [
      { size: 1400, address: '10.0.0.1', address6: 'FD00:0::1', answers: 10, burst: '3' },
      { size: 1400, icmp: true, address: '10.0.0.1', address6: 'fd00::1', answers: 10, burst: 3 },
    ],
  ];
  for (const [input, plan] of read) assert.equal(mtuSchema.parse(input), plan);
});

/** The messages of all faults, those inside the branches of a union too. */
const messages = (issues: readonly unknown[]): string =>
  (issues as { message: string; errors?: unknown[][] }[])
    .map(issue => [issue.message, ...(issue.errors ?? []).map(messages)].join('; '))
    .join('; ');

const MALFORMED: Record<string, [unknown, RegExp]> = {
  'one below the smallest': [67, /an MTU of 68 to 65535 bytes .*, found '67'/],
  'one above the largest': ['65536', /68 to 65535/],
  'a word': ['ethernet', /not an amount of data: 'ethernet'/],
  nothing: [null, /expected an MTU in bytes, as in 1280, or settings \(size, icmp/],
  'settings without size': [{ icmp: true }, /expected an MTU of 68/],
  'a size of 0': [{ size: 0 }, /68 to 65535/],
  'a word for icmp': [{ size: 1280, icmp: 'maybe' }, /expected yes or no, found 'maybe'/],
  'an IPv6 address for IPv4': [{ size: 1280, address: 'fd00::1' }, /not an IPv4 address: 'fd00::1'/],
  'an IPv4 address for IPv6': [{ size: 1280, address6: '10.0.0.1' }, /not an IPv6 address: '10.0.0.1'/],
  'no answers': [{ size: 1280, answers: 0 }, /a number of answers a second from 1 to a million, found '0'/],
  'a burst below one': [{ size: 1280, burst: 0 }, /a number of answers from 1 to a million/],
  'an unknown setting': [{ size: 1280, fragment: 'no' }, /size icmp address address6 answers burst/],
};
for (const [what, [input, message]] of Object.entries(MALFORMED)) {
  test(`${what} is refused`, () => {
    const result = mtuSchema.safeParse(input);
    assert.not(result.success);
    assert.match(messages(result.error!.issues), message);
  });
}

test('a plan reads back as it was written', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const plans = fc.record(
    {
      size: fc.integer({ min: 68, max: 65535 }),
      icmp: fc.boolean(),
      answers: fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 1e6 })),
      burst: fc.oneof(fc.constant(50), fc.integer({ min: 1, max: 1e6 })),
      address: fc.integer({ min: 0, max: 0xffffffff }).map(ipv4Text),
      address6: bytes(16).map(all => ipv6Text(all, 0)),
    },
    { requiredKeys: ['size', 'icmp', 'answers', 'burst'], noNullPrototype: true },
  );
  fc.assert(
    fc.property(plans, plan => {
      assert.equal(mtuSchema.parse(mtuText(plan as MtuPlan)), plan);
    }),
    { seed: 1 },
  );
  assert.is(mtuText({ ...DEFAULTS, size: 1280 }), '1280B');
});

test.run();
