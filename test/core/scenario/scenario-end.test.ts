import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseScenario } from '../../../core/scenario/parse-csv.js';
import type { Scenario } from '../../../core/scenario/scenario.js';
import { isPlain, roundEndsAt, runEndsAt, withEnd } from '../../../core/scenario/scenario-end.js';

const table = (rows: string): Scenario =>
  parseScenario(`Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n${rows}`, 'x.csv').scenario!.up;
const open = table('0,0,1,1\n5,1,1,1\n9,2,1,1\n');
const closed = table('0,0,1,1\n5,1,1,1\n9,loop\n');

test('a table that says when it ends takes another end at the same time', () => {
  assert.equal(withEnd(closed, 'end'), { rows: closed.rows, end: { kind: 'end', at: 9e6 } });
  assert.equal(withEnd(closed, 'hold'), { rows: closed.rows });
  assert.is(withEnd(closed, 'loop'), closed);
});

test('a table that does not ends with its last row, whose values never come into force', () => {
  assert.equal(withEnd(open, 'loop'), { rows: open.rows.slice(0, 2), end: { kind: 'loop', at: 9e6 } });
  assert.is(withEnd(open, 'hold'), open);
});

test('one row has no length', () => {
  assert.is(withEnd(table('0,0,1,1\n'), 'loop'), undefined);
  assert.is(withEnd(table('0,0,1,1\n'), 'hold')?.rows.length, 1);
});

test('a run ends with the first scenario that says so', () => {
  const [early, late] = [table('0,0,1,1\n7,end\n'), table('0,0,1,1\n8,end\n')];
  assert.is(runEndsAt([open, closed]), Number.POSITIVE_INFINITY);
  assert.is(runEndsAt([late, open, early, closed]), 7e6);
});

test('a round ends at the end, or at the last row', () => {
  assert.equal([open, closed].map(roundEndsAt), [9e6, 9e6]);
});

test('only what a rate and a delay can say is plain', () => {
  assert.ok(isPlain(table('0,0,1,1\n')));
  for (const rows of ['1,0,1,1\n', '0,1,1,1\n', '0,0,1,1\n5,0,1,1\n', '0,0,1,1\n5,end\n']) {
    assert.not.ok(isPlain(table(rows)), rows);
  }
  assert.not.ok(isPlain({ rows: [{ ...open.rows[0]!, mtu: 1280 }] }));
});

test.run();
