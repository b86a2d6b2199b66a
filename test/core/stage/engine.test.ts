import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, defineHook, type VerdictOrNothing } from '../../../sdk/hook.js';
import { type BitRate, mbps, ms, type Nanos } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep, pass, replace, type Ticket } from '../../../sdk/verdict.js';
import { CLIENT, Lab, type LabSetup, SERVER } from './lab.js';

const marked = (first: number, length = 1000): Uint8Array => new Uint8Array(length).fill(first);

test('at one instant the scenario’s row comes first, then what is due, in the order in which it was scheduled', () => {
  const seen: string[] = [];
  const rows = [
    { at: 0 as Nanos, route: 0, delay: ms(10), rate: mbps(8) },
    { at: ms(12), route: 1, delay: ms(10), rate: mbps(8) },
  ];
  const hook = defineHook({
    name: 'observer',
    setup({ after }) {
      after(ms(12), () => void seen.push('asked first'));
    },
    preamble(frame, { after, now }) {
      // The frame is another one by the time the task runs.
      const [first] = frame.bytes;
      seen.push(`enters ${first}`);
      after((ms(12) - now) as Nanos, () => void seen.push(`asked by ${first}`));
    },
    episode: frame => void seen.push(`leaves ${frame.bytes[0]}`),
    onScenarioChange: () => void seen.push('row'),
  });
  const lab = new Lab({ hooks: [hook], scenario: { rows } });
  // The second frame leaves at 12 ms; its pacer ended at 2 ms, behind the asking.
  lab.arrive(0, marked(1));
  lab.arrive(0, marked(2));
  lab.run(ms(11));
  lab.arrive(ms(12), marked(3));
  lab.run();
  assert.equal(seen, [
    'enters 1',
    'enters 2',
    'leaves 1',
    'row',
    'asked first',
    'asked by 1',
    'asked by 2',
    'leaves 2',
    'enters 3',
    'asked by 3',
    'leaves 3',
  ]);
});

test('what a verdict or an injection makes comes before anything else of its instant', () => {
  const seen: string[] = [];
  const source = defineHook({
    name: 'source',
    setup({ after, inject }) {
      after(ms(1), () => inject(Frame.of(marked(1))));
      after(ms(1), () => void seen.push('asked before'));
    },
    preamble() {},
  });
  const holder = defineHook({ name: 'holder', preamble: () => hold(0 as Nanos) });
  const next = defineHook({ name: 'next', preamble: frame => void seen.push(`next ${frame.bytes[0]}`) });
  const lab = new Lab({ hooks: [source, holder, next] });
  lab.run();
  assert.equal(seen, ['next 1', 'asked before']);
});

test('what is due at the instant of an arrival happens before it, in lower stages first', () => {
  const seen: string[] = [];
  const named = (name: string) =>
    defineHook({ name, episode: () => void seen.push(name), preamble: () => void seen.push(`in ${name}`) });
  const lab = new Lab({
    hooks: [
      { hook: named('down'), stages: ['down'] },
      { hook: named('up'), stages: ['up'] },
    ],
  });
  lab.arrive(0, 1000, SERVER);
  lab.arrive(0, 1000, CLIENT);
  lab.arrive(ms(11), 1000, SERVER);
  assert.equal(seen, ['in down', 'in up', 'up', 'down', 'in down']);
});

test('the queue takes its limit from the first row, and another only when the route changes', () => {
  const row = (at: number, route: number, rate: number): ScenarioRow => ({
    at: ms(at),
    route,
    delay: ms(10),
    rate: mbps(rate),
  });
  const lab = new Lab({
    scenario: { rows: [row(0, 0, 8), row(10, 0, 80), row(20, 1, 4)] },
    queue: { limit: 'auto', multiplier: 1 },
  });
  const { queue } = lab.engine.stages[0]!.bottleneck;
  const limits = [5, 15, 25].map(at => {
    lab.run(ms(at));
    return queue.limitBytes;
  });
  assert.equal(limits, [20_000, 20_000, 10_000]);
});

test('a full queue drops the newest frame as queue:tail, and the one being sent does not count', () => {
  const lab = new Lab({ queue: { limit: 'bytes', bytes: 2500 } });
  for (let i = 1; i <= 5; i++) lab.arrive(0, marked(i));
  lab.run();
  assert.equal(lab.fates.slice(0, 2), ['0 up #12 queue:tail', '0 up #16 queue:tail']);
  assert.equal(
    lab.sent.map(({ bytes }) => bytes[0]),
    [1, 2, 3],
  );
});

test('at rate 0 frames wait and the queue fills; at an unlimited rate the whole backlog leaves at once', () => {
  const rows = [
    { at: 0 as Nanos, route: 0, delay: ms(1), rate: 0 as BitRate },
    { at: ms(5), route: 0, delay: ms(1), rate: Number.POSITIVE_INFINITY as BitRate },
  ];
  const lab = new Lab({ scenario: { rows }, queue: { limit: 'frames', frames: 2 } });
  for (let i = 1; i <= 4; i++) lab.arrive(0, marked(i));
  lab.arrive(ms(6), marked(5));
  lab.run();
  assert.equal(lab.outline, ['6000000 1', '6000000 2', '6000000 3', '7000000 5']);
  assert.is(lab.ledger.lostAll, 1);
});

test('ids interleave ports and stages, so that they do not depend on who else is there', () => {
  const lab = new Lab({ hooks: [defineHook({ name: 'twin', preamble: () => duplicate() })] });
  lab.arrive(0, 1000, CLIENT);
  lab.arrive(0, 1000, SERVER);
  lab.arrive(0, 1000, CLIENT);
  lab.run();
  // Ports 0 and 1, then the stages' own: up 2, down 3; four apart each.
  assert.equal(
    [...lab.sent.map(({ id }) => id)].sort((a, b) => a - b),
    [0, 1, 2, 4, 6],
  );
});

test('frames above the high mark of the store die of memory, and the rest keep to the count', () => {
  const lab = new Lab({ storeBytes: 2048 * 100, queue: { limit: 'none' } });
  for (let i = 0; i < 90; i++) lab.arrive(0);
  lab.engine.refuse(CLIENT, 0, new Uint8Array(0), 0, 0, 9000);
  lab.run();
  assert.is(lab.ledger.out, 66);
  const causes = lab.fates.map(fate => fate.split(' ')[3]).filter(fate => fate !== 'left');
  assert.equal(causes, [...new Array(24).fill('memory'), 'port:oversize']);
});

/** A hook that decides at random, from its own substream, among everything a handler may do. */
const random = (name: string): AnyHook =>
  defineHook({
    name,
    columns: { seen: 'u32' },
    state: () => ({ tickets: [] as Ticket[] }),
    preamble: decide,
    episode: decide,
  });

// biome-ignore lint/suspicious/noExplicitAny: the handler of hooks with and without options.
const decide = (frame: any, ctx: any): VerdictOrNothing => {
  const { rng, inject, after, state, stage, emit } = ctx;
  frame.my.seen += 1;
  const span = (): Nanos => (rng.below(3) === 0 ? (0 as Nanos) : (rng.below(2e6) as Nanos));
  switch (rng.below(24)) {
    case 0:
      return drop('chance');
    case 1:
      return hold(span());
    case 2:
      return duplicate(rng.below(3), span());
    case 3:
      return replace(...(rng.below(2) === 0 ? [] : [frame.copy(), frame]));
    case 4:
      return keep(ticket => {
        state.tickets.push(ticket);
      });
    case 5:
      inject(frame, { after: span() });
      return;
    case 6:
      after(span(), () => {
        const ticket = state.tickets.pop();
        if (ticket === undefined) return;
        if (rng.below(2) === 0) ticket.release();
        else ticket.drop('aged');
      });
      return;
    case 7:
      stage.set(rng.below(2) === 0 ? { delay: span() } : { rate: (rng.below(3) * 4e6) as BitRate });
      return;
    case 8:
      frame.resize(1 + rng.below(frame.capacity));
      return pass;
    case 9:
      emit('seen', { times: frame.my.seen });
      return;
    default:
      return;
  }
};

const rows = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 3e6 }),
      route: fc.integer({ min: 0, max: 2 }),
      delay: fc.integer({ min: 0, max: 3e6 }),
      rate: fc.constantFrom(0, 1e6, 7e6, 1e9, Number.POSITIVE_INFINITY),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(steps => {
    let at = 0;
    return steps.map(({ gap, route, delay, rate }): ScenarioRow => {
      at += gap;
      return { at: at as Nanos, route, delay: delay as Nanos, rate: rate as BitRate };
    });
  });

interface Arrival {
  readonly gap: number;
  readonly port: number;
  readonly length: number;
}
const arrivals = fc.array(
  fc.record({
    gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5e5 })),
    port: fc.constantFrom(CLIENT, SERVER),
    length: fc.integer({ min: 1, max: 1984 }),
  }),
  { maxLength: 60 },
);

const queue = fc.constantFrom(
  { limit: 'none' } as const,
  { limit: 'bytes', bytes: 4000 } as const,
  { limit: 'frames', frames: 3 } as const,
);

const feed = (lab: Lab, given: readonly Arrival[], each: () => void = () => {}): Lab => {
  let at = 0;
  for (const { gap, port, length } of given) {
    at += gap;
    if (lab.engine.stages.some(({ ordinal }) => ordinal === port)) lab.arrive(at, length, port);
    each();
  }
  return lab.run(at + 60e9);
};

const bothWays = ['up', 'down'];

test('random hooks, arrivals and scenarios: the count of frames is exact at every point', () => {
  const property = fc.property(fc.nat(), rows, arrivals, queue, (seed, scenario, given, limit) => {
    const hooks = ['a', 'b', 'c'].map(name => ({ hook: random(name), stages: bothWays }));
    const lab = new Lab({ hooks, seed, scenario: { rows: scenario }, queue: limit, storeBytes: 2048 * 64 });
    feed(lab, given, () => lab.engine.audit());
    if (lab.engine.failure) throw lab.engine.failure.error;
  });
  fc.assert(property, { seed: 8, numRuns: 200 });
});

test('advancing in many small steps or in none gives the same fates', () => {
  const property = fc.property(fc.nat(), rows, arrivals, queue, (seed, scenario, given, limit) => {
    const setup: LabSetup = {
      hooks: [{ hook: random('a'), stages: bothWays }],
      seed,
      scenario: { rows: scenario },
      queue: limit,
    };
    const whole = feed(new Lab(setup), given);
    const stepped = new Lab(setup);
    let at = 0;
    for (const { gap, port, length } of given) {
      for (let part = 0; part < 3; part++) stepped.engine.advance(at + Math.floor((gap * part) / 3));
      at += gap;
      stepped.arrive(at, length, port);
      stepped.engine.audit();
    }
    while (stepped.engine.nextDeadline() <= at + 60e9) stepped.engine.advance(stepped.engine.nextDeadline());
    assert.equal(stepped.fates, whole.fates);
    assert.equal(stepped.sent, whole.sent);
  });
  fc.assert(property, { seed: 9, numRuns: 100 });
});

test('both stages in one engine or one in each: the same fates, ids, bytes and times', () => {
  const property = fc.property(fc.nat(), rows, arrivals, queue, (seed, scenario, given, limit) => {
    const setup: LabSetup = {
      hooks: ['a', 'b'].map(name => ({ hook: random(name), stages: bothWays })),
      seed,
      scenario: { rows: scenario },
      queue: limit,
    };
    const one = feed(new Lab(setup), given);
    for (const stage of [0, 1]) {
      const alone = feed(new Lab({ ...setup, stages: [stage] }), given);
      const { name } = one.plan.stages[stage]!;
      assert.equal(
        alone.fates,
        one.fates.filter(fate => fate.split(' ')[1] === name),
      );
      assert.equal(
        alone.sent,
        one.sent.filter(({ port }) => port === 1 - stage),
      );
    }
  });
  fc.assert(property, { seed: 10, numRuns: 100 });
});

test('a hook that draws and decides nothing changes no other hook’s draws, nor any fate', () => {
  const gambler = defineHook({
    name: 'gambler',
    preamble: (_, { rng }) => void rng.u32(),
    episode: (_, { rng }) => void rng.float(),
  });
  const property = fc.property(
    fc.nat(),
    rows,
    arrivals,
    fc.integer({ min: 0, max: 2 }),
    (seed, scenario, given, place) => {
      const hooks: LabSetup['hooks'] = ['a', 'b'].map(name => ({ hook: random(name), stages: bothWays }));
      const more = [...hooks!.slice(0, place), { hook: gambler, stages: bothWays }, ...hooks!.slice(place)];
      const without = feed(new Lab({ hooks: hooks!, seed, scenario: { rows: scenario } }), given);
      const withIt = feed(new Lab({ hooks: more, seed, scenario: { rows: scenario } }), given);
      assert.equal(withIt.fates, without.fates);
      assert.equal(withIt.sent, without.sent);
    },
  );
  fc.assert(property, { seed: 11, numRuns: 100 });
});

test('while memory is low nothing more is taken than is in use, and the drops have that cause', () => {
  const row = { at: 0 as Nanos, route: 0, delay: ms(10), rate: mbps(Number.POSITIVE_INFINITY) };
  const lab = new Lab({ scenario: { rows: [row] } });
  lab.arrive(0);
  lab.engine.limitMemory(lab.store.used);
  lab.arrive(1e6);
  lab.arrive(15e6);
  lab.arrive(16e6);
  lab.engine.limitMemory(Number.POSITIVE_INFINITY);
  lab.arrive(17e6);
  lab.run();
  assert.equal(
    lab.fates.map(fate => fate.split(' ').at(-1)),
    ['memory', 'left', 'memory', 'left', 'left'],
  );
  assert.equal(lab.arrivals[1], '0 memory: 1');
});

test.run();
