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
  return scenario!.rows;
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

/** Text of the file, then its faults; `{` stands for the usual header and a line end. */
const malformed: [what: string, text: string, ...faults: string[]][] = [
  [
    'an empty file',
    '',
    '1:1: the scenario is empty: expected the header Time[ms],RouteID,Delay[ms],Btldr[Mbps] and rows under it',
  ],
  [
    'a file of blank lines and comments',
    '\n# x\n  \n',
    '1:1: the scenario is empty: expected the header Time[ms],RouteID,Delay[ms],Btldr[Mbps] and rows under it',
  ],
  [
    'a lone byte order mark',
    '\uFEFF',
    '1:1: the scenario is empty: expected the header Time[ms],RouteID,Delay[ms],Btldr[Mbps] and rows under it',
  ],
  ['a header without rows', '{', '1:1: no rows under the header (as in 0,0,41.0,80.0)'],
  ['a header without rows, further down', '# x\n\n{# y\n', '3:1: no rows under the header (as in 0,0,41.0,80.0)'],
  ['rows without a header', '0,0,41,80\n', `1:1: no header: expected ${HEADER}, found '0,0,41,80'`],
  ['another table', 'a,b\n1,2\n', `1:1: no header: expected ${HEADER}, found 'a,b'`],
  [
    'semicolons',
    `${HEADER.replaceAll(',', ';')}\n0;0;41;80\n`,
    `1:1: columns are separated by commas, found '${HEADER.replaceAll(',', ';')}'`,
  ],
  [
    'tabs',
    `${HEADER.replaceAll(',', '\t')}\n`,
    `1:1: columns are separated by commas, found '${HEADER.replaceAll(',', ' ')}'`,
  ],
  [
    'a missing column',
    'Time[ms],RouteID,Delay[ms]\n0,0,1\n',
    '1:1: no column Btldr[Mbps] (found: Time[ms], RouteID, Delay[ms])',
  ],
  [
    'two missing columns',
    'RouteID,Delay[ms]\n0,1\n',
    '1:1: no column Time[ms] (found: RouteID, Delay[ms])',
    '1:1: no column Btldr[Mbps] (found: RouteID, Delay[ms])',
  ],
  [
    'a misspelt column',
    'Time[ms],RuoteID,Delay[ms],Btldr[Mbps]\n0,0,1,1\n',
    "1:10: unknown column 'RuoteID' (did you mean RouteID?)",
  ],
  [
    'two misspelt columns',
    'Time[ms],Route,Delay[ms],Bltdr[Mbps]\n0,0,1,1\n',
    "1:10: unknown column 'Route' (did you mean RouteID?)",
    "1:26: unknown column 'Bltdr[Mbps]' (did you mean Btldr[Mbps]?)",
  ],
  [
    'a column of another unit',
    'Time[s],RouteID,Delay[ms],Btldr[Mbps]\n0,0,1,1\n',
    "1:1: expected column Time[ms], found 'Time[s]' (the unit is part of the name)",
  ],
  [
    'a column without its unit',
    'Time[ms],RouteID, Delay,Btldr[Mbps]\n0,0,1,1\n',
    "1:19: expected column Delay[ms], found 'Delay' (the unit is part of the name)",
  ],
  [
    'a column in round brackets',
    'Time[ms],RouteID,Delay(ms),Btldr[Mbps]\n0,0,1,1\n',
    "1:18: expected column Delay[ms], found 'Delay(ms)' (the unit is part of the name)",
  ],
  [
    'a column twice',
    `${HEADER},RouteID\n0,0,1,1,2\n`,
    '1:40: column RouteID appears twice, first as the second column',
  ],
  [
    'a fault in the header and one in a row',
    'Time[ms],RouteID,Delay[ms]\n0,0,x\n',
    '1:1: no column Btldr[Mbps] (found: Time[ms], RouteID, Delay[ms])',
    "2:5: Delay[ms]: expected a number of milliseconds, found 'x'",
  ],
  ['a word for a time', '{now,0,1,1\n', "2:1: Time[ms]: expected a number of milliseconds, found 'now'"],
  ['a negative time', '{-5,0,1,1\n', "2:1: Time[ms]: cannot be negative, found '-5'"],
  ['a time past all counting', '{9007199255,0,1,1\n', "2:1: Time[ms]: at most 104 days, found '9007199255'"],
  ['a time twice', '{0,0,1,1\n10,0,1,1\n10,0,2,1\n', "4:1: Time[ms]: expected another time than in line 3, found '10'"],
  [
    'times that differ below a nanosecond',
    '{0,0,1,1\n0.0000001,0,2,1\n',
    "3:1: Time[ms]: expected another time than in line 2, found '0.0000001'",
  ],
  [
    'a time that goes back',
    '{0,0,1,1\n20,0,1,1\n\n# x\n10,0,2,1\n15,0,2,1\n',
    "6:1: Time[ms]: expected a later time than in line 3, found '10'",
  ],
  ['an empty time', '{,0,1,1\n', '2:1: no value for Time[ms]'],
  [
    'a broken group of thousands',
    '{11 00,0,1,1\n',
    "2:1: Time[ms]: expected a number of milliseconds, found '11 00' (thousands are groups of three digits: 11 000)",
  ],
  ['a route with a fraction', '{0,1.5,1,1\n', "2:3: RouteID: expected a whole number from 0, found '1.5'"],
  ['a negative route', '{0,-1,1,1\n', "2:3: RouteID: cannot be negative, found '-1'"],
  ['a named route', '{0,gsl,1,1\n', "2:3: RouteID: expected a whole number from 0, found 'gsl'"],
  ['a route in hex', '{0,0x1,1,1\n', "2:3: RouteID: expected a whole number from 0, found '0x1'"],
  ['an empty route', '{0,,1,1\n', '2:3: no value for RouteID'],
  ['a route past all counting', '{0,1e17,1,1\n', "2:3: RouteID: at most 2^53, found '1e17'"],
  ['a negative delay', '{0,0,-1,1\n', "2:5: Delay[ms]: cannot be negative, found '-1'"],
  ['a delay just below 0', '{0,0,-1e-9,1\n', "2:5: Delay[ms]: cannot be negative, found '-1e-9'"],
  [
    'a delay with its unit',
    '{0,0,36.7ms,1\n',
    "2:5: Delay[ms]: expected a number of milliseconds, found '36.7ms' (the unit stands in the header: 36.7)",
  ],
  [
    'a delay with a quoted decimal comma',
    '{0,0,"36,7",1\n',
    "2:5: Delay[ms]: expected a number of milliseconds, found '36,7' (decimals take a point: 36.7)",
  ],
  ['a delay of spaces', '{0,0,  ,1\n', '2:5: no value for Delay[ms]'],
  ['an infinite delay', '{0,0,Infinity,1\n', "2:5: Delay[ms]: expected a number of milliseconds, found 'Infinity'"],
  ['a delay with a stray quote', '{0,0,4"1,1\n', `2:5: Delay[ms]: expected a number of milliseconds, found '4"1'`],
  [
    'words after a quoted delay',
    '{0,0,"41" x,1\n',
    `2:5: Delay[ms]: expected a number of milliseconds, found '"41" x'`,
  ],
  ['a negative rate', '{0,0,1,-80\n', "2:7: Btldr[Mbps]: cannot be negative, found '-80'"],
  ['a rate that is no number', '{0,0,1, NaN \n', "2:8: Btldr[Mbps]: expected a number of Mbit/s, found 'NaN'"],
  [
    'a rate below a bit per second',
    '{0,0,1,1e-7\n',
    "2:7: Btldr[Mbps]: less than 1 bit/s, found '1e-7' (0 makes the link stand still)",
  ],
  ['a rate past all counting', '{0,0,1,9e99\n', "2:7: Btldr[Mbps]: at most 9 Pbit/s, found '9e99'"],
  ['a missing last value', '{0,0,41\n', '2:7: no value for Btldr[Mbps]'],
  ['a missing last value before a comment', '{0,0,41 # a, b\n', '2:7: no value for Btldr[Mbps]'],
  [
    'a row of one value',
    '{7\n',
    '2:2: no value for RouteID',
    '2:2: no value for Delay[ms]',
    '2:2: no value for Btldr[Mbps]',
  ],
  [
    'comma thousands',
    '{0,0,41,80\n11,000,0,41.2,80.2\n',
    '3:15: 5 values under 4 columns (decimals take a point, thousands a space)',
  ],
  ['a quote that is never closed', '{0,0,41,80\n10,0,"41,80\n20,0,41,80\n', '3:6: a quote is opened and never closed'],
  [
    'a quote closed on another line',
    '{0,0,"41,80\n10,0,41",80\n20,0,41,x\n',
    '2:5: a quoted value runs over the end of its line (is a quote missing or too many?)',
    "4:9: Btldr[Mbps]: expected a number of Mbit/s, found 'x'",
  ],
  [
    'a row on a line after a quoted line end',
    'n,{"a\nb",0,0,1,1\nc,1,0,1,x\n',
    '2:1: a quoted value runs over the end of its line (is a quote missing or too many?)',
    "4:9: Btldr[Mbps]: expected a number of Mbit/s, found 'x'",
  ],
  [
    'a cell behind a quoted comma',
    'n,{"a, ""b"", c",0,0,1,x\n',
    "2:21: Btldr[Mbps]: expected a number of Mbit/s, found 'x'",
  ],
  [
    'a cell behind a quoted comma and spaces',
    'n,{ "a, b" , 0,0,1,x\n',
    "2:17: Btldr[Mbps]: expected a number of Mbit/s, found 'x'",
  ],
  [
    'an unclosed quote behind spaces and blank lines',
    '{ \n\t# c\n0, "0,1,1\n',
    '4:4: a quote is opened and never closed',
  ],
  [
    'columns in another order, faults from left to right',
    'Btldr[Mbps],Delay[ms],RouteID,Time[ms]\nx,y,z,-1\n',
    "2:1: Btldr[Mbps]: expected a number of Mbit/s, found 'x'",
    "2:3: Delay[ms]: expected a number of milliseconds, found 'y'",
    "2:5: RouteID: expected a whole number from 0, found 'z'",
    "2:7: Time[ms]: cannot be negative, found '-1'",
  ],
  [
    'a value of many words',
    `{0,0,${'delay '.repeat(20)},1\n`,
    "2:5: Delay[ms]: expected a number of milliseconds, found 'delay delay delay delay delay delay del…'",
  ],
  ['a control character', '{0,0,\u001b[31m,1\n', "2:5: Delay[ms]: expected a number of milliseconds, found ' [31m'"],
];
for (const [what, text, ...faults] of malformed) {
  test(`a fault is placed: ${what}`, () => {
    const result = parseScenario(text.replace('{', `${HEADER}\n`), 'link.csv');
    assert.equal(
      result.faults.map(faultText),
      faults.map(fault => `link.csv:${fault}`),
    );
    assert.is(result.scenario, undefined);
  });
}

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
