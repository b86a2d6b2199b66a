import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Timeline } from '../../../core/report/timeline.js';
import { pngOf, timelineSpec, timelineSvg } from '../../../core/report/timeline-chart.js';

const timeline: Timeline = {
  title: 'two rates & one flow',
  seconds: 10,
  panels: [
    {
      title: 'Throughput',
      unit: 'Mbit/s',
      series: [
        {
          name: 'scenario',
          role: 'scenario',
          shape: 'step',
          points: Array.from({ length: 50_001 }, (_, i) => ({ x: i / 5000, y: (i < 25_000 ? 12 : 6) - (i % 7) / 10 })),
        },
        {
          name: 'achieved',
          role: 'measured',
          shape: 'line',
          points: Array.from({ length: 50_000 }, (_, i) => ({ x: i / 5000, y: i < 25_000 ? 11 : 5 })),
        },
      ],
      marks: { name: 'drops', times: Array.from({ length: 9000 }, (_, i) => 5 + i / 9000) },
    },
    {
      title: 'Round-trip time',
      unit: 'ms',
      series: [
        {
          name: 'measured',
          role: 'measured',
          shape: 'line',
          points: [
            { x: 1, y: 40 },
            { x: 2, y: Number.NaN },
            { x: 3, y: 50 },
          ],
        },
      ],
    },
  ],
};

test('a picture names its axes with their units, its lines and its marks', async () => {
  const svg = await timelineSvg(timeline);
  for (const text of [
    'two rates &amp; one flow',
    'Throughput [Mbit/s]',
    'Round-trip time [ms]',
    'Time [s]',
    'scenario',
    'achieved',
    'drops',
    'measured',
  ]) {
    assert.ok(svg.includes(`>${text}</text>`), text);
  }
  assert.not.match(svg, /NaN|undefined/);
});

test('a picture of many points and marks stays small', async () => {
  assert.ok((await timelineSvg(timeline)).length < 150_000);
});

test('the same timeline gives the same picture, whatever was drawn before', async () => {
  const first = await timelineSvg(timeline);
  await timelineSvg({ ...timeline, title: 'another' });
  assert.is(await timelineSvg(timeline), first);
});

test('every axis leaves room above the greatest value, and a series without points has an axis too', async () => {
  const empty: Timeline = {
    title: 'nothing',
    seconds: 1,
    panels: [
      {
        title: 'Throughput',
        unit: 'bit/s',
        series: [{ name: 'achieved', role: 'measured', shape: 'line', points: [] }],
      },
    ],
  };
  const topsOf = (one: Timeline): string[] =>
    [...JSON.stringify(timelineSpec(one)).matchAll(/"domain":\[0,([\d.]+)\],"nice":true/g)].map(([, top]) =>
      Number(top).toFixed(2),
    );
  assert.equal([...new Set(topsOf(timeline))], ['12.60', '52.50']);
  assert.equal(topsOf(empty), ['1.05']);
  assert.match(await timelineSvg(empty), /Throughput \[bit\/s\]/);
});

test('a PNG is made in the size asked for, or not at all where no font would draw its words', async () => {
  const svg = await timelineSvg(timeline);
  assert.is(await pngOf(svg, { fontFiles: [] }), undefined);
  const [small, large] = [await pngOf(svg, { zoom: 1 }), await pngOf(svg, { zoom: 2 })];
  if (!small || !large) {
    console.log('skipped: the size of a PNG needs an installed font');
    return;
  }
  const widthOf = (png: Uint8Array): number => new DataView(png.buffer, png.byteOffset).getUint32(16);
  assert.is(Buffer.from(small.subarray(0, 8)).toString('hex'), '89504e470d0a1a0a');
  assert.ok(Math.abs(widthOf(large) - 2 * widthOf(small)) <= 2);
});

test.run();
