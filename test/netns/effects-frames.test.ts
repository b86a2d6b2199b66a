import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../side-by-side.js';
import { jsonLines, program, runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';

const beside = sideBySide();

/** The numbers of the answers to a ping, in the order in which they came. */
const pinged = (said: string): number[] => [...said.matchAll(/icmp_seq=(\d+) /g)].map(match => Number(match[1]));
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

beside(inNamespaces)('ping sees the duplicates of both directions', async () => {
  const plan =
    'link: { delay: 2ms, up: { duplicate: 100% }, down: { duplicate: { chance: 100%, copies: 3, spacing: 1ms } } }';
  await runPlan({ plan, client: 'ping -c 5 -i 0.1 -W 2 $HOOKLINE_SERVER' }, ({ report, said }) => {
    // Two requests and four of each answer; ping ends at the first answer to its last request.
    const duplicates = said.split('(DUP!)').length - 1;
    assert.ok(duplicates >= 4 * 7, said);
    assert.is(pinged(said).length - duplicates, 5);
    assert.ok(report.ledger.born >= 5 + 4 * 2 * 3 + 3, `${report.ledger.born}`);
  });
});

beside(inNamespaces)('ping sees its answers in the order that the pattern says', async () => {
  const ping = 'ping -c 10 -i 0.1 -W 2 $HOOKLINE_SERVER';
  const swapped = 'link: { delay: 2ms, up: { reorder: { pattern: swap, atMost: 20s } } }';
  await runPlan({ plan: swapped, client: ping }, ({ report, said }) => {
    assert.equal(pinged(said), [2, 1, 4, 3, 6, 5, 8, 7, 10, 9]);
    assert.is(report.ledger.out, 20);
  });
});

beside(inNamespaces)('jitter that is free to reorder does, and none is lost', async () => {
  const free = 'link: { delay: 40ms, jitter: { span: 15ms, distribution: uniform, order: free } }';
  // The last answers are waited for, whatever their order: ping ends when it has as many.
  await runPlan({ plan: free, client: 'ping -c 40 -i 0.005 -W 5 $HOOKLINE_SERVER' }, ({ said }) => {
    const order = pinged(said);
    assert.equal(
      [...order].sort((a, b) => a - b),
      numbers(40),
    );
    assert.ok(order.some((number, i) => number < order[i - 1]!));
  });
});

interface Heard {
  readonly heard: string[];
  readonly counters: Readonly<Record<string, number>>;
}

const COUNT = 60;
/** More than ten bad bits are to be expected in any ten datagrams. */
const damaged = (effect: string): Parameters<typeof runPlan>[0] => ({
  plan: `{ seed: 1, link: { rate: 20Mbit/s, delay: 2ms, queue: none, up: { ${effect} } } }`,
  server: `exec ${program('udp-listen')}`,
  client: `exec ${program('udp-send', COUNT)}`,
});
const SENT = Array.from({ length: COUNT }, (_, number) => Buffer.alloc(1000, number).toString('hex'));
const heardOver = (effect: string): Promise<Heard> =>
  runPlan(damaged(effect), ({ report, said }) => {
    assert.equal(report.ledger.dropped, {});
    return jsonLines<Heard>(said)[0]!;
  });

for (const effect of ['ber: { rate: 1e-4, mode: deliver }', 'corrupt: 30%']) {
  beside(inNamespaces)(`bad bits that are delivered (${effect}) are found by the kernel's checksums`, async () => {
    const { heard, counters } = await heardOver(effect);
    assert.ok(counters['UdpInCsumErrors']! > 0);
    assert.ok(heard.length > 0 && heard.length < COUNT, `${heard.length}`);
    assert.ok(heard.every(each => SENT.includes(each)));
  });
}

beside(inNamespaces)(
  'residual bit errors pass the kernel’s checksums in changed bytes, the same for the same seed',
  async () => {
    const effect = 'ber: { rate: 1e-4, mode: residual }';
    const [{ heard, counters }, again] = await Promise.all([heardOver(effect), heardOver(effect)]);
    for (const name of ['UdpInCsumErrors', 'UdpInErrors', 'IpInHdrErrors']) assert.is(counters[name], 0, name);
    assert.is(heard.length, COUNT);
    const changed = heard.filter((each, number) => each !== SENT[number]);
    // Each of the 8000 bits of payload is bad with 1e-4: some 55 % of the datagrams.
    assert.ok(changed.length > 10 && changed.length < 55, `${changed.length}`);
    assert.ok(changed.every(each => each.length === 2000));
    assert.equal(again.heard, heard);
  },
);

test.run();
