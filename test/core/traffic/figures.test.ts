import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulate } from '../../../core/index.js';
import { TRAFFIC_FIGURES } from '../../../core/traffic/figures.js';

for (const [kind, names] of Object.entries(TRAFFIC_FIGURES)) {
  test(`the figures of ${kind} traffic are those that a run of it reports`, async () => {
    const rate = kind === 'cbr' || kind === 'poisson' ? { rate: '100kbit/s' } : {};
    const traffic = [{ kind, ...rate, stop: '1s' }];
    const report = await simulate({ link: { rate: '1Mbit/s' }, duration: '2s', traffic } as never);
    const told = Object.keys(report.traffic[0]!.figures).filter(name => name !== 'model');
    assert.equal([...names].sort(), told.sort());
  });
}

test.run();
