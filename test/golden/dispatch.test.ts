import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TrafficPlan } from '../../core/plan/plan.js';
import { POLICIES } from '../../core/plan/topology-plan.js';
import { ms, type Ratio } from '../../sdk/units.js';
import { forkPlan } from '../core/stage/graph-lab.js';
import { matchesTrace, traceOf } from './trace.js';

/** Frames of 1000 and of 250 bytes, more than the three arms carry: 8, 4 and 2 Mbit/s. */
const traffic: readonly TrafficPlan[] = [
  { kind: 'cbr', from: 'a', to: 'b', start: ms(0), stop: ms(9), settings: { rate: 16e6, size: 1000 } },
  { kind: 'cbr', from: 'a', to: 'b', start: ms(0.1), stop: ms(9), settings: { rate: 4e6, size: 250 } },
];

const trace = (policy: (typeof POLICIES)[number]): string =>
  traceOf(
    forkPlan(
      { policy },
      {
        fast: { rate: 8e6, delay: 1e6, weight: 4, match: 'greater 500', queue: { limit: 'bytes', bytes: 3000 } },
        half: { rate: 4e6, delay: 2e6, weight: 2, queue: { limit: 'bytes', bytes: 3000 } },
        lossy: {
          rate: 2e6,
          weight: 1,
          queue: { limit: 'bytes', bytes: 3000 },
          effects: { loss: { model: 'independent', chance: 0.5 as Ratio, ecn: false } },
        },
      },
      { traffic, duration: ms(40) },
    ),
  );

test('each policy sends the same frames its own way, the same on every machine', () => {
  const traces = POLICIES.map(policy => [policy, trace(policy)] as const);
  matchesTrace(traces.map(([policy, text]) => `== ${policy}\n${text}`).join('\n'), 'dispatch');
  assert.is(new Set(traces.map(([, text]) => text)).size, POLICIES.length);
});

test.run();
