import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { COLUMNS } from '../../../core/scenario/columns.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';
import type { LinkScenario, Scenario, ScenarioEnd, ScenarioRow } from '../../../core/scenario/scenario.js';
import { linkScenarioText, scenarioText } from '../../../core/scenario/scenario-text.js';

const FOUR = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';
const read = (text: string): LinkScenario => {
  const { scenario, faults } = parseScenario(text, 'link.csv');
  assert.equal(faults.map(faultText), []);
  return scenario!;
};
const faultsOf = (text: string): string[] => parseScenario(text, 'link.csv').faults.map(faultText);

test("a row of phantomlink's four columns has nothing else", () => {
  assert.equal(read(`${FOUR}\n0,0,41,80\n`).up.rows, [{ at: 0, route: 0, delay: 41e6, rate: 80e6 }]);
});

test('each further column sets its part of a row, in the units of a row', () => {
  const { up } = read(
    `${FOUR},Jitter[ms],Loss[%],Duplicate[%],BER,MTU[B],Queue[B]\n0,0,41,80,2.5,1.1,0.3,1e-6,1280,65536\n`,
  );
  assert.equal(up.rows, [
    {
      at: 0,
      route: 0,
      delay: 41e6,
      rate: 80e6,
      jitter: 2_500_000,
      loss: 0.011,
      duplicate: 0.003,
      ber: 1e-6,
      mtu: 1280,
      queueBytes: 65_536,
    },
  ]);
  assert.is(read(`${FOUR},Queue[frames]\n0,0,41,80,1 000\n`).up.rows[0]!.queueFrames, 1000);
});

test('an empty cell is as in the row before, at first as the plan has it, and so is the word plan', () => {
  const { up } = read(
    `${FOUR},Loss[%],MTU[B]\n0,0,1,1,,\n1,0,1,1,2,1500\n2,0,1,1,,\n3,0,1,1,plan,Unlimited\n4,0,1,1,,\n`,
  );
  assert.equal(
    up.rows.map(({ loss, mtu }) => [loss, mtu]),
    [
      [undefined, undefined],
      [0.02, 1500],
      [0.02, 1500],
      [undefined, Number.POSITIVE_INFINITY],
      [undefined, Number.POSITIVE_INFINITY],
    ],
  );
  assert.is('loss' in up.rows[3]!, false);
});

test('without directions both ways have one scenario, the same object', () => {
  const { up, down } = read(`${FOUR},Loss[%]\n0,0,1,1,2\n`);
  assert.is(up, down);
});

test('rows of one direction are for it alone, those of both and of none for both', () => {
  const text = `Direction,${FOUR},Loss[%]\nup,0,0,1,1,5\ndown,0,0,2,1,\nboth,10,1,3,1,\n,20,2,4,1,7\nUP,30,3,5,1,\n`;
  const { up, down } = read(text);
  assert.equal(
    up.rows.map(({ at, route, delay, loss }) => [at / 1e6, route, delay / 1e6, loss]),
    [
      [0, 0, 1, 0.05],
      [10, 1, 3, 0.05],
      [20, 2, 4, 0.07],
      [30, 3, 5, 0.07],
    ],
  );
  assert.equal(
    down.rows.map(({ at, route, delay, loss }) => [at / 1e6, route, delay / 1e6, loss]),
    [
      [0, 0, 2, undefined],
      [10, 1, 3, undefined],
      [20, 2, 4, 0.07],
    ],
  );
});

test('a last row may say loop or end, for both directions or one', () => {
  assert.equal(read(`${FOUR}\n0,0,1,1\n60000,loop\n`).up.end, { kind: 'loop', at: 60e9 });
  assert.equal(read(`${FOUR}\n0,0,1,1\n60000, End ,,\n`).down.end, { kind: 'end', at: 60e9 });
  const { up, down } = read(`${FOUR},Direction\n0,0,1,1,\n5,loop,,,up\n6,1,1,1,down\n9,end,,,down\n`);
  assert.equal(
    [up.end, down.end],
    [
      { kind: 'loop', at: 5e6 },
      { kind: 'end', at: 9e6 },
    ],
  );
  assert.equal([up.rows.length, down.rows.length], [1, 2]);
});

const wrong: [what: string, text: string, ...faults: string[]][] = [
  [
    'another unit',
    `${FOUR},Loss\n0,0,1,1,1\n`,
    "1:40: expected column Loss[%], found 'Loss' (the unit is part of the name)",
  ],
  ['a misspelling', `${FOUR},Jiter[ms]\n0,0,1,1,1\n`, "1:40: unknown column 'Jiter[ms]' (did you mean Jitter[ms]?)"],
  [
    'two limits of a queue',
    `${FOUR},Queue[B],Queue[frames]\n0,0,1,1,1,1\n`,
    '1:49: Queue[frames] beside Queue[B]: a queue has one limit',
  ],
  ['a column twice', `${FOUR},BER,ber\n0,0,1,1,0,0\n`, '1:44: column BER appears twice, first as the 5th column'],
  ['more than all', `${FOUR},Loss[%]\n0,0,1,1,100.1\n`, "2:9: Loss[%]: at most 100, found '100.1'"],
  ['less than none', `${FOUR},Duplicate[%]\n0,0,1,1,-1\n`, "2:9: Duplicate[%]: cannot be negative, found '-1'"],
  [
    'a percent sign',
    `${FOUR},Loss[%]\n0,0,1,1,5%\n`,
    "2:9: Loss[%]: expected a percentage, as in 1.5, found '5%' (the unit stands in the header: 5)",
  ],
  ['a share of letters', `${FOUR},BER\n0,0,1,1,low\n`, "2:9: BER: expected a probability, as in 1e-6, found 'low'"],
  ['too many bad bits', `${FOUR},BER\n0,0,1,1,0.6\n`, "2:9: BER: at most 0.5, found '0.6'"],
  ['an MTU that IPv4 cannot have', `${FOUR},MTU[B]\n0,0,1,1,67\n`, "2:9: MTU[B]: at least 68, found '67'"],
  ['an MTU beyond IP', `${FOUR},MTU[B]\n0,0,1,1,65536\n`, "2:9: MTU[B]: at most 65535, found '65536'"],
  [
    'a part of a byte',
    `${FOUR},Queue[B]\n0,0,1,1,1.5\n`,
    "2:9: Queue[B]: expected a whole number of bytes, found '1.5'",
  ],
  ['a queue of nothing', `${FOUR},Queue[frames]\n0,0,1,1,0\n`, "2:9: Queue[frames]: at least 1, found '0'"],
  [
    'no jitter at all',
    `${FOUR},Jitter[ms]\n0,0,1,1,unlimited\n`,
    "2:9: Jitter[ms]: expected a number of milliseconds, found 'unlimited'",
  ],
  [
    'a direction of the compass',
    `${FOUR},Direction\n0,0,1,1,north\n`,
    "2:9: Direction: expected up, down or both, found 'north'",
  ],
  [
    "phantomlink's columns left to the plan",
    `${FOUR}\n0,0,plan,1\n`,
    "2:5: Delay[ms]: expected a number of milliseconds, found 'plan'",
  ],
  ['one direction alone', `${FOUR},Direction\n0,0,1,1,up\n`, '1:40: no row for the direction down (or both)'],
  [
    'times of one direction out of order',
    `${FOUR},Direction\n0,0,1,1,\n9,0,1,1,up\n5,0,1,1,down\n8,0,1,1,both\n`,
    "5:1: Time[ms]: expected a later time than in line 3, found '8'",
  ],
  ['an end at once', `${FOUR}\n0,end\n`, '2:3: no row before the end'],
  ['an end without a time', `${FOUR}\n0,0,1,1\n,loop\n`, '3:1: no value for Time[ms]'],
  [
    'an end before the last row',
    `${FOUR}\n7,0,1,1\n6,loop\n`,
    "3:1: Time[ms]: expected a later time than in line 2, found '6'",
  ],
  [
    'an end with values',
    `${FOUR}\n0,0,1,1\n6,loop,1,\n`,
    "3:8: a row that says loop has a time and nothing else, found '1'",
  ],
  [
    'a row behind the end',
    `${FOUR}\n0,0,1,1\n6,loop\n7,0,1,1\n`,
    '4:1: a row behind the end of the scenario in line 3',
  ],
  ['two ends', `${FOUR}\n0,0,1,1\n6,loop\n7,end\n`, '4:1: a row behind the end of the scenario in line 3'],
];
for (const [what, text, ...faults] of wrong) {
  test(`a fault is placed: ${what}`, () => {
    assert.equal(
      faultsOf(text),
      faults.map(fault => `link.csv:${fault}`),
    );
  });
}

test('columns of other names are left alone, also those that are near to short ones', () => {
  for (const name of ['PER', 'Load[%]', 'RTT[ms]', 'note', 'Elevation[deg]', 'Site', 'BW']) {
    assert.equal(faultsOf(`${FOUR},${name}\n0,0,1,1,x\n`), [], name);
  }
});

test('every field of a row has exactly one column', () => {
  const fields = COLUMNS.flatMap(column => ('field' in column ? [column.field] : []));
  assert.is(new Set(fields).size, COLUMNS.length - 1);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const limit = fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.constant(Number.POSITIVE_INFINITY));
const settings = fc.record(
  {
    route: fc.nat(),
    delay: fc.nat(),
    rate: fc.nat(),
    jitter: fc.maxSafeNat(),
    loss: share,
    duplicate: share,
    ber: fc.double({ min: 0, max: 0.5, noNaN: true }),
    mtu: fc.oneof(fc.integer({ min: 68, max: 65_535 }), fc.constant(Number.POSITIVE_INFINITY)),
    queueBytes: limit,
  },
  { requiredKeys: ['route', 'delay', 'rate'], noNullPrototype: true },
);
const scenario = fc
  .tuple(
    fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 8 }),
    fc.array(settings, { minLength: 1 }),
    fc.constantFrom(undefined, 'loop', 'end'),
  )
  .map(([times, all, then]): Scenario => {
    times.sort((a, b) => a - b);
    const rows = times.map((at, i) => ({ at, ...all[i % all.length]! })) as unknown as ScenarioRow[];
    if (then === undefined) return { rows };
    return { rows: rows.slice(0, -1), end: { kind: then, at: rows.at(-1)!.at } as ScenarioEnd };
  });

test('a printed scenario reads back as the same rows and the same end, to the last bit', () => {
  fc.assert(
    fc.property(scenario, one => assert.equal(read(scenarioText(one)).up, one)),
    { seed: 4, numRuns: 500 },
  );
});

test('both directions of a link read back from one table', () => {
  fc.assert(
    fc.property(scenario, scenario, (up, down) => {
      assert.equal(read(linkScenarioText({ up, down })), { up, down });
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('a table of one scenario names no direction', () => {
  const { up } = read(`${FOUR},Loss[%]\n0,0,41,80,\n5,1,40,unlimited,1.5\n9,loop\n`);
  assert.is(linkScenarioText({ up, down: up }), `${FOUR},Loss[%]\n0,0,41,80,plan\n5,1,40,unlimited,1.5\n9,loop\n`);
});

test.run();
