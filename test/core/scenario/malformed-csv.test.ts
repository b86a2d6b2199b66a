import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';

const HEADER = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';
/** Bytes as the loader reads them. */
const asRead = (bytes: Buffer): string => bytes.toString('utf8');
const NO_TEXT = 'no text in UTF-8: UTF-16 or a binary file (save the table as CSV in UTF-8)';

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
    `1:1: columns are separated by commas, found '${HEADER.replaceAll(',', ';')}' (as in 0,0,41.0,80.0)`,
  ],
  [
    'tabs',
    `${HEADER.replaceAll(',', '\t')}\n`,
    `1:1: columns are separated by commas, found '${HEADER.replaceAll(',', ' ')}' (as in 0,0,41.0,80.0)`,
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
  [
    'a control character',
    '{0,0,\u001b[31m,1\n',
    "2:5: Delay[ms]: expected a number of milliseconds, found '\\u001b[31m'",
  ],
  // What other programs write.
  [
    'semicolons between decimal commas',
    `${HEADER.replaceAll(',', ';')}\n0;0;41,5;80,5\n`,
    `1:1: columns are separated by commas, found '${HEADER.replaceAll(',', ';')}' (as in 0,0,41.0,80.0)`,
  ],
  [
    'columns set apart by spaces',
    'Time[ms] RouteID   Delay[ms] Btldr[Mbps]\n0 0 41 80\n',
    "1:1: columns are separated by commas, found 'Time[ms] RouteID   Delay[ms] Btldr[Mbps]' (as in 0,0,41.0,80.0)",
  ],
  [
    'a Markdown table',
    '| Time[ms] | RouteID | Delay[ms] | Btldr[Mbps] |\n|---|---|---|---|\n| 0 | 0 | 41.0 | 80.0 |\n',
    "1:1: columns are separated by commas, found '| Time[ms] | RouteID | Delay[ms] | Btld…' (as in 0,0,41.0,80.0)",
  ],
  [
    'a Markdown table without edges',
    'Time [ms]|RouteID|Delay [ms]|Btldr [Mbps]\n-|-|-|-\n0|0|41.0|80.0\n',
    "1:1: columns are separated by commas, found 'Time [ms]|RouteID|Delay [ms]|Btldr [Mbp…' (as in 0,0,41.0,80.0)",
  ],
  ['a row of semicolons', '{0;0;41;80\n', "2:1: values are separated by commas, found '0;0;41;80'"],
  [
    'a row of semicolons and a decimal comma',
    '{0;0;41,5;80\n',
    "2:1: values are separated by commas, found '0;0;41,5;80'",
  ],
  ['a row of tabs', '{0\t0\t41\t80\n', "2:1: values are separated by commas, found '0 0 41 80'"],
  ['a row of spaces', '{0 0 41.0 80.0\n', "2:1: values are separated by commas, found '0 0 41.0 80.0'"],
  [
    'a Markdown row',
    '{| 0 | 0 | 41.0 | 80.0 |\n5,0,x,1\n',
    "2:1: values are separated by commas, found '| 0 | 0 | 41.0 | 80.0 |'",
    "3:5: Delay[ms]: expected a number of milliseconds, found 'x'",
  ],
  ['the header twice, as where files were joined', `{0,0,1,1\n${HEADER}\n5,0,1,1\n`, '3:1: the header a second time'],
  ['the header twice with a byte order mark', `{0,0,1,1\n\uFEFF${HEADER}\n`, '3:2: the header a second time'],
  [
    'a web page',
    '<!DOCTYPE html>\n<html><body>Not Found</body></html>\n',
    `1:1: no header: expected ${HEADER}, found '<!DOCTYPE html>'`,
  ],
  ['UTF-16, little-endian', asRead(Buffer.from(`\uFEFF${HEADER}\n0,0,41,80\n`, 'utf16le')), `1:1: ${NO_TEXT}`],
  ['UTF-16, big-endian', asRead(Buffer.from(`\uFEFF${HEADER}\n0,0,41,80\n`, 'utf16le').swap16()), `1:1: ${NO_TEXT}`],
  ['UTF-16 without a byte order mark', asRead(Buffer.from(`${HEADER}\n0,0,41,80\n`, 'utf16le')), `1:1: ${NO_TEXT}`],
  ['a packed file', asRead(Buffer.from('1f8b08000000000000032a8a4cd1e1020000', 'hex')), `1:1: ${NO_TEXT}`],
  [
    'Latin-1 no-break thousands',
    asRead(Buffer.from(`${HEADER}\n11\u00a0000,0,1,1\n`, 'latin1')),
    "2:1: Time[ms]: expected a number of milliseconds, found '11\uFFFD000' (the file is not UTF-8: save it as UTF-8)",
  ],
  [
    'a file cut short and filled with NUL bytes',
    '{0,0,41,80\n1,0,4\0\0',
    "3:5: Delay[ms]: expected a number of milliseconds, found '4\\u0000\\u0000'",
    '3:8: no value for Btldr[Mbps]',
  ],
  [
    'a sign without width, as copied from a page',
    '{0,0,41\u200b,80\n',
    "2:5: Delay[ms]: expected a number of milliseconds, found '41\\u200b'",
  ],
  [
    'infinite and hexadecimal values, and none at all',
    '{Infinity,0,inf,-Infinity\n0x10,0b1,1e400,NaN\n,,, #\n5,,,\n',
    "2:1: Time[ms]: expected a number of milliseconds, found 'Infinity'",
    "2:12: Delay[ms]: expected a number of milliseconds, found 'inf'",
    "2:16: Btldr[Mbps]: expected a number of Mbit/s, found '-Infinity'",
    "3:1: Time[ms]: expected a number of milliseconds, found '0x10'",
    "3:6: RouteID: expected a whole number from 0, found '0b1'",
    "3:10: Delay[ms]: at most 104 days, found '1e400'",
    "3:16: Btldr[Mbps]: expected a number of Mbit/s, found 'NaN'",
    '5:3: no value for RouteID',
    '5:4: no value for Delay[ms]',
    '5:5: no value for Btldr[Mbps]',
  ],
  ['a time beyond 2^53', '{9007199254740993,0,1,1\n', "2:1: Time[ms]: at most 104 days, found '9007199254740993'"],
  ['a route beyond 2^53', '{0,9007199254740993,1,1\n', "2:3: RouteID: at most 2^53, found '9007199254740993'"],
  [
    'thousands set apart by other signs',
    "{0,0,11'000,1\n1_000,0,1,1\n",
    "2:5: Delay[ms]: expected a number of milliseconds, found '11'000'",
    "3:1: Time[ms]: expected a number of milliseconds, found '1_000'",
  ],
  [
    'a minus sign and quotes of typography',
    '{0,0,\u22125,1\n1,0,\u201c41\u201d,1\n',
    "2:5: Delay[ms]: expected a number of milliseconds, found '\u22125'",
    "3:5: Delay[ms]: expected a number of milliseconds, found '\u201c41\u201d'",
  ],
  ['a header whose quote is never closed', '"Time[ms],RouteID\n0,0\n', '1:1: a quote is opened and never closed'],
  [
    'CR line ends, the place of a fault',
    `${HEADER}\r0,0,1,1\r5,0,x,1\r`,
    "3:5: Delay[ms]: expected a number of milliseconds, found 'x'",
  ],
  ['a file of 0 rows and CRLF', `${HEADER}\r\n`, '1:1: no rows under the header (as in 0,0,41.0,80.0)'],
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

test('each of these cases has a name of its own and at least one fault with its place', () => {
  assert.ok(malformed.length >= 80, `${malformed.length}`);
  assert.is(new Set(malformed.map(([what]) => what)).size, malformed.length);
  for (const [what, , ...faults] of malformed) {
    assert.ok(faults.length > 0 && faults.every(fault => /^[1-9]\d*:[1-9]\d*: /.test(fault)), what);
  }
});

test.run();
