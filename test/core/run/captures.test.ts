import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { withCaptures } from '../../../core/run/captures.js';

const VOICE = fileURLToPath(new URL('../../../examples/05-pcap-through-a-link/voice.pcap', import.meta.url));
const LAN = parsePlan(
  `ports: { a: , b: , c: { pcap: ${VOICE} }, d: }
stages: { wire: { delay: 1ms } }
topologies: { lan: { from: [a, b, c, d], path: [wire], to: learn } }`,
  'plan.yaml',
  () => '',
).plan!;

test('a capture of the command line enters at one port: the first, or the second on the way back', () => {
  const { ports } = withCaptures(LAN, undefined, VOICE);
  assert.equal(
    ports.map(({ pcap }) => pcap !== undefined),
    [false, true, true, false],
  );
  assert.equal(
    withCaptures(LAN, VOICE).ports.map(({ pcap }) => pcap !== undefined),
    [true, false, true, false],
  );
});

test('captures that are not there are told of together', () => {
  assert.throws(
    () => withCaptures(LAN, 'no.pcap', 'none.pcap'),
    /--in no\.pcap: no such capture: no\.pcap\n--reverse-in none\.pcap: no such capture: none\.pcap/,
  );
});

test.run();
