import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { pressureFaults } from '../../../core/plan/join-limits.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { constant, type Plan, STARTUPS } from '../../../core/plan/plan.js';
import { planText } from '../../../core/plan/plan-text.js';
import { LINK_PORTS, LINK_TOPOLOGIES } from '../../../core/plan/port-plan.js';
import { portsReached } from '../../../core/plan/ports-reached.js';
import { exactBytes, exactRate, exactSpan } from '../../../core/plan/quantity-text.js';
import { parseBytes, parseRate, parseSpan } from '../../../sdk/quantity.js';
import { RIGHTS } from '../../../sdk/rights.js';
import { mbps, ms } from '../../../sdk/units.js';
import { randomGraph, stagesOf } from './random-graph.js';

/** The meaning of a plan: everything but where its settings were written. Cloned, for fast-check's records have no prototype. */
const meaning = (plan: Plan) => structuredClone({ ...plan, hooks: plan.hooks.map(({ places, ...hook }) => hook) });

const again = (plan: Plan): Plan => {
  const { plan: read, faults } = parsePlan(planText(plan), 'elsewhere/plan.yaml', () => '');
  assert.equal(faults.map(faultText), []);
  return read!;
};

test('a plan is written for people', () => {
  const plan = planOfScenario(constant(mbps(101.5), ms(36.7)), { duration: ms(1500), multiplier: 1.5 });
  assert.is(
    planText({
      ...plan,
      hooks: [{ file: '/x/a.ts', stages: ['up'], options: { n: '007' }, onError: 'stop', places: {} }],
    }),
    `hookline: 1
seed: 1
duration: 1.5s
startup: app-start
link:
  rate: 101.5Mbit/s
  delay: 36.7ms
  queue:
    limit: auto
    multiplier: 1.5
  reconfiguration:
    delay: 0s
    mode: gsl
ports:
  client: {}
  server: {}
hooks:
  - use: /x/a.ts
    at: up
    options:
      n: "007"
    onError: stop
lanes: auto
store:
  memory: auto
  slot: 2KiB
`,
  );
});

test('what is said of a hook is written as people say it', () => {
  const text = `link: { rate: 1Mbit/s }
groups: { ends: [down, up] }
hooks:
  - { use: loss, at: ends, nth: [1, 4], rights: inject, budget: { bytes: 64KiB, share: 50% }, timeBudget: 50us }
  - { use: loss, at: [ends, up], nth: 3, filter: udp port 53, rights: none, budget: { share: 2/3 } }
  - { use: loss, every: 10 of flow, rights: all, budget: {} }
`;
  const { plan, faults } = parsePlan(text, 'plan.yaml', () => undefined);
  assert.equal(faults.map(faultText), []);
  assert.is(
    planText(plan!).split('hooks:\n')[1]!.split('lanes:')[0],
    `  - use: loss
    at: all
    nth: 1,4
    rights: inject
    budget:
      bytes: 64KiB
      share: 50%
    timeBudget: 50us
    onError: stop
  - use: loss
    at: all
    filter: udp port 53
    nth: 3
    rights: none
    budget:
      share: 2/3
    onError: stop
  - use: loss
    at: all
    every: 10 of flow
    onError: stop
`,
  );
});

test('a scenario is written as a table', () => {
  const rows = [
    { at: ms(0), route: 0, delay: ms(41), rate: mbps(80) },
    { at: ms(0.5), route: 1, delay: ms(36.7), rate: mbps(101.5) },
  ];
  const text = planText(planOfScenario({ rows }));
  assert.match(
    text,
    `link:
  scenario: |
    Time[ms],RouteID,Delay[ms],Btldr[Mbps]
    0,0,41,80
    0.5,1,36.7,101.5
  queue: auto
`,
  );
});

const nat = fc.oneof(fc.nat(), fc.maxSafeNat());
test('a quantity is written exactly', () => {
  fc.assert(
    fc.property(nat, n => {
      assert.is(parseSpan(exactSpan(n)), n);
      assert.is(parseRate(exactRate(n)), n);
      assert.is(parseBytes(exactBytes(n)), n);
    }),
    { seed: 1, numRuns: 2000 },
  );
  assert.equal([exactSpan(0), exactSpan(36_700_000), exactSpan(1_500), exactSpan(7)], ['0s', '36.7ms', '1.5us', '7ns']);
  assert.equal([exactRate(0), exactRate(64_000), exactRate(1.5e9)], ['0bit/s', '64kbit/s', '1.5Gbit/s']);
  assert.equal([exactBytes(0), exactBytes(65536), exactBytes(2e6), exactBytes(1500)], ['0B', '64KiB', '2MB', '1500B']);
});

const infinite = fc.constant(Number.POSITIVE_INFINITY);
const scenario = fc
  .uniqueArray(nat, { minLength: 1, maxLength: 4 })
  .chain(times =>
    fc.tuple(
      ...times
        .sort((a, b) => a - b)
        .map(at => fc.record({ at: fc.constant(at), route: fc.nat(3), delay: nat, rate: fc.oneof(nat, infinite) })),
    ),
  )
  .map(rows => ({ rows }));
const queue = fc.oneof(
  fc.record({
    limit: fc.constant('auto'),
    multiplier: fc.oneof(fc.constant(1), fc.double({ min: 1e-3, max: 100, noNaN: true })),
  }),
  fc.record({ limit: fc.constant('bytes'), bytes: nat }),
  fc.record({ limit: fc.constant('frames'), frames: fc.nat() }),
  fc.constant({ limit: 'none' }),
);
const reconfiguration = fc.record({ delay: nat, mode: fc.constantFrom('gsl', 'all') });
const bareHook = {
  file: fc.constantFrom('loss', '/x/attacker.ts', '/x y/#1/a.ts'),
  stages: fc.constantFrom(['up'], ['down'], ['up', 'down']),
  options: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 6 }).filter(name => name !== '__proto__'),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  ),
  onError: fc.constantFrom('stop', 'drop', 'pass', 'detach'),
};
const above0 = nat.map(n => n + 1).filter(Number.isSafeInteger);
const share = fc.oneof(fc.constantFrom(1, 0.5, 2 / 3, 3 / 4, 0.99), fc.double({ min: 0.5, max: 1, noNaN: true }));
const budget = fc.record({ frames: fc.maxSafeNat(), bytes: nat, share }, { requiredKeys: [] });
const places = fc.constantFrom('3', '007', '3-5', '1,4', '10-', '2 of flow', '1, 3 - 5  of flow');
const terms = fc.record(
  {
    filter: fc.constantFrom('udp', 'tcp port 80 and not host 10.0.0.7', 'ip[6] & 64 != 0'),
    position: fc.oneof(fc.record({ nth: places }), fc.record({ every: fc.constantFrom('10', '3 of flow') })),
    rights: fc.subarray(RIGHTS.slice()),
    budget: budget.filter(limits => Object.keys(limits).length > 0),
    time: fc.record(
      { timeBudget: above0, onSlow: fc.constantFrom('warn', 'detach') },
      { requiredKeys: ['timeBudget'] },
    ),
  },
  { requiredKeys: [] },
);
const hook = fc.tuple(fc.record(bareHook), terms).map(([bare, { position, time, ...rest }]) => {
  const all = { ...bare, ...rest, ...position, ...time };
  // Of a single stage a share is none, or all of it.
  const { share, ...limits } = all.budget ?? {};
  if (share === undefined || share === 1 || bare.stages.length > 1) return all;
  const { budget, ...others } = all;
  return Object.keys(limits).length === 0 ? others : { ...others, budget: limits };
});
const port = fc.integer({ min: 1, max: 65535 });
const size = fc.integer({ min: 60, max: 1984 });
const kinds = fc.oneof(
  fc.record({ kind: fc.constantFrom('cbr', 'poisson'), settings: fc.record({ rate: above0, size, port }) }),
  fc.record({
    kind: fc.constant('bursts'),
    settings: fc.record({ rate: nat, size, burst: fc.integer({ min: 1, max: 1e6 }), every: above0, port }),
  }),
  fc.record({
    kind: fc.constant('request-response'),
    settings: fc.record({ request: above0, response: above0, think: nat, port }),
  }),
  fc.record({
    kind: fc.constant('tcp'),
    settings: fc.record({
      bytes: fc.oneof(above0, infinite),
      congestion: fc.constantFrom('cubic', 'newreno'),
      ecn: fc.boolean(),
      mss: fc.integer({ min: 88, max: 1890 }),
      sack: fc.boolean(),
      port,
    }),
  }),
);
const traffic = fc.tuple(kinds, fc.boolean(), fc.nat(), infinite).map(([kind, up, start, stop]) => ({
  ...kind,
  start,
  stop,
  from: up ? 'client' : 'server',
  to: up ? 'server' : 'client',
}));
const plan = fc
  .record({
    seed: fc.maxSafeNat(),
    duration: fc.oneof(above0, infinite),
    startup: fc.constantFrom(...STARTUPS),
    scenarios: fc.oneof(
      fc.tuple(scenario, scenario),
      scenario.map(one => [one, one]),
    ),
    queues: fc.tuple(queue, queue),
    reconfigurations: fc.tuple(reconfiguration, reconfiguration),
    hooks: fc.array(hook, { maxLength: 3 }),
    hookMemory: fc.option(above0, { nil: undefined }),
    traffic: fc.array(traffic, { maxLength: 3 }),
    ports: fc.constantFrom(
      LINK_PORTS,
      [{ ...LINK_PORTS[0]!, pcap: '/x/a.pcap' }, LINK_PORTS[1]!],
      [LINK_PORTS[0]!, { ...LINK_PORTS[1]!, host: 'client', interfaceName: 'eth1', mac: '02:00:00:00:00:01' }],
      LINK_PORTS.map(({ ipv6: _, ...port }) => ({ ...port, attach: { kind: 'netns', name: port.name } })),
    ),
    lanes: fc.constantFrom('auto', 'one'),
    store: fc.record({
      bytes: fc.oneof(fc.constant(0), fc.integer({ min: 8192, max: 0xffffffff })),
      slotBytes: fc.constant(2048),
    }),
  })
  .map(({ scenarios, queues, reconfigurations, hookMemory, ...others }) => {
    const rest = hookMemory === undefined ? others : { ...others, hookMemory };
    const base = planOfScenario(constant(mbps(1), ms(1)));
    const stages = base.stages.map((stage, i) => ({
      ...stage,
      scenario: scenarios[i],
      queue: queues[i],
      reconfiguration: reconfigurations[i],
    }));
    return { ...rest, stages, topologies: LINK_TOPOLOGIES } as unknown as Plan;
  });

const subset = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
const anyGraphPlan = fc.tuple(plan, randomGraph, subset, kinds).map(([link, graph, picks, kind]): Plan => {
  const { topologies } = graph;
  // Nothing can come in where no topology begins.
  const ports = graph.ports.map(({ pcap, ...port }) =>
    pcap === undefined || port.enter.length === 0 ? port : { ...port, pcap },
  );
  const stages = stagesOf(graph, link.stages[0]!);
  const hooks = link.hooks.map(hook => {
    const at = stages.map(({ name }) => name).filter((_, i) => picks[i]);
    const { share, ...limits } = hook.budget ?? {};
    const { budget, ...bare } = hook;
    const bounded = Object.keys(limits).length === 0 ? bare : { ...bare, budget: limits };
    return at.length < 2 ? { ...bounded, stages: [at[0] ?? stages[0]!.name] } : { ...hook, stages: at };
  });
  const heard = new Set(ports.filter(({ ipv4 }) => ipv4 !== undefined).map(({ name }) => name));
  const ways = [...heard].flatMap(from =>
    [...portsReached({ ports, topologies }, from)].filter(to => to !== from && heard.has(to)).map(to => ({ from, to })),
  );
  const traffic = ways.map(way => ({ ...kind, ...way, start: 0, stop: Number.POSITIVE_INFINITY }));
  return { ...link, hooks, traffic, stages, ports, topologies } as unknown as Plan;
});
const graphPlan = anyGraphPlan.filter(any => pressureFaults(any).length === 0);

test('a written plan reads back as the same plan, wherever it lies', () => {
  fc.assert(
    fc.property(plan, any => assert.equal(meaning(again(any)), meaning(any))),
    { seed: 1, numRuns: 200 },
  );
});

test('a written graph reads back as the same graph: vertices in order, dispatches, ways in and exits', () => {
  let several = 0;
  fc.assert(
    fc.property(graphPlan, any => {
      if (any.topologies.length > 1) several += 1;
      assert.equal(meaning(again(any)), meaning(any));
    }),
    { seed: 1, numRuns: 500 },
  );
  assert.ok(several > 100, `${several}`);
});

test('a graph is written with everything that a later version might think otherwise', () => {
  const { plan: read } = parsePlan(
    `stages: { a: { rate: 1Mbit/s, pair: b }, b: }
ports: { x: , y: { attach: if:eth1, ipv6: none } }
topologies:
  there:
    from: x
    arcs: [{ stage: a, from: in, to: out, weight: 3 }, { stage: b, from: in, to: out }]
    dispatch: { in: weighted }
    exits: { out: { port: y, dedupe: first } }
  home: { from: y, path: [b], to: learn }
`,
    'plan.yaml',
    () => undefined,
  );
  assert.is(
    planText(read!).split('\nlanes:')[0],
    `hookline: 1
seed: 1
startup: app-start
ports:
  x:
    interface: veth1
    mac: 22:22:22:22:22:22
    ipv4: 192.168.22.2/24
    ipv6: fd22::2/64
    enter:
      - there
  y:
    attach: if:eth1
    mac: 66:66:66:66:66:66
    ipv4: 192.168.66.2/24
    ipv6: none
    enter:
      - home
stages:
  a:
    rate: 1Mbit/s
    delay: 0s
    queue: auto
    reconfiguration:
      delay: 0s
      mode: gsl
    direction: up
    pair: b
  b:
    rate: unlimited
    delay: 0s
    queue: auto
    reconfiguration:
      delay: 0s
      mode: gsl
    direction: up
topologies:
  there:
    arcs:
      - stage: a
        from: in
        to: out
        weight: 3
      - stage: b
        from: in
        to: out
    dispatch:
      in:
        policy: weighted
        onFull: drop
        smooth: false
    exits:
      out:
        port: y
        dedupe: first
  home:
    path:
      - b
    to: learn`,
  );
});

test.run();
