import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../../core/fault.js';
import { looksLikeMahimahi, mahimahiLink } from '../../../../core/plan/import/mahimahi.js';
import { sameAsNative } from './native.js';

const up = { path: 'a.up', text: '0\n3\n5\n' };
const down = { path: 'a.down', text: '1\n1\n2\n' };

test('one trace drives both directions, two one each, and --once ends them', () => {
  const native = (file: string, more = ''): string =>
    `{ delay: 0s, queue: none, pacing: { model: trace, file: ${file}${more} } }`;
  sameAsNative(mahimahiLink(up).link, `link: ${native('a.up')}`);
  sameAsNative(mahimahiLink(up, down).link, `link: { up: ${native('a.up')}, down: ${native('a.down')} }`);
  sameAsNative(mahimahiLink(up, undefined, { loop: false }).link, `link: ${native('a.up', ', loop: no')}`);
});

test('the faults of both traces are told, each with its place', () => {
  const { link, faults } = mahimahiLink({ path: 'a.up', text: '5\n3\n' }, { path: 'a.down', text: '1\nx\n' });
  assert.is(link, undefined);
  assert.equal(
    faults.map(({ file, line, column }) => [file, line, column]),
    [
      ['a.up', 2, 1],
      ['a.down', 2, 1],
    ],
  );
  assert.match(faultText(faults[1]!), /expected a delivery time in whole milliseconds, found 'x'/);
});

test('a trace is known by its lines', () => {
  for (const text of ['0\n3\n5\n', '12\r\n13\r\n', '1\n1\n1']) assert.ok(looksLikeMahimahi(text), text);
  for (const text of ['Time[ms],RouteID\n', 'link: 1\n', '1,2,3\n4,5,6\n', '1.5\n2.5\n', '']) {
    assert.not.ok(looksLikeMahimahi(text), text);
  }
});

test.run();
