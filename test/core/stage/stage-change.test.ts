import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Scenario, ScenarioRow } from '../../../core/scenario/scenario.js';
import { defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';
import { type BitRate, ms, type Nanos, type Ratio } from '../../../sdk/units.js';
import { drop, duplicate } from '../../../sdk/verdict.js';
import { Lab } from './lab.js';

const UNLIMITED = Number.POSITIVE_INFINITY as BitRate;
const UP = 0;

const row = (at: number, more: Partial<ScenarioRow> = {}): ScenarioRow => ({
  at: (at * 1e6) as Nanos,
  route: 0,
  delay: ms(10),
  rate: UNLIMITED,
  ...more,
});
const table = (...rows: ScenarioRow[]): Scenario => ({ rows });

test('a delay that was set holds from now on for frames that are sent, until the next row', () => {
  const lab = new Lab({ scenario: table(row(0), row(100)) });
  lab.arrive(0, Uint8Array.of(1));
  lab.run(1e6).engine.change(UP, { delay: ms(30) });
  lab.arrive(2e6, Uint8Array.of(2));
  lab.arrive(110e6, Uint8Array.of(3));
  assert.equal(lab.run().outline, ['10000000 1', '32000000 2', '120000000 3']);
});

test('what is due at the instant of a change is done before it', () => {
  const lab = new Lab({ scenario: table(row(0, { rate: 8e6 as BitRate })) });
  lab.arrive(0, 1000);
  // Sent at 1 ms: it takes the delay that was in force then.
  lab.arrive(1e6, 1000);
  lab.engine.change(UP, { delay: ms(0) });
  assert.equal(
    lab.run().sent.map(({ at }) => at),
    [11e6, 11e6],
  );
});

test('a loss that no column sets holds for good, and draws from its own substream as one of the plan would', () => {
  const fates = (planned: boolean): string[] => {
    const effects = planned ? { loss: { model: 'independent', chance: 0.5, ecn: false } as const } : {};
    const lab = new Lab({ scenario: table(row(0), row(20), row(40)), effects });
    if (!planned) lab.engine.change(UP, { loss: 0.5 as Ratio });
    for (let at = 0; at < 60e6; at += 1e6) lab.arrive(at, 100);
    return lab.run().fates;
  };
  assert.equal(fates(false), fates(true));
  assert.ok(fates(true).some(fate => fate.endsWith('loss:independent')));
});

test('a number with a column of its own holds until the next row sets it, an empty cell by what the plan says', () => {
  const lab = new Lab({ scenario: table(row(0, { loss: 0 as Ratio }), row(50)) });
  lab.engine.change(UP, { loss: 1 as Ratio });
  for (const at of [1, 49, 51]) lab.arrive(at * 1e6, 100);
  assert.is(lab.run().sent.length, 1);
});

test('a share of losses takes the place of another model', () => {
  const lab = new Lab({
    scenario: table(row(0)),
    effects: { loss: { model: 'every', first: 1, every: 1, flows: 0 } },
  });
  lab.arrive(0, 100);
  lab.run(1e6).engine.change(UP, { loss: 0 as Ratio });
  lab.arrive(2e6, 100);
  assert.equal(
    lab.run().sent.map(({ at }) => at),
    [12e6],
  );
});

test('jitter, copies, bit errors and an MTU come into being when they are set, and go again', () => {
  const lab = new Lab({ scenario: table(row(0)) });
  lab.engine.change(UP, { duplicate: 1 as Ratio });
  lab.arrive(0, 100);
  assert.is(lab.run(20e6).sent.length, 2);
  lab.engine.change(UP, { duplicate: 0 as Ratio, ber: 0.5 });
  lab.arrive(20e6, 100);
  assert.match(lab.run(40e6).fates.at(-1)!, /ber:fcs/);
  lab.engine.change(UP, { ber: 0, mtu: 80 });
  lab.arrive(40e6, 100);
  assert.match(lab.run(60e6).fates.at(-1)!, /mtu/);
  lab.engine.change(UP, { mtu: 1500, jitter: ms(1) });
  lab.arrive(60e6, 100);
  assert.not(lab.run().sent.at(-1)!.at === 70e6);
});

const LINE = { rate: 8e6 as BitRate };

test('a queue has its new limit at once, drops nothing that waits, and keeps it when the route changes', () => {
  const lab = new Lab({
    scenario: table(row(0, LINE), row(100, { ...LINE, route: 1 })),
    queue: { limit: 'auto', multiplier: 1 },
  });
  const limit = (): number => lab.engine.stages[UP]!.bottleneck.queue.limitBytes;
  assert.is(limit(), 20_000);
  for (let i = 0; i < 10; i++) lab.arrive(0, 1000);
  lab.engine.change(UP, { queue: { limit: 'bytes', bytes: 3000 } });
  lab.arrive(0, 1000);
  assert.is(lab.run(200e6).sent.length, 10);
  assert.is(limit(), 3000);
  lab.engine.change(UP, { delay: ms(5), queue: { limit: 'auto', multiplier: 2 } });
  assert.is(limit(), 20_000);
  lab.engine.change(UP, { queue: { limit: 'time', span: 4e6 } });
  assert.is(limit(), 4000);
  lab.engine.change(UP, { rate: 16e6 as BitRate });
  assert.is(limit(), 8000);
});

test('another scenario begins at its first row now, by a clock of its own, also before that of the run has started', () => {
  for (const startup of ['app-start', 'first-packet'] as const) {
    const lab = new Lab({ scenario: table(row(0), row(35, { delay: ms(99) })), startup });
    lab.run(30e6).engine.change(UP, { scenario: table(row(0, { delay: ms(1) }), row(20, { delay: ms(2) })) });
    for (const at of [40, 49, 50, 60]) lab.arrive(at * 1e6, 100);
    assert.equal(
      lab.run().sent.map(({ at }) => at / 1e6),
      [41, 50, 52, 62],
      startup,
    );
  }
});

test('a scenario whose first row has another route changes it, with what that costs', () => {
  const lab = new Lab({ scenario: table(row(0)), reconfiguration: { delay: ms(5), mode: 'gsl' } });
  lab.run(10e6).engine.change(UP, { scenario: table(row(0, { route: 7, delay: ms(1) })) });
  lab.arrive(10e6, 100);
  assert.equal(
    lab.run().sent.map(({ at }) => at / 1e6),
    [16],
  );
});

test('a run ends with the scenarios that are in force, each by its own clock', () => {
  const ending = (at: number): Scenario => ({ rows: [row(0)], end: { kind: 'end', at: (at * 1e6) as Nanos } });
  const { engine } = new Lab({ scenario: ending(100), startup: 'first-packet', stages: [0] });
  assert.is(engine.scenarioEndsAt, Number.POSITIVE_INFINITY);
  engine.startScenario(5e6);
  assert.is(engine.scenarioEndsAt, 105e6);
  engine.advance(50e6);
  engine.change(UP, { scenario: table(row(0)) });
  assert.is(engine.scenarioEndsAt, 105e6);
  // The stage of another engine.
  engine.change(1, { scenario: ending(30) });
  assert.is(engine.scenarioEndsAt, 80e6);
  engine.change(1, { scenario: table(row(0)) });
  assert.is(engine.scenarioEndsAt, Number.POSITIVE_INFINITY);
});

test('a change is an event of its stage, in plain numbers, and hooks hear of another scenario', () => {
  const heard: unknown[] = [];
  const ear = defineHook({ name: 'ear', onScenarioChange: change => void heard.push({ ...change }) });
  const lab = new Lab({ hooks: [ear] });
  lab.engine.change(UP, { delay: ms(80), scenario: table(row(0)) });
  assert.equal(lab.events, [{ at: 0, hook: '', event: 'set', fields: { scenario: '1 rows', delay: 80e6 } }]);
  assert.equal(heard, [{ at: 0, route: 0, rate: UNLIMITED, delay: 10e6, routeChanged: false }]);
});

const thief = defineHook({
  name: 'thief',
  options: { chance: option.ratio('share stolen', '0%'), copies: option.count('more of each', '0') },
  state: options => ({ first: options.chance }),
  preamble(_frame, { options, state, rng, count }) {
    if (state.first === 0) count('as it began');
    if (rng.chance(options.chance)) return drop('stolen');
    return duplicate(options.copies);
  },
});

const used = { hook: thief, stages: ['up', 'down'], values: { chance: 0, copies: 0 } };

test('an option of a hook holds from its next call on, at the one stage and for the one hook; its state stays', () => {
  const lab = new Lab({ hooks: [used, used] });
  const seats = lab.engine.stages.map(stage => stage.chain.seats);
  const before = seats[0]![1]!.ctx.options;
  lab.arrive(0, 100);
  lab.engine.change(UP, { hooks: { 'thief-2': { chance: '100%' } } });
  lab.arrive(1e6, 100);
  assert.equal(
    seats.flat().map(({ ctx }) => ctx.options.chance),
    [0, 1, 0, 0],
  );
  assert.equal([before.chance, seats[0]![1]!.ctx.options.copies], [0, 0]);
  assert.equal(lab.fates, ['1000000 up #4 hook:thief-2:stolen']);
  assert.is(seats[0]![1]!.ctx.counters.get('as it began'), 2);
  assert.equal(lab.events, [{ at: 0, hook: '', event: 'set', fields: { 'thief-2.chance': '100%' } }]);
});

test('options that a declaration refuses change nothing, also not what stands beside them', () => {
  const lab = new Lab({ hooks: [used] });
  for (const hooks of [{ thief: { copies: '2', chance: 'lots' } }, { thief: { x: '1' } }, { thieves: { copies: '1' } }])
    assert.throws(() => lab.engine.change(UP, { delay: ms(50), hooks }));
  const { ctx } = lab.engine.stages[0]!.chain.seats[0]!;
  assert.equal([ctx.options, lab.engine.stages[0]!.link.delay], [{ chance: 0, copies: 0 }, 10e6]);
});

test.run();
