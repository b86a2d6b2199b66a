import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpinBudget } from '../../../core/time/spin-budget.js';

test('a wait is slept until the guard, and the rest is spun', () => {
  const spin = new SpinBudget(50_000, 1);
  assert.is(spin.sleepFor(2e6, 1e6, 1e6), 950_000);
  assert.is(spin.sleepFor(2e6, 20_000, 1.98e6), 0);
  assert.is(spin.sleepFor(2e6, 10_000, 1.99e6), 0);
});

test('without a guard every wait is slept whole', () => {
  const spin = new SpinBudget(0, 1);
  assert.is(spin.sleepFor(2e6, 1e6, 1e6), 1e6);
  assert.is(spin.sleepFor(2e6, 1, 2e6 - 1), 1);
});

test('spinning takes no more than its share of the time, and a little that was saved', () => {
  const spin = new SpinBudget(50_000, 0.1);
  let clock = 0;
  let spun = 0;
  // A deadline every 100 us: spinning 50 us before each would take half of the time.
  for (let i = 1; i <= 100_000; i++) {
    const deadline = i * 100_000;
    const slept = spin.sleepFor(deadline, deadline - clock, clock);
    clock += slept;
    if (clock < deadline && spin.sleepFor(deadline, deadline - clock, clock) === 0) spun += deadline - clock;
    clock = deadline;
  }
  assert.ok(spun <= 0.1 * clock + 1e6, `${spun} of ${clock}`);
  assert.ok(spun > 0.09 * clock);
});

test('a deadline once paid for is spun for until it comes', () => {
  const spin = new SpinBudget(50_000, 0);
  let left = 0;
  for (let i = 0; i < 20; i++) {
    assert.is(spin.sleepFor(i, 50_000, 0), 0);
    left = spin.sleepFor(i, 10_000, 0);
    assert.is(left, 0);
  }
  // A millisecond was saved: twenty times 50 us; the next deadline is slept for.
  assert.is(spin.sleepFor(99, 50_000, 0), 50_000);
});

test.run();
