import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deliveryTraceText, parseDeliveryTrace } from '../../../../core/effects/pacing/trace-file.js';
import { faultText } from '../../../../core/fault.js';

test('a trace is one millisecond a line, in nanoseconds afterwards', () => {
  for (const text of ['0\n2\n2\n7\n', '\uFEFF0\r\n2\r\n2\r\n7', '0\n2\n2\n 7 \n\n\n']) {
    assert.equal(parseDeliveryTrace(text, 't'), { stamps: [0, 2e6, 2e6, 7e6], faults: [] });
  }
});

test('a trace reads back as it was written', () => {
  const property = fc.property(fc.array(fc.nat(1000), { minLength: 1 }), steps => {
    let at = 1;
    const stamps = steps.map(step => (at += step) * 1e6);
    assert.equal(parseDeliveryTrace(deliveryTraceText(stamps), 't').stamps, stamps);
  });
  fc.assert(property, { seed: 1 });
});

const MALFORMED: Record<string, [text: string, faults: string[]]> = {
  'an empty file': ['', ['t:1:1: the trace is empty: expected one delivery time in milliseconds a line']],
  'a file of blank lines': ['\n\n', ['t:1:1: the trace is empty: expected one delivery time in milliseconds a line']],
  letters: ['1\n  two\n3\n', ["t:2:3: expected a delivery time in whole milliseconds, found 'two'"]],
  'fractions and signs': [
    '1.5\n-2\n',
    [
      "t:1:1: expected a delivery time in whole milliseconds, found '1.5'",
      "t:2:1: expected a delivery time in whole milliseconds, found '-2'",
    ],
  ],
  'two columns': ['1 1500\n', ["t:1:1: expected a delivery time in whole milliseconds, found '1 1500'"]],
  'an empty line within': ['1\n\n2\n', ['t:2:1: an empty line: expected a delivery time in whole milliseconds']],
  'a time that falls': ['5\n4\n6\n', ['t:2:1: delivery times never fall: found 4 after 5']],
  'a trace of no length': ['0\n0\n', ['t:2:1: the last delivery time is the length of the trace: above 0']],
  'a time of ages': ['864000001\n', ["t:1:1: expected a delivery time in whole milliseconds, found '864000001'"]],
};
for (const [what, [text, faults]] of Object.entries(MALFORMED)) {
  test(`${what} is refused with its place`, () => {
    const read = parseDeliveryTrace(text, 't');
    assert.equal(read.faults.map(faultText), faults);
    assert.is(read.stamps, undefined);
  });
}

test('many faults are counted, not shown', () => {
  const { faults } = parseDeliveryTrace('x\n'.repeat(100), 't');
  assert.equal([faults.length, faults.at(-1)!.message], [21, 'and 80 more faults']);
});

test.run();
