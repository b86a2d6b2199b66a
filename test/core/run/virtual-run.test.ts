import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { runVirtual } from '../../../core/run/virtual-run.js';

test('where no topology begins, what programs answer is heard by nobody, as on a real interface', () => {
  for (const kind of ['tcp', 'request-response']) {
    const text = `ports: { a: , b: }
stages: { s: { rate: 1Mbit/s, delay: 1ms } }
topologies: { t: { from: a, path: [s], to: b } }
traffic: [{ kind: ${kind}, from: a, to: b }]
duration: 5s
`;
    const { plan, faults } = parsePlan(text, 'plan.yaml', () => '');
    assert.equal(faults, []);
    const { outcome } = runVirtual({ plan: plan!, hooks: [] });
    assert.ok(outcome.ledger.in > 0);
    assert.is(outcome.ledger.out, outcome.ledger.in);
  }
});

test('ports, stages and topologies may be called as what every object has', () => {
  const text = `ports: { constructor: , toString: , valueOf: }
stages: { hasOwnProperty: { delay: 1ms, pair: isPrototypeOf }, isPrototypeOf: { delay: 1ms } }
topologies:
  constructor: { from: constructor, path: [hasOwnProperty], to: toString }
  toString: { from: toString, path: [isPrototypeOf], to: constructor }
traffic: [{ kind: request-response, from: constructor, to: toString }]
duration: 1s
`;
  const { plan } = parsePlan(text, 'plan.yaml', () => '');
  const { outcome } = runVirtual({ plan: plan!, hooks: [] });
  assert.ok(outcome.ledger.out > 0);
});

test.run();
