import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import { largestBdpBytes, raisedValue, sameValue, wantedBytes } from '../../../core/setup/buffer-size.js';
import { type BitRate, mbps, ms, type Nanos } from '../../../sdk/units.js';

const UNLIMITED = Number.POSITIVE_INFINITY as BitRate;

const row = (at: Nanos, delay: Nanos, rate: BitRate): ScenarioRow => ({ at, route: 0, delay, rate });
const planOf = (...rows: ScenarioRow[]): Plan => planOfScenario({ rows });

test('the product of a round trip is twice the one-way delay times the rate, in bytes', () => {
  assert.is(largestBdpBytes(planOf(row(ms(0), ms(41), mbps(80)))), 820_000);
});

test('the largest product counts, in whichever row and stage it is', () => {
  const small = planOf(row(ms(0), ms(10), mbps(8)), row(ms(5), ms(36.7), mbps(100)), row(ms(9), ms(30), mbps(100)));
  assert.is(largestBdpBytes(small), 917_500);
  const [up, down] = small.stages;
  const large = { rows: [row(ms(0), ms(300), mbps(1000))] };
  assert.is(largestBdpBytes({ ...small, stages: [up!, { ...down!, scenario: large }] }), 75_000_000);
});

test('rows of infinite rate have no product and are left out', () => {
  assert.is(largestBdpBytes(planOf(row(ms(0), ms(40), UNLIMITED), row(ms(5), ms(10), mbps(8)))), 20_000);
  assert.is(largestBdpBytes(planOf(row(ms(0), ms(0), UNLIMITED))), 0);
});

test('a link that stands still or takes no time asks for nothing', () => {
  assert.is(largestBdpBytes(planOf(row(ms(0), ms(40), mbps(0)), row(ms(1), ms(0), mbps(10)))), 0);
});

test('parts of bytes are rounded up', () => {
  assert.is(largestBdpBytes(planOf(row(ms(0), 1 as Nanos, 1 as BitRate))), 1);
});

test('three times the product is wanted, and never more than the kernel can keep', () => {
  assert.is(wantedBytes(820_000), 2_460_000);
  assert.is(wantedBytes(715_827_882), 2_147_483_646);
  assert.is(wantedBytes(715_827_883), 2_147_483_647);
  assert.is(wantedBytes(Number.MAX_SAFE_INTEGER), 2_147_483_647);
});

test('a single value is raised', () => {
  assert.is(raisedValue('212992\n', 2_460_000), '2460000');
});

test('of three values the last one is raised and the others stay', () => {
  assert.is(raisedValue('4096\t131072\t2000000\n', 2_460_000), '4096 131072 2460000');
});

test('what is large enough is never lowered', () => {
  assert.is(raisedValue('2460000', 2_460_000), undefined);
  assert.is(raisedValue('4096\t131072\t33554432', 2_460_000), undefined);
  assert.is(raisedValue('212992', 0), undefined);
});

test('values are compared as numbers, whatever stands between them', () => {
  assert.ok(sameValue('4096\t131072\t33554432\n', ' 4096 131072  33554432'));
  assert.not.ok(sameValue('4096 131072 33554432', '4096 131072 33554433'));
  assert.not.ok(sameValue('4096', '4096 131072'));
});

test.run();
