import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeLoss } from '../../../../core/effects/loss/make.js';
import type { LossPlan } from '../../../../core/plan/effects/loss.js';
import { build, type FrameSpec } from '../../../../sdk/build.js';
import { substream } from '../../../../sdk/rng.js';
import { CountingRng } from '../counting-rng.js';
import { FrameHost } from '../frame-host.js';

const shares = { p: 0.3, r: 0.4 };
const fixed = { kind: 'fixed', span: 5 } as const;
/** A plan of each model, the cause it is to name, and the draws it takes for 100 frames at time 0. */
const PLANS: readonly (readonly [LossPlan, string, number])[] = [
  [{ model: 'independent', chance: 0.5, ecn: false }, 'loss:independent', 100],
  [{ model: 'gilbert', ...shares, ecn: false }, 'loss:gilbert', 100],
  [{ model: 'gilbert-elliott', ...shares, badLoss: 1, goodLoss: 0, ecn: false }, 'loss:gilbert-elliott', 200],
  [{ model: 'four-state', p13: 0.1, p31: 0.5, p32: 0.1, p23: 0.5, p14: 0.1, ecn: false }, 'loss:four-state', 100],
  [{ model: 'consecutive', chances: [0.3, 0], flows: 0, ecn: false }, 'loss:consecutive', 100],
  [{ model: 'positions', positions: [4], flows: 4 }, 'loss:pattern', 0],
  [{ model: 'every', first: 4, every: 4, flows: 0 }, 'loss:pattern', 0],
  [{ model: 'pattern', pattern: '01', loop: true, flows: 4 }, 'loss:pattern', 0],
  [{ model: 'windows', windows: [{ from: 0, to: 1 }] }, 'loss:outage', 0],
  [{ model: 'outages', up: fixed, down: fixed }, 'loss:outage', 0],
  [{ model: 'outages', up: fixed, down: { kind: 'exponential', mean: 5 } }, 'loss:outage', 1],
];

for (const [plan, cause, draws] of PLANS) {
  test(`${plan.model}${draws === 1 ? ' by draws' : ''} loses by ${cause}, with ${draws} draws for 100 frames`, () => {
    const host = new FrameHost();
    const slot = host.put(build({ udp: { srcPort: 1, dstPort: 2 }, ipv4: { src: '10.0.0.1', dst: '10.0.0.2' } }).bytes);
    const rng = new CountingRng();
    const loss = makeLoss(plan, host, rng);
    const seen = new Set<number>();
    for (let i = 0; i < 100; i++) seen.add(loss.judge(slot, 0));
    assert.is(rng.draws, draws);
    assert.equal(host.causes, [cause]);
    // With the cycle and the draws time 0 is up.
    if (plan.model !== 'outages') assert.ok(seen.has(0));
    if (plan.model !== 'windows') assert.ok(seen.has(-1));
    assert.is(seen.size, plan.model === 'outages' || plan.model === 'windows' ? 1 : 2);
  });
}

test('only independent losses take a share from a scenario, marking or not', () => {
  const host = new FrameHost();
  for (const [plan] of PLANS) {
    const loss = makeLoss(plan, host, new CountingRng());
    assert.is(loss.setChance !== undefined, plan.model === 'independent');
  }
  const marking = makeLoss({ model: 'independent', chance: 0, ecn: true }, host, new CountingRng());
  marking.setChance?.(1);
  assert.is.not(marking.judge(host.put(new Uint8Array(60)), 0), -1);
});

const GOLDEN = '0000000000000000111011111111000011111100000001111110000000000010';

test('the same seed and name give the same losses, another name others', () => {
  const text = (name: string): string => {
    const loss = makeLoss({ model: 'gilbert', p: 0.2, r: 0.3, ecn: false }, new FrameHost(), substream(9, name));
    return Array.from({ length: 200 }, () => (loss.judge(0, 0) < 0 ? '0' : '1')).join('');
  };
  assert.is(text('up/loss'), text('up/loss'));
  assert.is.not(text('up/loss'), text('down/loss'));
  // The draws are the same on every machine and every Node, and so are the fates.
  assert.is(text('up/loss').slice(0, 64), GOLDEN);
});

test('with ecn, senders that understand it are told, and the others lose the frame', () => {
  const v4 = { src: '10.0.0.1', dst: '10.0.0.2' };
  const v6 = { src: '2001:db8::1', dst: '2001:db8::2' };
  const tcp = { srcPort: 1, dstPort: 2 };
  const fate = (spec: FrameSpec): [lost: boolean, ecn: number | undefined, headerOk: boolean | undefined] => {
    const host = new FrameHost();
    const slot = host.put(build(spec).bytes);
    const lost = makeLoss({ model: 'independent', chance: 1, ecn: true }, host, new CountingRng()).judge(slot, 0) >= 0;
    const frame = build({}).point(host.bytes(slot), 0, host.store.length[slot], host.store.length[slot], 0);
    return [lost, (frame.ipv4 ?? frame.ipv6)?.ecn, frame.headerChecksumOk];
  };
  assert.equal(fate({ ipv4: { ...v4, ecn: 2 }, tcp }), [false, 3, true]);
  assert.equal(fate({ ipv4: { ...v4, ecn: 1 }, tcp }), [false, 3, true]);
  assert.equal(fate({ ipv4: { ...v4, ecn: 3 }, tcp }), [false, 3, true]);
  assert.equal(fate({ ipv4: v4, tcp }), [true, 0, true]);
  assert.equal(fate({ ipv6: { ...v6, ecn: 2 }, tcp }), [false, 3, undefined]);
  assert.equal(fate({ ipv6: v6, tcp }), [true, 0, undefined]);
  assert.equal(fate({ arp: { senderMac: '02:00:00:00:00:01', senderIp: 1, targetIp: 2 } }), [
    true,
    undefined,
    undefined,
  ]);
});

test('with ecn and nothing lost no frame is changed', () => {
  const host = new FrameHost();
  const bytes = build({ ipv4: { src: 1, dst: 2, ecn: 2 }, tcp: { srcPort: 1, dstPort: 2 } }).bytes;
  const slot = host.put(bytes);
  makeLoss({ model: 'independent', chance: 0, ecn: true }, host, new CountingRng()).judge(slot, 0);
  assert.equal(host.bytes(slot), bytes);
});

test.run();
