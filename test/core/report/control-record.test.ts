import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ControlRecord, controlText, parseControl } from '../../../core/report/control-record.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';

const RECORDS: readonly (readonly [string, ControlRecord])[] = [
  ['clock 1500000', { kind: 'clock', value: 1500000 }],
  ['memory Infinity', { kind: 'memory', value: Number.POSITIVE_INFINITY }],
  ['set 1 {"delay":80000000}', { kind: 'set', stage: 1, change: { delay: 80e6 as Nanos } }],
  [
    'set 0 {"hooks":{"thief":{"chance":"Infinity"}}}',
    { kind: 'set', stage: 0, change: { hooks: { thief: { chance: 'Infinity' } } } },
  ],
  [
    'set 0 {"rate":"Infinity","queue":{"limit":"frames","frames":9}}',
    {
      kind: 'set',
      stage: 0,
      change: { rate: Number.POSITIVE_INFINITY as BitRate, queue: { limit: 'frames', frames: 9 } },
    },
  ],
  ['reload 2 thief é.0f.cjs', { kind: 'reload', hook: 2, bundle: 'thief é.0f.cjs' }],
];

for (const [text, record] of RECORDS)
  test(`a control record is written and read as ${text}`, () => {
    assert.is(controlText(record), text);
    assert.equal(parseControl(text), record);
  });

test('anything else is of another version', () => {
  for (const text of [
    '',
    'pause 3',
    'clock -1',
    'set x {}',
    'set 0 5',
    'reload x a.cjs',
    'reload 0 ../a.cjs',
    'set 0 {"delay":',
  ])
    assert.throws(() => parseControl(text), /another version|JSON/);
});

test.run();
