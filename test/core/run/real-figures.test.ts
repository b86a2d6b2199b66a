import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { requireRealFigures } from '../../../core/run/real-figures.js';

const expected = (...texts: string[]) => ({
  expected: texts.map((text, i) => ({ text, place: { file: 'plan.yaml', line: i + 5, column: 3 } })),
});

test('what is expected of traffic is refused before a run in real time, each where it stands', () => {
  try {
    requireRealFigures(expected('validity = valid', 'traffic.0.goodput > 1Mbit/s', 'traffic.1.rtos = 0'));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
    const hint = '(leave it out here, or hookline simulate)';
    assert.is(
      (error as InputError).message,
      `plan.yaml:6:3: expect: traffic figures are of virtual time only: 'traffic.0.goodput > 1Mbit/s' ${hint}\n` +
        `plan.yaml:7:3: expect: traffic figures are of virtual time only: 'traffic.1.rtos = 0' ${hint}`,
    );
  }
});

test('all other figures are there in real time', () => {
  requireRealFigures(expected('lost <= 1%', 'hooks.thief.dropped > 0', 'ports.client.framesIn > 0'));
});

test.run();
