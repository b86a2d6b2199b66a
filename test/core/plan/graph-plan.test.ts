import { resolve } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse as parseYaml } from 'yaml';
import { faultText } from '../../../core/fault.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { planText } from '../../../core/plan/plan-text.js';
import { defaultAddresses } from '../../../core/plan/port-plan.js';
import { AT_RANDOM, chain } from '../../../core/plan/topology-plan.js';
import { malformedGraphs } from './malformed-graphs.js';
import { randomGraph, stagesOf } from './random-graph.js';

const FILES: Readonly<Record<string, string>> = {
  'p/lossy.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Loss[%]\n0,0,1,1,2\n',
  'p/ways.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Direction\n0,0,10,1,up\n0,0,20,2,down\n',
  'p/thief.ts': '',
};
const parse = (text: string) => parsePlan(text, 'p/plan.yaml', path => FILES[path]);
const planOf = (text: string): Plan => {
  const { plan, faults } = parse(text);
  assert.equal(faults.map(faultText), []);
  return plan!;
};

const WHOLE = `
ports:
  alice: { pcap: in.pcap }
  bob: { ipv4: 10.0.0.2/24, mac: 02-00-00-00-00-0A }
  lan: { attach: "netns:lab", interface: eth7, ipv6: none }
  alice2: { host: alice, enter: [{ match: udp port 5004, topology: media }, home] }
stages:
  access: { rate: 50Mbit/s, delay: 2ms, queue: 64KiB }
  fast: { scenario: ways.csv, pair: back }
  slow:
  back: { scenario: ways.csv, direction: down, loss: 1% }
topologies:
  there:
    from: alice
    arcs:
      - { stage: fast, from: fork, to: out, weight: 3 }
      - { stage: access, from: in, to: fork }
      - { stage: slow, from: fork, to: 7, weight: 0.5 }
      - { stage: slow, from: 7, to: out }
    dispatch: { fork: { policy: weighted, smooth: yes, sticky: 10s } }
    exits: { out: { port: bob, dedupe: first } }
  home: { from: [bob, lan], path: [back, slow], to: learn }
  media: { path: [access], to: bob }
hooks:
  - ./thief.ts
  - { use: loss, at: [slow, fast] }
  - { use: loss, at: all }
traffic:
  - { kind: tcp, from: alice2, to: bob }
lanes: 1
`;

test('ports have what the plan says, and else their place’s names and addresses', () => {
  const [alice, bob, lan, second] = planOf(WHOLE).ports;
  const enter = [{ topology: 'there' }];
  assert.equal(alice, { name: 'alice', host: 'alice', ...defaultAddresses(0), enter, pcap: resolve('p/in.pcap') });
  assert.equal(bob, {
    name: 'bob',
    host: 'bob',
    ...defaultAddresses(1),
    ipv4: '10.0.0.2/24',
    mac: '02:00:00:00:00:0a',
    enter: [{ topology: 'home' }],
  });
  const { ipv6: _, ...usual } = defaultAddresses(2);
  const attach = { kind: 'netns', name: 'lab' };
  assert.equal(lan, {
    name: 'lan',
    host: 'lan',
    ...usual,
    interfaceName: 'eth7',
    enter: [{ topology: 'home' }],
    attach,
  });
  assert.equal(second!.host, 'alice');
  assert.equal(second!.enter, [{ match: 'udp port 5004', topology: 'media' }, { topology: 'home' }]);
});

test('stages follow the rows of their direction, and one that says nothing takes no time', () => {
  const [access, fast, slow, back] = planOf(WHOLE).stages;
  assert.equal(access!.queue, { limit: 'bytes', bytes: 65536 });
  assert.equal([fast!.direction, fast!.pair, fast!.scenario.rows[0]!.delay], ['up', 'back', 10e6]);
  assert.equal([back!.direction, back!.pair, back!.scenario.rows[0]!.delay], ['down', undefined, 20e6]);
  assert.equal(slow!.scenario.rows, [{ at: 0, route: 0, delay: 0, rate: Number.POSITIVE_INFINITY }]);
  assert.equal(back!.effects, { loss: { model: 'independent', chance: 0.01, ecn: false } });
});

test('vertices are in topological order, the entry first; arcs in the order of the file', () => {
  const { vertices, arcs } = planOf(WHOLE).topologies[0]!;
  assert.equal(
    vertices.map(({ name }) => name),
    ['in', 'fork', '7', 'out'],
  );
  assert.equal(arcs, [
    { stage: 'fast', from: 1, to: 3, weight: 3 },
    { stage: 'access', from: 0, to: 1, weight: 1 },
    { stage: 'slow', from: 1, to: 2, weight: 0.5 },
    { stage: 'slow', from: 2, to: 3, weight: 1 },
  ]);
  assert.equal(vertices[0], { name: 'in', dispatch: AT_RANDOM });
  assert.equal(vertices[1]!.dispatch, { ...AT_RANDOM, policy: 'weighted', smooth: true, sticky: 10e9 });
  assert.equal(vertices[3]!.exit, { port: 'bob', dedupe: 'first' });
});

test('a path is a chain', () => {
  const [, home, media] = planOf(WHOLE).topologies;
  assert.equal(home, chain('home', ['back', 'slow'], { port: 'learn', dedupe: 'none' }));
  assert.equal(media, chain('media', ['access'], { port: 'bob', dedupe: 'none' }));
});

test('hooks stand at all stages unless told, and at those they name in the plan’s order', () => {
  const all = ['access', 'fast', 'slow', 'back'];
  assert.equal(
    planOf(WHOLE).hooks.map(({ stages }) => stages),
    [all, ['fast', 'slow'], all],
  );
});

test('traffic goes from port to port, between two ports from the first to the other', () => {
  const [tcp] = planOf(WHOLE).traffic;
  assert.equal([tcp!.from, tcp!.to], ['alice2', 'bob']);
  const two = `stages: { a: }\nports: { x: , y: }\ntopologies: { t: { from: [x, y], path: [a], to: learn } }\n`;
  const ends = (...sets: string[]) =>
    planOf(`${two}traffic: [${sets.map(set => `{ kind: tcp${set} }`).join(', ')}]\n`).traffic.map(
      ({ from, to }) => from + to,
    );
  assert.equal(ends('', ', from: y', ', to: x', ', to: y', ', from: x, to: y'), ['xy', 'yx', 'yx', 'xy', 'xy']);
});

test('one lane is asked for by its number; as many as may be are the default', () => {
  assert.is(planOf(WHOLE).lanes, 'one');
  assert.is(planOf('link: { rate: 1Mbit/s, delay: 1ms }').lanes, 'auto');
  assert.is(planOf('link: { rate: 1Mbit/s, delay: 1ms }\nlanes: "auto"').lanes, 'auto');
});

test('the ports of a link take names, addresses and places as well', () => {
  const { ports } = planOf(
    'link: { rate: 1Mbit/s, delay: 1ms }\nports: { server: { attach: "docker:web", ipv6: none } }',
  );
  const { ipv6: _, ...usual } = defaultAddresses(1);
  const attach = { kind: 'docker', name: 'web' };
  assert.equal(ports[1], { name: 'server', host: 'server', ...usual, enter: [{ topology: 'down' }], attach });
});

test('of an interface that is there already the port has the name', () => {
  const { ports } = planOf('link: { rate: 1Mbit/s, delay: 1ms }\nports: { client: { attach: "if:eth1" } }');
  assert.is(ports[0]!.interfaceName, 'eth1');
});

for (const [what, text, ...faults] of malformedGraphs) {
  test(`a fault of a graph is placed: ${what}`, () => {
    const result = parse(text);
    assert.equal(
      result.faults.map(fault => faultText(fault).replace(/^p\/plan\.yaml:/, '')),
      faults,
    );
    assert.is(result.plan, undefined);
  });
}

test('154 ports are taken, and one more is refused', () => {
  const plan = (count: number): string => {
    const ports = Array.from({ length: count }, (_, i) => `p${i}: `).join(', ');
    return `stages: { a: }\nports: { ${ports} }\ntopologies: { t: { from: p0, path: [a], to: p1 } }\n`;
  };
  assert.is(planOf(plan(154)).ports.length, 154);
  assert.equal(parse(plan(155)).faults.map(faultText), ['p/plan.yaml:2:8: ports: 155 ports: 154 at most']);
});

test('hosts that never meet may have one address', () => {
  const apart = `stages: { a: }
ports: { x: , y: { ipv4: 10.0.0.1/24 }, z: , w: { ipv4: 10.0.0.1/24 } }
topologies: { t: { from: x, path: [a], to: y }, u: { from: z, path: [a], to: w } }
`;
  assert.is(planOf(apart).ports.length, 4);
  const meeting = apart.replace('from: z', 'from: y');
  assert.match(parse(meeting).faults.map(faultText).join(), 'ports.w.ipv4: y has the address 10.0.0.1 as well');
});

test('a graph of a thousand stages one behind the other is read', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `s${i}`);
  const plan = planOf(
    `stages: { ${names.map(name => `${name}: `).join(', ')} }\nports: { x: , y: }\ntopologies: { t: { from: x, path: [${names}], to: y } }\n`,
  );
  assert.is(plan.topologies[0]!.vertices.length, 1001);
});

const WORDS = [
  'a',
  'b',
  'x',
  'y',
  'in',
  'out',
  'learn',
  'all',
  'random',
  'flood',
  'match',
  'weighted',
  'back-pressure',
];
const TEXTS = [
  ...WORDS,
  'udp',
  'tcp port',
  '1Mbit/s',
  '5ms',
  '0',
  '-1',
  'netns:lab',
  'if:eth1',
  '10.0.0.1/24',
  'none',
  '',
];

/** Content in the shape of a graph, most of it of the right kind, some of it not. */
const content = (() => {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, true, 7, -1, 1e300),
    fc.constantFrom<unknown>(...TEXTS),
    fc.constant([]),
    fc.constant({}),
  );
  const or = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: odd });
  const word = or(fc.constantFrom(...WORDS));
  const list = (item: fc.Arbitrary<unknown>) => or(fc.array(item, { maxLength: 4 }));
  const some = (shape: Record<string, fc.Arbitrary<unknown>>) => or(fc.record(shape, { requiredKeys: [] }));
  const named = (item: fc.Arbitrary<unknown>) =>
    or(fc.dictionary(fc.constantFrom(...WORDS, '__proto__', 'a b', '7'), item, { maxKeys: 4, noNullPrototype: true }));
  const text = or(fc.constantFrom(...TEXTS));
  const arc = or(
    fc.record(
      { stage: word, from: word, to: word, weight: text, match: text },
      { requiredKeys: ['stage', 'from', 'to'] },
    ),
  );
  const dispatch = or(fc.oneof(word, some({ policy: word, base: word, onFull: text, sticky: text, smooth: text })));
  const exit = or(fc.oneof(word, some({ port: word, dedupe: text })));
  const topology = some({
    from: or(fc.oneof(word, list(word))),
    path: list(word),
    to: exit,
    arcs: list(arc),
    entry: word,
    dispatch: named(dispatch),
    exits: named(exit),
  });
  const entry = or(fc.oneof(word, some({ match: text, topology: word })));
  const port = some({ host: word, enter: list(entry), attach: text, interface: word, ipv4: text, mac: text });
  const stage = some({ rate: text, delay: text, pair: word, direction: word, queue: text });
  return fc.record(
    {
      stages: named(stage),
      ports: named(port),
      topologies: named(topology),
      hooks: list(some({ use: word, at: or(fc.oneof(word, list(word))) })),
      traffic: list(some({ kind: fc.constant('tcp'), from: word, to: word })),
      lanes: text,
      link: some({ rate: text }),
    },
    { requiredKeys: ['stages', 'ports', 'topologies'] },
  );
})();

test('any content in the shape of a graph gives a plan or faults with places, and never throws', () => {
  fc.assert(
    fc.property(content, any => {
      const { plan, faults } = parse(JSON.stringify(any));
      assert.is(plan === undefined, faults.length > 0);
      for (const { message, line } of faults) assert.ok(line > 0 || /more fault/.test(message), message);
    }),
    { seed: 1, numRuns: 1500 },
  );
});

/** Every place in a content, but the top. */
const pathsIn = (node: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, value]) => [[...path, key], ...pathsIn(value, [...path, key])])
    : [];

const changedAt = (node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  const copy = (Array.isArray(node) ? [...node] : { ...(node as object) }) as Record<string, unknown>;
  if (rest.length > 0) copy[key!] = changedAt(copy[key!], rest, value);
  else if (value === undefined) delete copy[key!];
  else copy[key!] = value;
  return copy;
};

test('a sound graph with one thing changed or left out is a plan that reads back, or has faults', () => {
  const settings = planOf('link: { rate: 1Mbit/s, delay: 1ms }').stages[0]!;
  const odd = fc.constantFrom<unknown>(
    undefined,
    null,
    0,
    7,
    [],
    {},
    ...TEXTS,
    'there',
    'home',
    'alice',
    'fork',
    'fast',
  );
  let [sound, refused] = [0, 0];
  fc.assert(
    fc.property(randomGraph, fc.nat(), odd, (graph, place, value) => {
      const plan = { ...planOf('link: { rate: 1Mbit/s }'), ...graph, stages: stagesOf(graph, settings) };
      const whole: unknown = parseYaml(planText(plan));
      const paths = pathsIn(whole);
      const changed = changedAt(whole, paths[place % paths.length]!, value);
      const result = parse(JSON.stringify(changed));
      assert.is(result.plan === undefined, result.faults.length > 0);
      if (result.plan === undefined) refused += 1;
      else {
        sound += 1;
        assert.equal(parse(planText(result.plan)).faults.map(faultText), []);
      }
    }),
    { seed: 1, numRuns: 600 },
  );
  assert.ok(sound > 20 && refused > 100, `${sound} ${refused}`);
});

test.run();
