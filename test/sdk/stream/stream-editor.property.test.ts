import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substream } from '../../../sdk/rng.js';
import { streamEditor } from '../../../sdk/stream/stream-editor.js';
import { ms, type Nanos } from '../../../sdk/units.js';
import { converse, type Network } from './converse.js';
import { Peer, truthOf } from './peer.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const networks: Record<string, Network> = {
  'a good network': { loss: 0, reorder: 0, copies: 0 },
  loss: { loss: 0.15, reorder: 0, copies: 0 },
  reordering: { loss: 0, reorder: 0.5, copies: 0.1 },
  'loss, reordering and copies': { loss: 0.2, reorder: 0.4, copies: 0.2 },
};

for (const [name, network] of Object.entries(networks)) {
  test(`streams arrive edited as a whole, and senders hear of their own numbers, over ${name}`, () => {
    let edits = 0;
    fc.assert(
      fc.property(seeds, seed => {
        edits += converse(seed, network).edits;
      }),
      { seed: 6, numRuns: 150 },
    );
    assert.ok(edits > 500, `${edits} edits`);
  });
}

test('a stream that is not to be edited goes through unchanged', () => {
  const editor = streamEditor({ edit: () => {}, patience: ms(1) });
  const peer = new Peer(
    1,
    2,
    truthOf(Buffer.from('abc'), []),
    truthOf(Buffer.from(''), []),
    { ipv4: { src: '10.0.0.1', dst: '10.0.0.2' } },
    [1, 2],
    substream(1, 'x'),
  );
  const frame = peer.segment(0, 3);
  const before = Buffer.from(frame.bytes).toString('hex');
  assert.is(editor.handle(frame, { now: 0 as Nanos, after: () => {}, inject: () => {} }), undefined);
  assert.is(Buffer.from(frame.bytes).toString('hex'), before);
});

test.run();
