import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import { scenarioText } from '../../../core/scenario/scenario-text.js';

const HEADER = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';
const rowsOf = (text: string): readonly ScenarioRow[] => {
  const { scenario, faults } = parseScenario(text, 'link.csv');
  assert.equal(faults.map(faultText), []);
  return scenario!.up.rows;
};
const PLAIN = [
  { at: 0, route: 0, delay: 41_000_000, rate: 80_000_000 },
  { at: 11_000_000_000, route: 1, delay: 36_700_000, rate: 101_500_000 },
];

test('the table of the phantomlink README reads exactly', () => {
  assert.equal(
    rowsOf(`${HEADER}\n0,0,41.0,80.0\n11000,0,41.2,80.2\n23000,1,37.0,100.0\n40000,1,36.7,101.5\n60000,1,37.0,100.1\n`),
    [
      { at: 0, route: 0, delay: 41_000_000, rate: 80_000_000 },
      { at: 11_000_000_000, route: 0, delay: 41_200_000, rate: 80_200_000 },
      { at: 23_000_000_000, route: 1, delay: 37_000_000, rate: 100_000_000 },
      { at: 40_000_000_000, route: 1, delay: 36_700_000, rate: 101_500_000 },
      { at: 60_000_000_000, route: 1, delay: 37_000_000, rate: 100_100_000 },
    ],
  );
});

const spellings: Record<string, string> = {
  'no line end after the last row': `${HEADER}\n0,0,41,80\n11000,1,36.7,101.5`,
  'a byte order mark': `\uFEFF${HEADER}\n0,0,41,80\n11000,1,36.7,101.5\n`,
  'CRLF line ends': `${HEADER}\r\n0,0,41,80\r\n11000,1,36.7,101.5\r\n`,
  'CR line ends': `${HEADER}\r0,0,41,80\r11000,1,36.7,101.5\r`,
  'mixed line ends': `${HEADER}\n0,0,41,80\r\n11000,1,36.7,101.5\r\n`,
  'a space before the bracket': 'Time [ms],RouteID,Delay [ms],Btldr [Mbps]\n0,0,41,80\n11000,1,36.7,101.5\n',
  'other letter case': 'TIME[MS],routeid,delay[ms],BtlDr[mbps]\n0,0,41,80\n11000,1,36.7,101.5\n',
  'columns in another order': 'Btldr[Mbps],Delay[ms],RouteID,Time[ms]\n80,41,0,0\n101.5,36.7,1,11000\n',
  'extra columns': 'note,Time[ms],RouteID,Elevation,Delay[ms],Btldr[Mbps]\nx,0,0,9,41,80\n,11000,1,,36.7,101.5\n',
  'an extra column with commas in quotes': `${HEADER},note\n0,0,41,80,"a, b ""c"""\n11000,1,36.7,101.5,\n`,
  'quoted cells': `"Time[ms]","RouteID","Delay[ms]","Btldr[Mbps]"\n"0","0","41","80"\n"11000",1,"36.7","101.5"\n`,
  'spaces around cells and quotes': `Time[ms] , RouteID, Delay[ms] ,Btldr[Mbps]\n 0, 0 ,"41" ,80\n11000 , "1","36.7" , 101.5 \n`,
  'spaces around a quoted comma': `note, ${HEADER}\n "a, b" , 0,0,41,80\n\t"c, ""d""",11000,1,36.7,101.5\n`,
  'whole-line and trailing comments': `# a path\n${HEADER}\n# "first\n0,0,41,80 # high\n  # indented\n11000,1,36.7,101.5# low, low\n`,
  'blank lines and rows of empty cells': `\n${HEADER}\n\n  \n0,0,41,80\n,,,\n11000,1,36.7,101.5\n\n\n`,
  'trailing empty cells': `${HEADER}\n0,0,41,80,\n11000,1,36.7,101.5, ,\n`,
  'tabs and no-break spaces around cells': `${HEADER}\n\t0,0\t,41,80\n11000\u00a0,1,\u00a036.7,101.5\n`,
  'bytes of another encoding in comments and other columns': `${HEADER},n\uFFFDte\n0,0,41,80,h\uFFFDher\n11000,1,36.7,101.5 # K\uFFFDln\n`,
  'space thousands': `${HEADER}\n0,0,41,80\n11 000,1,36.7,101.5\n`,
  'no-break thousands': `${HEADER}\n0,0,41,80\n11\u00a0000,1,36.7,101.5\n`,
  'thin-space thousands': `${HEADER}\n0,0,41,80\n11\u2009000,1,36.7,101.5\n`,
  'narrow no-break thousands': `${HEADER}\n0,0,41,80\n11\u202f000,1,36.7,101.5\n`,
  exponents: `${HEADER}\n0e0,0,4.1e1,8E1\n1.1e+4,1,367e-1,1.015e2\n`,
  'leading and trailing zeros, signs and bare points': `${HEADER}\n-0,00,041.,+80.000\n11000.0,1.0,36.70,0101.50\n`,
};
for (const [what, text] of Object.entries(spellings)) {
  test(`the same rows are read with ${what}`, () => {
    assert.equal(rowsOf(text), PLAIN);
  });
}

test('the first time need not be 0', () => {
  assert.is(rowsOf(`${HEADER}\n500,0,1,1\n`)[0]!.at, 500_000_000);
});

test('times and delays are rounded to the nanosecond, halves up', () => {
  const [first, second] = rowsOf(`${HEADER}\n0.0000004,0,1e-9,1\n0.0000005,0,0.0000015,1\n`);
  assert.equal([first!.at, first!.delay], [0, 0]);
  assert.equal([second!.at, second!.delay], [1, 2]);
});

test('a rate of 0 stands still, an unlimited one takes no time', () => {
  assert.equal(
    rowsOf(`${HEADER}\n0,0,1,0\n1,0,1,unlimited\n`).map(row => row.rate),
    [0, Number.POSITIVE_INFINITY],
  );
});

test('a zero is never negative', () => {
  const [row] = rowsOf(`${HEADER}\n-0,-0,-0.0,-0e1\n`);
  for (const value of [row!.at, row!.route, row!.delay, row!.rate]) assert.ok(Object.is(value, 0));
});

test('past twenty faults there is a count', () => {
  const { faults } = parseScenario(`${HEADER}\n${'x,0,1,1\n'.repeat(50)}`, 'link.csv');
  assert.is(faults.length, 21);
  assert.is(faultText(faults[20]!), 'link.csv: and 30 more faults');
});

const row = fc.record({
  route: fc.nat(),
  delay: fc.oneof(fc.nat(), fc.maxSafeNat()),
  rate: fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constant(Number.POSITIVE_INFINITY)),
});

test('printed rows read back as the same rows, to the nanosecond', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.maxSafeNat(), { minLength: 1 }),
      fc.array(row, { minLength: 1 }),
      (times, settings) => {
        const rows = times
          .sort((a, b) => a - b)
          .map((at, i) => ({ at, ...settings[i % settings.length]! })) as unknown as ScenarioRow[];
        assert.equal(rowsOf(scenarioText({ rows })), rows);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test('any text gives a scenario or faults in reading order, and never throws', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '0',
      '41.0',
      '"',
      '"1"',
      '#',
      '-1',
      ' ',
      '\t',
      '\n',
      '\r\n',
      ',',
      ',,',
      '\uFEFF',
      'é',
      '😀',
      ...HEADER.split(','),
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const text = fc.tuple(
    fc.constantFrom('', `${HEADER}\n`, 'a,'),
    fc.array(cell, { maxLength: 40 }),
    fc.constantFrom('', ',', '\n'),
  );
  fc.assert(
    fc.property(text, ([head, cells, joint]) => {
      const { scenario, faults } = parseScenario(head + cells.join(joint), 'x.csv');
      assert.is(scenario === undefined, faults.length > 0);
      for (let i = 1; i < faults.length; i++) {
        const [a, b] = [faults[i - 1]!, faults[i]!];
        assert.ok(b.line === 0 || a.line < b.line || (a.line === b.line && a.column <= b.column), `${i}`);
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('every fault lies inside its text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('0', 'x', '"', ',', '\n', ' ', '#', HEADER), { maxLength: 60 }), parts => {
      const text = parts.join('');
      const lines = text.split('\n');
      for (const { line, column } of parseScenario(text, 'x.csv').faults) {
        if (line === 0) continue;
        assert.ok(line <= lines.length && column >= 1 && column <= lines[line - 1]!.length + 1, `${line}:${column}`);
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test.run();
