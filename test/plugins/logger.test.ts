import { test } from 'uvu';
import * as assert from 'uvu/assert';
import logger from '../../plugins/logger.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { rig } from '../../sdk/testing.js';
import { ms } from '../../sdk/units.js';

const frame = (dstPort = 53): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort }, payload: 3 });

test('a frame has a line on either side, the second with its time inside', () => {
  const r = rig(logger);
  const [inside] = r.preamble(frame()).passed;
  r.advance(ms(36));
  r.episode(inside);
  assert.equal(r.logs, [
    { level: 'info', text: 'in  45 B IPv4 10.0.0.1 > 10.0.0.2 ttl 64 UDP 1 > 53 len 3', fields: { frame: 1 } },
    {
      level: 'info',
      text: 'out 45 B IPv4 10.0.0.1 > 10.0.0.2 ttl 64 UDP 1 > 53 len 3 after 36 ms',
      fields: { frame: 1, stayedNs: 36e6 },
    },
  ]);
  assert.equal(
    [...r.counters],
    [
      ['in', 1],
      ['out', 1],
    ],
  );
  r.settle();
});

test('a frame that stayed longer than the threshold is warned of and counted', () => {
  const r = rig(logger, { options: { slow: '5ms', lines: 'slow' } });
  const [fast] = r.preamble(frame()).passed;
  const [slow] = r.preamble(frame()).passed;
  r.advance(ms(5));
  r.episode(fast);
  r.advance(ms(1));
  r.episode(slow);
  assert.equal(
    r.logs.map(line => [line.level, line.fields['stayedNs']]),
    [['warn', 6e6]],
  );
  assert.is(r.counters.get('slow'), 1);
});

test('a frame that never entered is said to be born here', () => {
  const r = rig(logger);
  r.advance(ms(5));
  r.episode(frame());
  assert.match(r.logs[0].text, /born here/);
  assert.is(r.counters.get('born'), 1);
});

test('only chosen frames have lines, and none are written when none are wanted', () => {
  const chosen = rig(logger, { options: { dstPort: '80' } });
  chosen.episode(chosen.preamble(frame(53)).passed[0]);
  assert.equal([chosen.logs.length, chosen.counters.size], [0, 0]);
  const silent = rig(logger, { options: { lines: 'none', slow: '0ms' } });
  const [inside] = silent.preamble(frame()).passed;
  silent.advance(ms(1));
  silent.episode(inside);
  assert.equal([silent.logs.length, silent.counters.get('slow')], [0, 1]);
});

test.run();
