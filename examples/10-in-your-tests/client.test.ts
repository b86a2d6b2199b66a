import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Emulation, emulate, simulate } from 'hookline';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const node = process.execPath;

/** Starts the server, and gives the client's words. */
const serve = async ({ server }: Emulation): Promise<string[]> => {
  await server.start(node, [beside('server.mjs')], { listening: 8080 });
  return [beside('client.mjs'), `http://${server.ipv4}:8080/`];
};

test('over a good link the first attempt succeeds', async () => {
  await using link = await emulate({ rate: '10Mbit/s', delay: '20ms' });
  const { stdout, code } = await link.client.run(node, await serve(link));
  assert.equal(stdout, 'attempt 1: 42\n');
  assert.equal(code, 0);
  const { ledger } = await link.stop();
  assert.deepEqual(ledger.dropped, {});
});

test('a lost answer costs time and no attempt', async () => {
  await using link = await emulate({ plan: beside('plan.yaml') });
  const { stdout } = await link.client.run(node, await serve(link));
  assert.equal(stdout, 'attempt 1: 42\n');
  const { ledger } = await link.stop();
  assert.deepEqual(ledger.dropped, { 'hook:first-lost:first': 1 });
});

test('the client waits for a link that comes back', async () => {
  await using link = await emulate({ rate: '10Mbit/s', delay: '20ms' });
  const words = await serve(link);
  await link.set('link', { loss: '100%' });
  const client = await link.client.start(node, words);
  await client.said('attempt 1: TimeoutError');
  await link.set('link', { loss: 'none' });
  const { stdout, code } = await client.exited;
  assert.match(stdout, /attempt [23]: 42\n$/);
  assert.equal(code, 0);
});

test('it gives up on one that does not', async () => {
  await using link = await emulate({ rate: '10Mbit/s', loss: '100%' });
  const { code } = await link.client.run(node, await serve(link), { timeoutMs: 20_000 });
  assert.equal(code, 1);
});

test('in virtual time a transfer loses one segment too, without root and at once', async () => {
  const { ledger, traffic } = await simulate(beside('plan.yaml'));
  assert.deepEqual(ledger.dropped, { 'hook:first-lost:first': 1 });
  assert.equal(traffic[0].figures['retransmits'], 1);
});
