import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINK_PORTS } from '../../../core/plan/port-plan.js';
import { hostAt, reversed, type Tuple } from '../../../core/traffic/hosts.js';
import { RequestClient, RequestServer } from '../../../core/traffic/request-response.js';
import { Frame } from '../../../sdk/frame.js';
import { type Way, World } from './path.js';

const tuple: Tuple = {
  local: hostAt(LINK_PORTS, 'client'),
  remote: hostAt(LINK_PORTS, 'server'),
  localPort: 49152,
  remotePort: 5001,
  protocol: 17,
};

const loop = (way: Way, requestBytes: number, responseBytes: number, thinkNs: number, stop: number) => {
  const client = new RequestClient(tuple, 0, stop, requestBytes, responseBytes, thinkNs);
  const server = new RequestServer(reversed(tuple), responseBytes);
  return { client, server, world: new World(way, way, { client: [client], server: [server] }) };
};

test('each request waits for the answer and the thought before it', () => {
  const { client, server, world } = loop({ delayNs: 10e6 }, 100, 100, 5e6, 100e6);
  const times: number[] = [];
  world.onSend = (from, _, now) => from === 'client' && times.push(now);
  world.run();
  assert.equal(times, [0, 25e6, 50e6, 75e6]);
  assert.is(client.summary()['responses'], 4);
  assert.is(client.summary()['latencyP50Ns'], 20e6);
  assert.is(client.summary()['latencyMaxNs'], 20e6);
  assert.is(server.summary()['requestsAnswered'], 4);
  assert.ok(client.done());
});

test('messages beyond one datagram are complete when their last part has come', () => {
  // 10 000 bytes are 7 datagrams: six of 1514 bytes and 1168 bytes of payload in 1210; at 1 byte/µs each way.
  const { client, world } = loop({ delayNs: 1e6, rateBps: 8e6 }, 100, 10_000, 0, 1);
  let down = 0;
  world.onSend = from => {
    if (from === 'server') down += 1;
  };
  world.run();
  assert.is(down, 7);
  assert.is(client.summary()['latencyMaxNs'], 2e6 + 142e3 + (6 * 1514 + 1210) * 1e3);
});

test('an answer that does not come is a timeout after 3 s, and the loop goes on', () => {
  let n = 0;
  const { client, world } = loop({ delayNs: 1e6, drop: () => ++n === 2 }, 20, 20, 0, 3_000_000_001);
  const times: number[] = [];
  world.onSend = (from, _, now) => from === 'client' && times.push(now);
  world.run();
  assert.is(times[0], 0);
  assert.is(times[1], 3e9);
  assert.is(client.summary()['timeouts'], 1);
  assert.is(client.summary()['requests'], 2);
  assert.is(client.summary()['responses'], 1);
});

test('an answer after its timeout is late, not latency', () => {
  const { client, world } = loop({ delayNs: 2e9 }, 20, 20, 0, 1);
  world.run();
  assert.is(client.summary()['timeouts'], 1);
  assert.is(client.summary()['responsesLate'], 1);
  assert.is(client.summary()['responses'], 0);
});

test('a duplicated request is answered once', () => {
  const { server, world } = loop({ delayNs: 1e6 }, 20, 20, 0, 1);
  const copies: Uint8Array[] = [];
  world.onSend = (from, frame) => {
    if (from === 'client') copies.push(frame.bytes.slice());
  };
  world.run();
  assert.is(server.summary()['requestsAnswered'], 1);
  server.receive(Frame.of(copies[0]!), world.now, () => assert.unreachable('answered a copy'));
  assert.is(server.summary()['requestsAnswered'], 1);
});

test.run();
