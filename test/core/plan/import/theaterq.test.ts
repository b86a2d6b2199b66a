import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { faultText } from '../../../../core/fault.js';
import { looksLikeTheaterq, parseTheaterq, type TheaterqSettings } from '../../../../core/plan/import/theaterq.js';
import { parseScenario } from '../../../../core/scenario/parse-csv.js';
import type { Scenario } from '../../../../core/scenario/scenario.js';
import { scenarioText } from '../../../../core/scenario/scenario-text.js';
import { sameAsNative } from './native.js';

const FOUR = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';
const native = (table: string): Scenario => {
  const { scenario, faults } = parseScenario(table, 'native.csv');
  assert.equal(faults.map(faultText), []);
  return scenario!.up;
};
const imported = (text: string, settings: TheaterqSettings = {}) => {
  const trace = parseTheaterq(text, 'trace.csv', settings);
  assert.equal(trace.faults.map(faultText), []);
  return trace;
};

// Half of all, as near as 32 bits come to it, is 2147483648 of 4294967295.
const HALF = '0.5000000001164153';
const SIMPLE = '1000000,20000000,10000000,2147483648,1000\n500500,10000000,0,0,0\n500,15000000,5000001,4294967295,9\n';

test('a SIMPLE trace is the native table: durations become times, 0 is no limit, scaled shares percentages', () => {
  const { scenario, beside } = imported(SIMPLE);
  assert.equal(
    scenario,
    native(
      `${FOUR},Loss[%],Queue[frames]\n0,0,20,10,${Number(HALF) * 100},1000\n1000,1,10,unlimited,0,unlimited\n1500.5,1,15,5.000001,100,9\n`,
    ),
  );
  assert.is(beside, undefined);
});

test('loop gives the table its length, clear a last row that does nothing, byteqlen a limit in bytes', () => {
  const first = '1000,1000000,1000000,0,1500\n';
  assert.equal(imported(first, { cont: 'loop' }).scenario, native(`${FOUR},Queue[frames]\n0,0,1,1,1500\n1,loop\n`));
  assert.equal(imported(first, { byteLimits: true }).scenario, native(`${FOUR},Queue[B]\n0,0,1,1,1500\n`));
  assert.equal(
    imported(`${first.replace(',0,1500', ',4294967295,1500')}`, { cont: 'clear' }).scenario,
    native(`${FOUR},Loss[%],Queue[frames]\n0,0,1,1,100,1500\n1,1,0,unlimited,0,1000\n`),
  );
});

test('an EXTENDED trace with routes keeps them and their order', () => {
  const text = '1000,20000000,1000000,10000000,0,10,0,0,3\n1000,10000000,2000000,10000000,0,10,0,0,4\n';
  const { scenario, beside } = imported(text);
  const table = `${FOUR},Jitter[ms],Queue[frames]\n0,3,20,10,1,10\n1,4,10,10,2,10\n`;
  assert.equal(scenario, native(table));
  sameAsNative(
    { scenario: scenarioText(scenario!), ...beside },
    stringify({ link: { scenario: table, jitter: { span: '0s', distribution: 'uniform', order: 'keep' } } }),
  );
});

test('jitter without a route reorders', () => {
  const { beside } = imported('1000,20000000,1000000,10000000,0,10,0,0,0\n');
  assert.equal(beside, { jitter: { span: '0s', distribution: 'uniform', order: 'free' } });
});

test('duplicates have their distance beside the table', () => {
  const { scenario, beside } = imported('1000,0,0,0,0,0,4294967295,2000000,0\n1000,0,0,0,0,0,0,5,0\n');
  assert.equal(
    scenario,
    native(`${FOUR},Duplicate[%],Queue[frames]\n0,0,0,unlimited,100,unlimited\n1,0,0,unlimited,0,unlimited\n`),
  );
  assert.equal(beside, { duplicate: { chance: '0%', copies: 1, spacing: '2ms' } });
});

test('route 0 changes the route exactly where a frame could overtake', () => {
  const entries = (...latencies: number[]): string =>
    latencies.map(latency => `1000,${latency},1000000,0,10\n`).join('');
  const routes = (text: string, cont: 'hold' | 'loop' = 'hold') =>
    imported(text, { cont }).scenario!.rows.map(({ route }) => route);
  assert.equal(routes(entries(5, 6, 7, 6, 6, 9, 1)), [0, 0, 0, 1, 1, 1, 2]);
  // The first entry comes after the last one in a loop.
  assert.equal(routes(entries(5, 6, 7), 'loop'), [0, 1, 1]);
  assert.equal(routes(entries(5, 6, 5), 'loop'), [0, 0, 1]);
  assert.equal(routes(entries(5, 5), 'loop'), [0, 0]);
  // Routes of their own are left as they are; 0 takes others.
  const extended = (route: number, latency: number): string => `1000,${latency},0,1000000,0,10,0,0,${route}\n`;
  assert.equal(
    routes([extended(0, 9), extended(2, 8), extended(0, 9), extended(0, 8), extended(1, 5)].join('')),
    [3, 2, 4, 5, 1],
  );
});

test('lines that begin with anything but a digit are left out, and older versions have no route', () => {
  const { scenario } = imported('# a comment\r\nKEEP,LATENCY,…\r\n\r\n1000,1000000,0,1000000,0,10,0,0\r\n');
  assert.equal(scenario, native(`${FOUR},Queue[frames]\n0,0,1,1,10\n`));
});

const wrong: [what: string, text: string, ...faults: string[]][] = [
  [
    'no entries',
    'KEEP,LATENCY\n',
    '1:1: no entries: expected lines of 5 or 9 numbers (as in KEEP,LATENCY,RATE,LOSS,LIMIT)',
  ],
  [
    'entries of both formats',
    '1,1,1,1,1\n1,1,1,1,1,1,1,1,1\n',
    '2:1: expected 5 numbers, as KEEP,LATENCY,RATE,LOSS,LIMIT; found 9',
  ],
  [
    'another number of values',
    '1,1,1\n',
    '1:1: expected 9 numbers, as KEEP,LATENCY,JITTER,RATE,LOSS,LIMIT,DUP_PROB,DUP_DELAY,ROUTE_ID; found 3',
  ],
  ['an entry of no time', '0,1,1,1,1\n', '1:1: KEEP: an entry of no time'],
  [
    'a share beyond 32 bits',
    '1,1,1,4294967296,1\n',
    "1:7: LOSS: at most 4294967295, which is 32 bits, found '4294967296'",
  ],
  ['a fraction', '1,1.5,1,1,1\n', "1:3: LATENCY: expected a whole number, found '1.5'"],
  ['a negative number', '1,1,-1,1,1\n', "1:5: RATE: expected a whole number, found '-1'"],
  ['more than 104 days', '10000000000000,1,1,1,1\n', "1:1: KEEP: too large: '10000000000000'"],
  [
    'an order that is kept now and then',
    '1,1,5,1,1,1,0,0,0\n1,1,5,1,1,1,0,0,1\n',
    '2:1: ROUTE_ID: jitter that keeps the order, in line 1 jitter that does not: a link has one (give all entries with JITTER a route, or none)',
  ],
  [
    'copies at changing distances',
    '1,1,0,1,1,1,9,100,1\n1,1,0,1,1,1,9,200,1\n',
    '2:1: DUP_DELAY: 200 behind 100: copies of a link have one distance',
  ],
];
for (const [what, text, ...expected] of wrong) {
  test(`a fault is placed: ${what}`, () => {
    const { scenario, faults } = parseTheaterq(text, 'trace.csv');
    assert.equal(
      faults.map(faultText),
      expected.map(fault => `trace.csv:${fault}`),
    );
    assert.is(scenario, undefined);
  });
}

test('past twenty faults there is a count', () => {
  const { faults } = parseTheaterq('0,1,1,1,1\n'.repeat(30), 'trace.csv');
  assert.is(faults.length, 21);
  assert.is(faultText(faults[20]!), 'trace.csv: and 10 more faults');
});

test('100 000 entries are read', () => {
  const { scenario } = imported(SIMPLE.repeat(33_334), { cont: 'loop' });
  assert.is(scenario!.rows.length, 100_002);
  assert.is(scenario!.end!.at, 33_334 * 1_501_000_000);
});

test('a trace is known by its first entry', () => {
  assert.ok(looksLikeTheaterq(SIMPLE));
  assert.ok(looksLikeTheaterq('KEEP,LATENCY,JITTER\n1,2,3,4,5,6,7,8,9\n'));
  for (const text of [`${FOUR}\n0,0,1,1\n`, `${FOUR},a\n0,0,1,1,2\n`, '0\n3\n', 'link: 1\n', '']) {
    assert.not.ok(looksLikeTheaterq(text), text);
  }
});

test.run();
