import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { option, optionValues } from '../../sdk/option.js';

test('each kind reads its texts and refuses others', () => {
  assert.is(option.span('x').parse('5ms'), 5e6);
  assert.is(option.ratio('x').parse('2%'), 0.02);
  assert.is(option.rate('x').parse('1Mbit/s'), 1e6);
  assert.is(option.bytes('x').parse('1KiB'), 1024);
  assert.is(option.count('x').parse('4'), 4);
  assert.is(option.integer('x').parse('-4'), -4);
  assert.is(option.flag('x').parse('Yes'), true);
  assert.is(option.flag('x').parse('off'), false);
  assert.is(option.text('x').parse(' as is '), ' as is ');
  assert.is(option.port('x').parse('65535'), 65535);
  assert.equal([...option.mac('x').parse('02:00:00:00:00:01')], [2, 0, 0, 0, 0, 1]);
  assert.is(option.ipv4('x').parse('10.0.0.1'), 0x0a000001);
  assert.equal([...option.hex('x').parse('0x48:69 0a')], [0x48, 0x69, 0x0a]);
  assert.is(option.oneOf(['a', 'b'])('x').parse('b'), 'b');
  for (const [kind, text] of [
    [option.count, '-1'],
    [option.count, '1.5'],
    [option.count, ''],
    [option.integer, 'x'],
    [option.flag, 'maybe'],
    [option.port, '65536'],
    [option.hex, '486'],
    [option.network, 'x'],
    [option.oneOf(['a', 'b']), 'c'],
  ] as const) {
    assert.throws(() => kind('x').parse(text), RangeError, text);
  }
});

test('a default that cannot be read is refused when it is declared', () => {
  assert.throws(() => option.span('x', '5'), /needs a unit/);
  assert.throws(() => option.unless('keep', option.port)('x', 'nine'), /not a port/);
});

test('a word beside another kind stands for undefined and is the default', () => {
  const port = option.unless('keep', option.port)('new port');
  assert.equal(
    [port.fallback, port.kind, port.parse('keep'), port.parse('80')],
    ['keep', 'port or keep', undefined, 80],
  );
});

test('values are those given, as texts or values, and the defaults of the rest', () => {
  const declared = { chance: option.ratio('a', '2%'), burst: option.count('b', '4'), name: option.text('c', 'n') };
  assert.equal(optionValues(declared, { chance: '50%', name: 'm' }), { chance: 0.5, burst: 4, name: 'm' });
  assert.equal(optionValues(declared, { burst: 7 }), { chance: 0.02, burst: 7, name: 'n' });
});

test('unknown options and missing required ones are refused', () => {
  const declared = { needed: option.span('how long') };
  assert.throws(() => optionValues(declared, { nedeed: '1ms' } as object), /no option 'nedeed' \(there are: needed\)/);
  assert.throws(() => optionValues(declared, {}), /option 'needed' \(how long\) must be given/);
  assert.throws(() => optionValues({}, { x: 1 } as object), /there are: none/);
});

test('places, steps and factors are options too, and so is any kind of the author’s own', () => {
  assert.equal([3, 4].map(option.positions('x', '3 of flow').parse('4-').fits), [false, true]);
  assert.is(option.step('x').parse('10 of flow').ofFlow, true);
  assert.is(option.factor('x').parse('0.5'), 0.5);
  for (const text of ['0', '-1', '', 'fast']) assert.throws(() => option.factor('x').parse(text), /not a factor/);
  const upper = option.of('shout', text => text.toUpperCase())('x', 'hey');
  assert.equal([upper.kind, upper.fallback, upper.parse('ho')], ['shout', 'hey', 'HO']);
});

test.run();
