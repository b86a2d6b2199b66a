import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CheckReport, checkReport } from '../../../core/check/check-report.js';
import { checkText } from '../../../core/check/check-text.js';
import { graphOf } from '../../../core/check/graph.js';
import { graphSvg } from '../../../core/check/graph-svg.js';
import { dotOf, mermaidOf } from '../../../core/check/graph-text.js';
import { substreamsOf } from '../../../core/check/substreams.js';
import { warningsOf } from '../../../core/check/warnings.js';
import { pathText } from '../../../core/plan/plan-source.js';
import { planOf } from './many-effects.js';

const MESH = `
seed: 3
ports:
  alice: { enter: [{ match: udp port 5004, topology: media }, there] }
  bob: { host: b, ipv6: none }
  lan: { attach: "netns:lab", interface: eth7 }
stages:
  access: { rate: 50Mbit/s, delay: 2ms, queue: 64KiB }
  fast: { rate: 10Mbit/s, delay: 10ms, pair: back }
  slow: { rate: 1Mbit/s, delay: 100ms, loss: 1% }
  back: { scenario: leo.csv, direction: down }
  hub1:
  hub2:
topologies:
  there:
    arcs:
      - { stage: access, from: in, to: fork }
      - { stage: fast, from: fork, to: out, weight: 3 }
      - { stage: slow, from: fork, to: out }
    dispatch: { fork: { policy: weighted, sticky: 10s } }
    exits: { out: bob }
  home: { from: [bob, lan], path: [back], to: alice }
  media:
    arcs:
      - { stage: access, from: in, to: split }
      - { stage: fast, from: split, to: out, match: tcp }
      - { stage: hub1, from: split, to: twice }
      - { stage: hub2, from: twice, to: out }
      - { stage: hub1, from: twice, to: out }
    dispatch: { split: match, twice: flood }
    exits: { out: { port: learn, dedupe: first } }
traffic:
  - { kind: cbr, from: alice, to: bob, rate: 1Mbit/s }
store: { memory: 8MiB }
`;
const report = (text: string): CheckReport => checkReport('mesh.yaml', planOf(text), []);
const mesh = report(MESH);

test('what is told of a graph is test/golden/check-graph.txt', () => {
  const golden = new URL('../../golden/check-graph.txt', import.meta.url);
  assert.fixture(checkText(mesh, []), readFileSync(golden, 'utf8'));
});

test('as data there are ports, the ways vertex by vertex, and whose stages are shared', () => {
  const [there, home, media] = mesh.topologies;
  assert.is(mesh.form, 'graph');
  assert.equal(there!.from, [{ port: 'alice' }]);
  assert.equal(media!.from, [{ port: 'alice', match: 'udp port 5004' }]);
  assert.equal(home!.hops, { least: 1, most: 1 });
  assert.equal(media!.hops, { least: 2, most: 3 });
  assert.equal([there!.copies, media!.copies], [1, 2]);
  assert.equal(there!.vertices[1], {
    name: 'fork',
    dispatch: {
      settings: { policy: 'weighted', onFull: 'drop', smooth: false, sticky: '10s' },
      words: 'weighted, sticky 10s',
    },
    arcs: [
      { stage: 'fast', to: 'out', weight: 3, share: 0.75 },
      { stage: 'slow', to: 'out', weight: 1, share: 0.25 },
    ],
  });
  assert.equal(media!.vertices.at(-1), { name: 'out', arcs: [], exit: { port: 'learn', dedupe: 'first' } });
  assert.equal(mesh.stages[1]!.topologies, ['there', 'media']);
  assert.is(mesh.stages[1]!.pair, 'back');
});

test('of a link there is the same: two topologies of one stage', () => {
  const link = report('link: { rate: 1Mbit/s, delay: 5ms }');
  assert.is(link.form, 'link');
  assert.equal(
    link.topologies.map(({ name, from, hops }) => [name, from[0]!.port, hops.most]),
    [
      ['up', 'client', 1],
      ['down', 'server', 1],
    ],
  );
});

test('many stages of one kind are told together, and names past twelve counted', () => {
  const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
  const text = checkText(
    report(
      `stages: { ${names.map(name => `${name}: `).join(', ')} }\nports: { x: , y: }\ntopologies: { t: { from: x, path: [${names}], to: y } }`,
    ),
    [],
  );
  assert.match(text, '\nstages s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11 … 40 in all  of t\n');
  assert.match(text, 'topology t  from x; 40 stages\n');
});

test('a fork that draws has a substream of its own; smooth weights, floods and filters draw nothing', () => {
  assert.equal(substreamsOf(planOf(MESH), []), ['slow/loss', 'back/loss', 'there/dispatch:fork']);
  const smooth = MESH.replace('sticky: 10s', 'smooth: yes');
  assert.equal(substreamsOf(planOf(smooth), []), ['slow/loss', 'back/loss']);
  const base = MESH.replace('{ policy: weighted, sticky: 10s }', '{ policy: back-pressure, base: shortest-queue }');
  assert.equal(substreamsOf(planOf(base), []), ['slow/loss', 'back/loss', 'there/dispatch:fork']);
});

const SMALL = graphOf(
  report(`ports: { x: , y: }
stages: { a: { rate: 1Mbit/s, delay: 1ms, queue: 5 frames }, b: { rate: 1Mbit/s, delay: 1ms, queue: 5 frames } }
topologies:
  t:
    from: x
    arcs: [{ stage: a, from: in, to: out, weight: 3 }, { stage: b, from: in, to: out }]
    dispatch: { in: weighted }
    exits: { out: { port: learn, dedupe: first } }
`),
);

test('Mermaid has a node for each port, vertex and stage, and words at the arrows', () => {
  assert.is(
    mermaidOf(SMALL),
    `flowchart LR
  port0(["x"])
  port1(["y"])
  port2(["learn<br/>where the destination was last heard"])
  vertex0x0("t: in<br/>weighted")
  vertex0x1("t: out")
  stage0["a<br/>queue 5 frames; 5 frames in the first row<br/>pacing clock; 1 Mbit/s<br/>delay 1 ms"]
  stage1["b<br/>queue 5 frames; 5 frames in the first row<br/>pacing clock; 1 Mbit/s<br/>delay 1 ms"]
  port0 --> vertex0x0
  vertex0x0 -->|"weight 3, 75 %"| stage0
  stage0 --> vertex0x1
  vertex0x0 -->|"weight 1, 25 %"| stage1
  stage1 --> vertex0x1
  vertex0x1 -->|"the first copy"| port2
`,
  );
});

test('Graphviz has the same, a colour for each topology', () => {
  const dot = dotOf(SMALL);
  assert.match(dot, /^digraph plan \{\n {2}rankdir=LR;\n/);
  assert.match(dot, '\n  vertex0x0 [shape=box, style=rounded, label="t: in\\lweighted\\l"];\n');
  assert.match(dot, '\n  vertex0x0 -> stage0 [label="weight 3, 75 %", color="#0072b2"];\n');
  const colours = new Set([...dotOf(graphOf(mesh)).matchAll(/color="(#\w+)"/g)].map(([, colour]) => colour));
  assert.is(colours.size, 3);
});

test('in the picture no boxes overlap, and every arrow leads from one column to the next', () => {
  const svg = graphSvg(graphOf(mesh));
  const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
    ([, ...sizes]) => sizes.map(Number) as [number, number, number, number],
  );
  // Ports and learn, vertices, stages.
  assert.is(boxes.length, 4 + 9 + 6);
  for (const [i, [x, y, width, height]] of boxes.entries()) {
    for (const [x2, y2, width2, height2] of boxes.slice(i + 1))
      assert.ok(x + width <= x2 || x2 + width2 <= x || y + height <= y2 || y2 + height2 <= y);
  }
  const columns = [...new Set(boxes.map(([x]) => x))].sort((a, b) => a - b);
  const columnAt = (x: number): number =>
    columns.findIndex(left =>
      boxes.some(([bx, , width]) => bx === left && (x === bx || Math.abs(x - bx - width) < 0.2)),
    );
  const lines = [...svg.matchAll(/<line x1="([\d.]+)" y1="[\d.]+" x2="([\d.]+)"/g)];
  const firstWords = svg.indexOf('paint-order="stroke"');
  assert.ok(firstWords > svg.lastIndexOf('<line'), 'no arrow is drawn over what another bears');
  assert.ok(lines.length > 20);
  for (const [, x1, x2] of lines) assert.is(Math.abs(columnAt(Number(x1)) - columnAt(Number(x2))), 1);
});

const warned = (text: string): string[] =>
  warningsOf(planOf(text), []).map(({ path, message }) => `${pathText(path)}: ${message}`);

/** Two ports, three stages with limits, and a fork of two arcs whose dispatch and arcs are to be said. */
const fork = (
  dispatch: string,
  arcs: readonly string[],
  stages = 'q: { rate: 1Mbit/s, delay: 1ms, queue: 64KiB }',
): string =>
  `ports: { x: , y: }
stages: { in: { rate: 1Mbit/s, delay: 1ms, queue: 64KiB }, p: { rate: 1Mbit/s, delay: 1ms, queue: 64KiB }, ${stages} }
topologies:
  t:
    from: x
    arcs: [{ stage: in, from: in, to: f }, ${arcs.map(arc => `{ from: f, to: out, ${arc} }`).join(', ')}]
    dispatch: { f: ${dispatch} }
    exits: { out: y }
  back: { from: y, path: [in], to: x }
`;

const WARNINGS: readonly [what: string, plan: string, ...warnings: string[]][] = [
  ['the mesh above', MESH],
  ['unequal weights', fork('weighted', ['stage: p, weight: 2', 'stage: q'])],
  [
    'weights that are all 1',
    fork('weighted', ['stage: p, weight: 1', 'stage: q']),
    'topologies.t.dispatch.f: all weights at f are 1: it is as random',
  ],
  ['the same in turn', fork('{ policy: weighted, smooth: yes }', ['stage: p', 'stage: q'])],
  [
    'weights under another policy',
    fork('shortest-queue', ['stage: p', 'stage: q, weight: 3']),
    'topologies.t.arcs[2].weight: weights mean nothing under the policy shortest-queue',
  ],
  [
    'weights of the base of back-pressure',
    fork('{ policy: back-pressure, base: weighted }', ['stage: p', 'stage: q, weight: 3']),
  ],
  [
    'filters without an arc for the rest',
    fork('match', ['stage: p, match: tcp', 'stage: q, match: udp']),
    'topologies.t.dispatch.f: a frame that fits no filter at f is dropped as dispatch:match',
  ],
  [
    'arcs behind the one for the rest',
    fork('match', ['stage: p', 'stage: q, match: udp']),
    'topologies.t.arcs[2]: never taken: at f an arc before it takes everything',
  ],
  ['back-pressure before limited stages', fork('back-pressure', ['stage: p', 'stage: q'])],
  [
    'back-pressure before a stage without a limit',
    fork('back-pressure', ['stage: p', 'stage: q'], 'q: { rate: 1Mbit/s, delay: 1ms, queue: none }'),
    'topologies.t.dispatch.f: nothing ever waits at f: stage q has no limit and is never full',
  ],
  [
    'another policy that lets frames wait, before such a stage',
    fork('{ policy: random, onFull: backpressure }', ['stage: p', 'stage: q'], 'q: '),
    'topologies.t.dispatch.f: nothing ever waits at f: stage q has no limit and is never full',
  ],
  [
    'one whose arcs behind may all be full',
    `ports: { x: , y: }
stages: { a: , b: , p: { rate: 1Mbit/s, delay: 1ms, queue: 64KiB }, q: { rate: 1Mbit/s, delay: 1ms, queue: 64KiB } }
topologies:
  t:
    from: x
    arcs: [{ stage: a, from: f, to: g }, { stage: b, from: f, to: g }, { stage: p, from: g, to: out }, { stage: q, from: g, to: out }]
    dispatch: { f: back-pressure, g: back-pressure }
    exits: { out: y }
`,
  ],
  [
    'the first of copies where nothing floods',
    'ports: { x: , y: }\nstages: { a: }\ntopologies: { t: { from: x, path: [a], to: { port: y, dedupe: first } } }',
    'topologies.t.exits.out: nothing floods on the way there: of every frame there is one copy',
  ],
  [
    'a port that nothing joins',
    'ports: { x: , y: , z: }\nstages: { a: }\ntopologies: { t: { from: x, path: [a], to: y } }',
    'ports.z: no topology begins or ends here',
  ],
  [
    'ports whose addresses programs cannot tell apart',
    'ports: { a-b: , a_b: , x: , x6: }\nstages: { a: }\ntopologies: { t: { from: a-b, path: [a], to: learn } }',
    'ports.a_b: programs find one address in HOOKLINE_A_B, and it is that of a-b too',
    'ports.x6: programs find one address in HOOKLINE_X6, and it is that of x too',
  ],
  [
    'TCP without a way back, and packets that need none',
    'ports: { x: , y: }\nstages: { a: }\ntopologies: { t: { from: x, path: [a], to: y } }\ntraffic: [{ kind: tcp }, { kind: poisson, rate: 1Mbit/s }]',
    'traffic[0]: no topology leads back from y to x: tcp gets no answer',
  ],
  [
    'the same of several stages, told once',
    'ports: { x: , y: }\nstages: { a: { rate: 1Mbit/s }, b: { rate: 1Mbit/s }, c: { rate: 1Mbit/s, delay: 1s } }\ntopologies: { t: { from: x, path: [a, b, c], to: y } }',
    'stages.a.queue: auto goes by rate x delay, and the first row has no delay: one full frame may wait (so in b)',
  ],
];
for (const [what, plan, ...expected] of WARNINGS)
  test(`${what}: ${expected.length === 0 ? 'nothing to warn of' : 'a warning'}`, () =>
    assert.equal(warned(plan), expected));

test.run();
