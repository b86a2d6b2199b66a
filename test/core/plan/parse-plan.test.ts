import { resolve } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, faultText } from '../../../core/fault.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { LINK_PORTS, LINK_TOPOLOGIES } from '../../../core/plan/port-plan.js';
import { malformedPlans } from './malformed-plans.js';

const CSV = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n';
const FILES: Record<string, string> = {
  'p/leo.csv': `${CSV}0,0,41,80\n1000,1,36.7,101.5\n`,
  'p/meo.csv': `${CSV}0,0,90,20\n`,
  'p/bad.csv': `${CSV}0,0,41,x\n`,
  'p/attacker.ts': '',
};
const parse = (text: string) =>
  parsePlan(text, 'p/plan.yaml', path => (Object.hasOwn(FILES, path) ? FILES[path] : undefined));
const planOf = (text: string): Plan => {
  const { plan, faults } = parse(text);
  assert.equal(faults.map(faultText), []);
  return plan!;
};
const rows = (plan: Plan, stage: number) => plan.stages[stage]!.scenario.rows.map(row => [row.at, row.delay, row.rate]);

test('a whole plan is read, every unit and every default', () => {
  const plan = planOf(`
hookline: 1
seed: 7
duration: 60s
startup: first-transport-packet
link:
  scenario: leo.csv
  queue: auto
  reconfiguration: { delay: 20ms }
  up: { rate: 5Mbit/s }
  down: { reconfiguration: { mode: all } }
hooks:
  - use: ./attacker.ts
    at: up
    options: { chance: 2%, port: 5201 }
    onError: drop
  - loss
traffic:
  - { kind: tcp, from: client, bytes: 2MB, congestion: newreno, start: 100ms, ecn: yes }
  - { kind: cbr, from: server, rate: 5Mbit/s, size: 1000, stop: 3s, port: 9 }
ports: { client: { pcap: up.pcap }, server: }
store: { memory: 64MiB, slot: 4KiB }
`);
  assert.is(plan.seed, 7);
  assert.is(plan.duration, 60e9);
  assert.is(plan.startup, 'first-transport-packet');
  assert.equal(
    plan.stages.map(({ scenario, ...stage }) => stage),
    [
      {
        name: 'up',
        direction: 'up',
        pair: 'down',
        queue: { limit: 'auto', multiplier: 1 },
        reconfiguration: { delay: 20e6, mode: 'gsl' },
        effects: {},
      },
      {
        name: 'down',
        direction: 'down',
        pair: 'up',
        queue: { limit: 'auto', multiplier: 1 },
        reconfiguration: { delay: 20e6, mode: 'all' },
        effects: {},
      },
    ],
  );
  assert.equal(rows(plan, 0), [
    [0, 41e6, 5e6],
    [1e9, 36.7e6, 5e6],
  ]);
  assert.equal(rows(plan, 1), [
    [0, 41e6, 80e6],
    [1e9, 36.7e6, 101.5e6],
  ]);
  assert.equal(plan.hooks, [
    {
      file: resolve('p/attacker.ts'),
      stages: ['up'],
      options: { chance: '2%', port: '5201' },
      onError: 'drop',
      places: {
        '': { file: 'p/plan.yaml', line: 13, column: 10 },
        chance: { file: 'p/plan.yaml', line: 15, column: 24 },
        port: { file: 'p/plan.yaml', line: 15, column: 34 },
        '.onError': { file: 'p/plan.yaml', line: 16, column: 14 },
      },
    },
    {
      file: 'loss',
      stages: ['up', 'down'],
      options: {},
      onError: 'stop',
      places: { '': { file: 'p/plan.yaml', line: 17, column: 5 } },
    },
  ]);
  assert.equal(plan.traffic, [
    {
      kind: 'tcp',
      from: 'client',
      to: 'server',
      start: 100e6,
      stop: Number.POSITIVE_INFINITY,
      settings: { bytes: 2e6, congestion: 'newreno', ecn: true, mss: 1460, sack: true, port: 5201 },
    },
    { kind: 'cbr', from: 'server', to: 'client', start: 0, stop: 3e9, settings: { rate: 5e6, size: 1000, port: 9 } },
  ]);
  assert.equal(plan.ports, [{ ...LINK_PORTS[0]!, pcap: resolve('p/up.pcap') }, LINK_PORTS[1]!]);
  assert.equal(plan.store, { bytes: 64 * 1024 ** 2, slotBytes: 4096 });
});

test('a rate and a delay are enough', () => {
  const plan = planOf('link: { rate: 10Mbit/s, delay: 20ms }');
  assert.is(plan.seed, 1);
  assert.is(plan.duration, Number.POSITIVE_INFINITY);
  assert.equal(plan.stages[1]!.scenario.rows, [{ at: 0, route: 0, delay: 20e6, rate: 10e6 }]);
  assert.equal(plan.hooks, []);
  assert.equal(plan.traffic, []);
  assert.equal(plan.ports, LINK_PORTS);
  assert.equal(plan.topologies, LINK_TOPOLOGIES);
  assert.equal(plan.store, { bytes: 0, slotBytes: 2048 });
});

test('without a rate a link takes no time to send, without a delay none to cross', () => {
  assert.equal(rows(planOf('link: { delay: 5ms }'), 0), [[0, 5e6, Number.POSITIVE_INFINITY]]);
  assert.equal(rows(planOf('link: { rate: unlimited }'), 0), [[0, 0, Number.POSITIVE_INFINITY]]);
  assert.equal(rows(planOf('link: { up: { rate: 1kbit/s } }'), 1), [[0, 0, Number.POSITIVE_INFINITY]]);
});

test('JSON is a plan file, too', () => {
  assert.equal(rows(planOf('{"link": {"rate": "1Mbit/s", "delay": "1ms"}}'), 0), [[0, 1e6, 1e6]]);
});

test("a direction's own scenario leaves the link's rate and delay behind", () => {
  const plan = planOf('link: { scenario: leo.csv, rate: 1Mbit/s, delay: 1ms, up: { scenario: meo.csv, delay: 2ms } }');
  assert.equal(rows(plan, 0), [[0, 2e6, 20e6]]);
  assert.equal(rows(plan, 1), [
    [0, 1e6, 1e6],
    [1e9, 1e6, 1e6],
  ]);
});

test('a scenario may stand in the plan as a table', () => {
  const plan = planOf('link:\n  scenario: |\n    Delay[ms],Time[ms],RouteID,Btldr[Mbps]\n    5,0,0,8\n');
  assert.equal(rows(plan, 0), [[0, 5e6, 8e6]]);
});

test('anchors and aliases carry settings', () => {
  const plan = planOf('link: { up: &slow { rate: 1Mbit/s, delay: 1ms }, down: *slow }');
  assert.equal(rows(plan, 0), rows(plan, 1));
});

const queues: [text: string, queue: unknown][] = [
  ['auto', { limit: 'auto', multiplier: 1 }],
  ['{ limit: auto, multiplier: 1.5 }', { limit: 'auto', multiplier: 1.5 }],
  ['{ multiplier: 2 }', { limit: 'auto', multiplier: 2 }],
  ['{ limit: 100 frames }', { limit: 'frames', frames: 100 }],
  ['64KiB', { limit: 'bytes', bytes: 65536 }],
  ['1500B', { limit: 'bytes', bytes: 1500 }],
  ['1 frame', { limit: 'frames', frames: 1 }],
  ['none', { limit: 'none' }],
];
for (const [text, queue] of queues) {
  test(`a queue may be ${text}`, () => {
    const plan = planOf(`link: { rate: 1Mbit/s, queue: ${text}, down: { queue: none } }`);
    assert.equal(plan.stages[0]!.queue, queue);
    assert.equal(plan.stages[1]!.queue, { limit: 'none' });
  });
}

test('every kind of traffic has defaults', () => {
  const plan = planOf(`
link: { rate: 1Mbit/s }
traffic:
  - { kind: cbr, rate: 1Mbit/s }
  - { kind: poisson, rate: 2Mbit/s }
  - { kind: bursts }
  - { kind: request-response, from: server }
  - { kind: tcp }
`);
  assert.equal(
    plan.traffic.map(({ settings }) => settings),
    [
      { rate: 1e6, size: 1200, port: 5201 },
      { rate: 2e6, size: 1200, port: 5202 },
      { rate: 0, size: 1200, burst: 10, every: 100e6, port: 5203 },
      { request: 200, response: 20e3, think: 100e6, port: 5204 },
      { bytes: Number.POSITIVE_INFINITY, congestion: 'cubic', ecn: false, mss: 1460, sack: true, port: 5205 },
    ],
  );
  assert.equal([plan.traffic[3]!.from, plan.traffic[3]!.to], ['server', 'client']);
});

test('an option reaches its hook as it was written', () => {
  const plan = planOf(`link: { rate: 1Mbit/s }
hooks: [{ use: a, options: { id: 007, hex: 0x1F, yes: true, quoted: "1: 2", long: 12345678901234567890, exp: 1e3 } }]`);
  assert.equal(plan.hooks[0]!.options, {
    id: '007',
    hex: '0x1F',
    yes: 'true',
    quoted: '1: 2',
    long: '12345678901234567890',
    exp: '1e3',
  });
});

for (const [what, text, ...faults] of malformedPlans) {
  test(`a fault is placed: ${what}`, () => {
    const result = parse(text);
    assert.equal(
      result.faults.map(fault => faultText(fault).replace(/^p\/plan\.yaml:/, '')),
      faults,
    );
    assert.is(result.plan, undefined);
  });
}

test('past twenty faults in the plan there is a count', () => {
  const { faults } = parse(`link: { rate: 1Mbit/s }\nhooks: [${'1, '.repeat(30)}]\n`);
  assert.is(faults.length, 21);
  assert.is(faultText(faults[20]!), 'p/plan.yaml: and 10 more faults');
});

test('aliases that multiply without end are a fault, not a full memory', () => {
  const lines = ['a0: &a0 [1]'];
  for (let i = 1; i < 30; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`);
  const { faults } = parse(lines.join('\n'));
  assert.is(faults.length, 1);
  assert.match(faults[0]!.message, /^not a plan: .*alias/);
});

const inOrder = (faults: readonly Fault[]): boolean =>
  faults.every((b, i) => {
    const a = faults[i - 1];
    return !a || a.file !== b.file || b.line === 0 || a.line < b.line || (a.line === b.line && a.column <= b.column);
  });

test('any text gives a plan or faults in reading order, and never throws', () => {
  const words =
    'link rate delay scenario queue up down hooks use at options traffic kind cbr tcp bad.csv 1Mbit/s 20ms 5 auto'.split(
      ' ',
    );
  const word = fc.oneof(
    fc.constantFrom(
      ...words,
      '\n',
      '\n  ',
      '\n    ',
      ': ',
      '- ',
      '{ ',
      ' }',
      '[',
      ']',
      ', ',
      '|\n',
      '&a ',
      '*a',
      '"',
      "'",
      '#',
      '? ',
      '!!x ',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('', 'link: ', 'link: { rate: 1Mbit/s }\n'),
      fc.array(word, { maxLength: 30 }),
      (head, parts) => {
        const { plan, faults } = parse(head + parts.join(''));
        assert.is(plan === undefined, faults.length > 0);
        assert.ok(inOrder(faults));
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
});

test('any content of the right names gives a plan or faults, and never throws', () => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>('1Mbit/s', '20ms', 'auto', 'tcp', 'cbr', 'up', 'x.csv', 'a\nb', null, true),
    fc.double(),
    fc.integer(),
  );
  const { node } = fc.letrec(tie => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.dictionary(
        fc.constantFrom(
          'link',
          'up',
          'rate',
          'delay',
          'queue',
          'limit',
          'hooks',
          'use',
          'options',
          'traffic',
          'kind',
          'scenario',
          'store',
          'memory',
          '__proto__',
        ),
        tie('node'),
        { maxKeys: 5 },
      ),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(node, content => {
      const { plan, faults } = parse(JSON.stringify(content));
      assert.is(plan === undefined, faults.length > 0);
      assert.ok(inOrder(faults));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test.run();
