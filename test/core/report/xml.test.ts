import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { xmlText } from '../../../core/report/xml.js';
import { parseXml } from './parse-xml.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has none of these (section 2.2).
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

test('elements are written with attributes in their order, a line each', () => {
  const root = {
    name: 'a',
    attributes: { y: 1, x: 'two', none: undefined },
    content: [{ name: 'b' }, { name: 'c', content: ['text'] }],
  };
  assert.is(xmlText(root), '<?xml version="1.0" encoding="UTF-8"?>\n<a y="1" x="two">\n  <b/>\n  <c>text</c>\n</a>\n');
});

test('whatever an attribute or a text says is read back, but for what XML cannot write', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const property = fc.property(text, text, (attribute, inside) => {
    const written = (said: string): string => said.replace(UNWRITABLE, '\ufffd');
    const read = parseXml(xmlText({ name: 'a', attributes: { x: attribute }, content: [inside] }));
    assert.is(read.attributes['x'], written(attribute));
    assert.is(read.text, written(inside));
  });
  fc.assert(property, { seed: 5, numRuns: 500 });
});

test('half of a surrogate pair becomes the replacement character, a whole one stays', () => {
  const { text } = parseXml(xmlText({ name: 'a', content: ['\ud83d \ude00 \ud83d\ude00'] }));
  assert.is(text, '\ufffd \ufffd \ud83d\ude00');
});

test.run();
