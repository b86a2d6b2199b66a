import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError, simulate } from '../../core/index.js';

const LINK = { rate: '8Mbit/s', delay: '10ms', queue: '64KiB' };
const CBR = { kind: 'cbr', rate: '1Mbit/s', size: '1000B', stop: '100ms' } as const;

test('a plan that is an object runs in virtual time as one of a file does, with hooks beside it', async () => {
  const report = await simulate(
    { link: LINK, duration: '1s', traffic: [CBR] },
    { hooks: [{ use: 'attacker', at: 'up', options: { every: 2 } }], sets: ['up.delay=30ms'], seed: 4, name: 'mine' },
  );
  assert.equal([report.plan, report.seed, report.driver], ['mine', 4, 'virtual']);
  assert.equal(report.validity, { verdict: 'valid', reasons: [] });
  const { in: entered, out, dropped } = report.ledger;
  assert.equal(dropped, { 'hook:attacker:attacked': Math.ceil(entered / 2) });
  assert.ok(entered > 5 && out === Math.floor(entered / 2));
});

test('its faults are told with its settings, and a hook’s own error is thrown', async () => {
  const told = async (run: Promise<unknown>): Promise<Error> =>
    run.then(
      () => new Error('none'),
      error => error,
    );
  const wrong = await told(simulate({ link: { ...LINK, rate: '8 furlongs' } }));
  assert.instance(wrong, InputError);
  assert.match(wrong.message, /^simulate: link\.rate: no unit of rate: 'furlongs'/);
  const options = { nth: 0 };
  const thrown = await told(
    simulate({ link: LINK, duration: '1s', traffic: [CBR] }, { hooks: [{ use: 'attacker', options }] }),
  );
  assert.match(thrown.message, "'nth' counts from 1");
});

test.run();
