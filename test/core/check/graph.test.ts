import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkReport } from '../../../core/check/check-report.js';
import { graphOf } from '../../../core/check/graph.js';
import { graphSvg } from '../../../core/check/graph-svg.js';
import { dotOf, mermaidOf } from '../../../core/check/graph-text.js';
import { manyEffects, planOf } from './many-effects.js';

const small = graphOf(
  checkReport(
    'plan.yaml',
    planOf('link: { rate: 1Mbit/s, delay: 5ms, queue: 10 frames, up: { loss: { pattern: "01" } } }'),
    [],
  ),
);

test('Mermaid has a node for each port and each stage, and arrows the way frames go', () => {
  assert.is(
    mermaidOf(small),
    `flowchart LR
  port0(["client"])
  port1(["server"])
  stage0["up<br/>queue 10 frames; 10 frames in the first row<br/>pacing clock; 1 Mbit/s<br/>loss pattern 01, loop yes<br/>delay 5 ms"]
  stage1["down<br/>queue 10 frames; 10 frames in the first row<br/>pacing clock; 1 Mbit/s<br/>delay 5 ms"]
  port0 --> stage0
  stage0 --> port1
  port1 --> stage1
  stage1 --> port0
`,
  );
});

test('Graphviz has the same', () => {
  assert.is(
    dotOf(small),
    `digraph link {
  rankdir=LR;
  port0 [shape=ellipse, label="client"];
  port1 [shape=ellipse, label="server"];
  stage0 [shape=box, label="up\\lqueue 10 frames; 10 frames in the first row\\lpacing clock; 1 Mbit/s\\lloss pattern 01, loop yes\\ldelay 5 ms\\l"];
  stage1 [shape=box, label="down\\lqueue 10 frames; 10 frames in the first row\\lpacing clock; 1 Mbit/s\\ldelay 5 ms\\l"];
  port0 -> stage0;
  stage0 -> port1;
  port1 -> stage1;
  stage1 -> port0;
}
`,
  );
});

const NODE = { id: 'a', kind: 'stage', name: 'a', lines: ['say "<b>" & \\ #1'] } as const;
const odd = { name: 'link', nodes: [NODE], edges: [] } as const;

test('letters that a drawing language reads as its own are written otherwise', () => {
  assert.match(mermaidOf(odd), 'a["a<br/>say #34;#60;b#62;#34; #38; #92; #35;1"]');
  assert.match(dotOf(odd), 'label="a\\lsay \\"<b>\\" & \\\\ #1\\l"');
  assert.match(graphSvg(odd), '>say &quot;&lt;b&gt;&quot; &amp; \\ #1</text>');
});

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const rectangles = (svg: string): Rectangle[] =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(([, ...sizes]) => {
    const [x, y, width, height] = sizes.map(Number) as [number, number, number, number];
    return { x, y, width, height };
  });

test('in the picture no boxes overlap, all lie inside it, and the ports stand left and right of the stages', () => {
  const svg = graphSvg(graphOf(manyEffects()));
  const [, width, height] = /^<svg [^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number) as [
    number,
    number,
    number,
  ];
  const boxes = rectangles(svg);
  assert.is(boxes.length, 4);
  for (const [i, a] of boxes.entries()) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height);
    for (const b of boxes.slice(i + 1)) {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert.ok(apart, JSON.stringify([a, b]));
    }
  }
  const [client, up, down, server] = boxes as [Rectangle, Rectangle, Rectangle, Rectangle];
  assert.ok(client.x < up.x && up.x < server.x && up.y < down.y);
  assert.is(svg.match(/marker-end/g)!.length, 4);
});

test.run();
