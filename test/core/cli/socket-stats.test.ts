import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { recordedText, request } from '../../../core/cli/socket-stats.js';
import { InputError } from '../../../core/fault.js';

const refused = (options: Parameters<typeof request>[0]): string[] => {
  try {
    request(options);
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ file, message }) => `${file}: ${message}`);
    throw error;
  }
  return [];
};

test('reads a port and an interval', () => {
  assert.equal(request({ interval: '250ms' }), { port: undefined, intervalMs: 250 });
  assert.equal(request({ port: '54321', interval: '1.5s' }), { port: 54321, intervalMs: 1500 });
  assert.equal(request({ port: '65535', interval: '1ms' }), { port: 65535, intervalMs: 1 });
});

test('refuses a port that is none', () => {
  for (const port of ['0', '65536', '-1', '80.5', '', ' 80', 'http', '0x50']) {
    assert.equal(refused({ port, interval: '1s' }), [`--port: a whole number from 1 to 65535, not '${port}'`]);
  }
});

test('refuses an interval that is none, too short or too long', () => {
  assert.equal(refused({ interval: '250' }), ["--interval: a time span needs a unit: '250' (as in 250ms)"]);
  assert.equal(refused({ interval: '999us' }), ['--interval: from 1ms to an hour, not 999us']);
  assert.equal(refused({ interval: '0ms' }), ['--interval: from 1ms to an hour, not 0ms']);
  assert.equal(refused({ interval: '2h' }), ['--interval: from 1ms to an hour, not 2h']);
});

test('tells all faults at once', () => {
  assert.is(refused({ port: 'x', interval: 'y' }).length, 2);
});

test('says what was recorded', () => {
  assert.is(recordedText({ rows: 1, sockets: 1 }), '1 row of 1 socket written');
  assert.is(recordedText({ rows: 40, sockets: 2 }), '40 rows of 2 sockets written');
  assert.is(recordedText({ rows: 0, sockets: 0 }), 'no such socket came');
});

test.run();
