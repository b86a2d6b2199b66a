import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ProbeWords, probeRequest } from '../../../core/cli/probe-options.js';
import { InputError } from '../../../core/fault.js';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { constant } from '../../../core/plan/plan.js';
import { mbps, ms, type Nanos, s } from '../../../sdk/units.js';

const plan = (duration?: Nanos) =>
  planOfScenario(constant(mbps(10), ms(20)), duration === undefined ? {} : { duration });
const words: ProbeWords = { interval: '10ms', size: '98B', protocol: 'auto' };

test('sends 200 probes, or as many as fit the duration, or as many as asked for', () => {
  assert.is(probeRequest(words, plan()).count, 200);
  assert.is(probeRequest(words, plan(s(7))).count, 700);
  assert.is(probeRequest({ ...words, count: '50' }, plan(s(7))).count, 50);
  assert.is(probeRequest({ ...words, count: '5000' }, plan(s(7))).count, 700);
  assert.is(probeRequest({ ...words, interval: '1h' }, plan(s(7))).count, 1);
});

test('every fault of the options is told at once', () => {
  try {
    probeRequest({ interval: '10', size: '40', protocol: 'auto', count: '-1' }, plan());
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
    assert.equal(
      (error as InputError).faults.map(({ file, message }) => `${file}: ${message}`),
      [
        "--interval: a time span needs a unit: '10' (as in 10ms)",
        '--size: from 62 to 1514 bytes, not 40',
        "--count: a whole number from 1 to 1000000, not '-1'",
      ],
    );
  }
});

test.run();
