import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RetransmissionTimeout } from '../../../../core/traffic/tcp/rto.js';

test('before a measurement it is 1 s, and doubles', () => {
  const timeout = new RetransmissionTimeout();
  assert.is(timeout.span, 1e9);
  timeout.backOff();
  assert.is(timeout.span, 2e9);
});

test('the first measurement sets SRTT = R and RTTVAR = R/2 (RFC 6298 §2.2)', () => {
  const timeout = new RetransmissionTimeout();
  timeout.sample(400e6);
  assert.is(timeout.srtt, 400e6);
  assert.is(timeout.span, 400e6 + 4 * 200e6);
});

test('later ones move the variance by a quarter and the mean by an eighth (RFC 6298 §2.3)', () => {
  const timeout = new RetransmissionTimeout();
  timeout.sample(400e6);
  timeout.sample(480e6);
  assert.is(timeout.srtt, 410e6);
  assert.is(timeout.span, 410e6 + 4 * 170e6);
});

test('the variance term is 200 ms at least, as on Linux', () => {
  const timeout = new RetransmissionTimeout();
  for (let i = 0; i < 100; i++) timeout.sample(20e6);
  assert.is(timeout.span, 220e6);
});

test('a measurement ends the backoff; the timeout never exceeds 120 s', () => {
  const timeout = new RetransmissionTimeout();
  timeout.sample(20e6);
  for (let i = 0; i < 20; i++) timeout.backOff();
  assert.is(timeout.span, 120e9);
  timeout.sample(20e6);
  assert.is(timeout.span, 220e6);
});

test('after a lost SYN data starts with 3 s (RFC 6298 §5.7)', () => {
  const timeout = new RetransmissionTimeout();
  timeout.backOff();
  timeout.afterSynLoss();
  assert.is(timeout.span, 3e9);
});

test.run();
