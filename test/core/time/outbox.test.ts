import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { labPlan } from '../stage/lab.js';
import { FakeLane } from './fake-lane.js';

const CLIENT = 0;
const SERVER = 1;

test('frames that a socket did not take are counted over all ports and all batches of a lane', () => {
  // Every other frame to the server fails, and the first to the client; those to the client leave last.
  const up = [1, 2, 3, 4, 5, 6].map(first => ({
    port: CLIENT,
    at: first * 5e6,
    bytes: new Uint8Array(60).fill(first),
  }));
  const down = [7, 8].map(first => ({ port: SERVER, at: first * 10e6, bytes: new Uint8Array(60).fill(first) }));
  const lane = new FakeLane({
    plan: labPlan(),
    incoming: [...up, ...down],
    refuses: (port, first) => (port === SERVER ? first % 2 === 0 : first === 7),
  }).run();
  assert.equal(
    lane.sent.map(({ port, first }) => `${first} to ${port}`),
    ['1 to 1', '3 to 1', '5 to 1', '8 to 0'],
  );
  assert.is(lane.control.get('sendErrors'), 4);
  assert.is(lane.store.lent, 0);
});

test.run();
