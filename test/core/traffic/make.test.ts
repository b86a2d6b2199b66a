import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TrafficPlan } from '../../../core/plan/plan.js';
import { LINK_PORTS } from '../../../core/plan/port-plan.js';
import { makeTraffic } from '../../../core/traffic/make.js';
import { substream } from '../../../sdk/rng.js';
import type { Nanos } from '../../../sdk/units.js';
import { World } from './path.js';

const plan = (
  kind: TrafficPlan['kind'],
  settings: TrafficPlan['settings'],
  given: Partial<TrafficPlan> = {},
): TrafficPlan => ({
  kind,
  from: 'client',
  to: 'server',
  start: 0 as Nanos,
  stop: 1e9 as Nanos,
  settings,
  ...given,
});

const rngs =
  (names: string[] = []) =>
  (name: string) => {
    names.push(name);
    return substream(1, name);
  };

const run = (plans: TrafficPlan[], until = 1e12) => {
  const made = plans.map((one, i) => makeTraffic(one, i, LINK_PORTS, rngs()));
  const world = new World(
    { delayNs: 5e6 },
    { delayNs: 5e6 },
    {
      client: made.map(one => one['client']!),
      server: made.map(one => one['server']!),
    },
  );
  world.run(until);
  return made;
};

test('every kind builds a source and a sink that finish by themselves', () => {
  const made = run([
    plan('cbr', { rate: 1_000_000, size: 125 }),
    plan('poisson', { rate: 1_000_000, size: 125 }),
    plan('bursts', { rate: 0, size: 125, burst: 10, every: 100e6 }),
    plan('request-response', { request: 100, response: 3000, think: 1e6 }),
    plan('tcp', { bytes: 100_000 }),
  ]);
  for (const one of made) assert.ok(one['client']!.done() && one['server']!.done());
  assert.is(made[0]!['server']!.summary()['framesReceived'], 1000);
  assert.is(made[2]!['server']!.summary()['framesReceived'], 100);
  assert.is(made[3]!['client']!.summary()['responses'], 91);
  assert.is(made[4]!['server']!.summary()['bytesReceived'], 100_000);
});

test('traffic can go down as well as up', () => {
  const [made] = run([plan('tcp', { bytes: 5000 }, { from: 'server', to: 'client' })]);
  assert.is(made!['client']!.summary()['bytesReceived'], 5000);
});

test("programs side by side do not take each other's frames", () => {
  const made = run([plan('cbr', { rate: 1e6, size: 125 }), plan('cbr', { rate: 2e6, size: 125, port: 5001 })]);
  assert.equal(
    made.map(one => one['server']!.summary()['framesReceived']),
    [1000, 2000],
  );
});

test('draws come from substreams named after the program', () => {
  const names: string[] = [];
  makeTraffic(plan('cbr', { rate: 1e6 }), 0, LINK_PORTS, rngs(names));
  makeTraffic(plan('poisson', { rate: 1e6 }), 1, LINK_PORTS, rngs(names));
  makeTraffic(plan('tcp', {}), 2, LINK_PORTS, rngs(names));
  assert.equal(names, ['traffic1/gaps', 'traffic2/isn']);
});

test('a setting out of range is named with its range', () => {
  assert.throws(
    () => makeTraffic(plan('cbr', { rate: 0 }), 0, LINK_PORTS, rngs()),
    /'rate' of cbr traffic is a whole number from 1/,
  );
  assert.throws(() => makeTraffic(plan('cbr', { size: 100 }), 0, LINK_PORTS, rngs()), /cbr traffic needs 'rate'/);
  assert.throws(
    () => makeTraffic(plan('cbr', { rate: 1e6, size: 59 }), 0, LINK_PORTS, rngs()),
    /from 60 to 9014, not 59/,
  );
  assert.throws(
    () => makeTraffic(plan('tcp', { congestion: 'bbr' }), 0, LINK_PORTS, rngs()),
    /cubic or newreno, not bbr/,
  );
  assert.throws(
    () => makeTraffic(plan('tcp', { sack: 'yes' }), 0, LINK_PORTS, rngs()),
    /'sack' of tcp traffic is true or false/,
  );
});

test('an unknown setting or port is refused by name', () => {
  assert.throws(
    () => makeTraffic(plan('tcp', { mtu: 1500 }), 0, LINK_PORTS, rngs()),
    /tcp traffic has no setting 'mtu'/,
  );
  assert.throws(() => makeTraffic(plan('cbr', { rate: 1e6 }, { to: 'moon' }), 0, LINK_PORTS, rngs()), /at port 'moon'/);
  assert.throws(
    () => makeTraffic(plan('cbr', { rate: 1e6 }, { to: 'client' }), 0, LINK_PORTS, rngs()),
    /crosses no link/,
  );
});

test.run();
