import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CAUSES_MOST,
  Causes,
  KNOWN_CAUSES,
  LANE_LOST,
  MEMORY,
  MTU,
  PORT_OVERSIZE,
  QUEUE_TAIL,
} from '../../../core/frame/causes.js';
import { Ledger, REPLACED } from '../../../core/frame/ledger.js';

test('the ledger leaves inside what came in or was born, less all that ended', () => {
  const ledger = new Ledger();
  for (let i = 0; i < 10; i++) ledger.entered();
  ledger.born();
  ledger.born();
  ledger.left();
  ledger.absorbed(REPLACED);
  ledger.dropped(QUEUE_TAIL);
  ledger.dropped(CAUSES_MOST - 1, 3);
  assert.equal(
    [
      ledger.in,
      ledger.births,
      ledger.out,
      ledger.absorbedFor(REPLACED),
      ledger.lost(QUEUE_TAIL),
      ledger.lost(CAUSES_MOST - 1),
      ledger.lostAll,
    ],
    [10, 2, 1, 1, 1, 3, 4],
  );
  assert.is(ledger.inside, 6);
});

test('the cells may be shared: another ledger over them reads the same counts', () => {
  const cells = new Float64Array(new SharedArrayBuffer(Ledger.LENGTH * 8));
  const writer = new Ledger(cells);
  writer.entered();
  writer.dropped(MTU);
  assert.is(new Ledger(cells).in, 1);
  assert.is(new Ledger(cells).lost(MTU), 1);
});

test('known causes have the numbers that the engine uses, and are told first', () => {
  const told: [number, string][] = [];
  const causes = new Causes((number, name) => told.push([number, name]));
  assert.equal(
    told,
    KNOWN_CAUSES.map((name, number) => [number, name]),
  );
  const numbers = {
    'queue:tail': QUEUE_TAIL,
    memory: MEMORY,
    'port:oversize': PORT_OVERSIZE,
    mtu: MTU,
    'lane-lost': LANE_LOST,
  };
  for (const [name, number] of Object.entries(numbers)) assert.is(causes.names[number], name);
});

test('a cause gets its number at first sight and keeps it', () => {
  const told: string[] = [];
  const causes = new Causes((_, name) => told.push(name));
  const number = causes.number('hook:thief:ack-stolen');
  assert.is(number, KNOWN_CAUSES.length);
  assert.is(causes.number('hook:thief:ack-stolen'), number);
  assert.is(told.filter(name => name === 'hook:thief:ack-stolen').length, 1);
});

test('more causes than the ledger has cells are refused with the reason', () => {
  const causes = new Causes();
  for (let i = KNOWN_CAUSES.length; i < CAUSES_MOST; i++) causes.number(`hook:x:${i}`);
  assert.throws(() => causes.number('hook:x:last'), /keep drop reasons few and constant/);
  assert.is(causes.number('hook:x:100'), 100);
});

test.run();
