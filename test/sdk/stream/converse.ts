import * as assert from 'uvu/assert';
import { Frame } from '../../../sdk/frame.js';
import { substream, type Xoshiro128 } from '../../../sdk/rng.js';
import { replacing } from '../../../sdk/stream/replacing.js';
import { streamEditor } from '../../../sdk/stream/stream-editor.js';
import type { Nanos, Ratio } from '../../../sdk/units.js';
import { Peer, type Rule, truthOf } from './peer.js';

const textOf = (rng: Xoshiro128, most: number): string =>
  Array.from({ length: rng.below(most + 1) }, () => 'abc'[rng.below(3)]).join('');
const rulesOf = (rng: Xoshiro128): Rule[] =>
  Array.from({ length: rng.below(4) }, () => ({ find: textOf(rng, 4) + 'abc'[rng.below(3)], with: textOf(rng, 9) }));

/** A frame as a lane has it: in a slot, with room behind it or with none. */
const placed = (frame: Frame, spare: number): Frame => {
  const memory = new Uint8Array(64 + frame.length + spare).fill(0xee);
  memory.set(frame.bytes, 64);
  return new Frame().point(memory, 64, frame.length, frame.length + spare, 0);
};

/** Shares of segments lost, taken out of order and doubled, on each of the four ways. */
export interface Network {
  readonly loss: number;
  readonly reorder: number;
  readonly copies: number;
}

/** Sends two streams through the editor and a bad network on both its sides, until both have arrived and are acknowledged. */
export const converse = (seed: number, { loss, reorder, copies }: Network): { readonly edits: number } => {
  const rng = substream(seed, 'converse');
  const rules = { client: rulesOf(rng), server: rulesOf(rng) };
  const up = truthOf(Buffer.from(textOf(rng, 400)), rules.client);
  const down = truthOf(Buffer.from(textOf(rng, 200)), rules.server);
  const isns = [rng.u32(), (0xffffffff - rng.below(200)) >>> 0] as const;
  const six = rng.chance(0.5 as Ratio);
  const spec = (src: number, dst: number) =>
    six
      ? { ipv6: { src: `2001:db8::${src}`, dst: `2001:db8::${dst}` } }
      : { ipv4: { src: `10.0.0.${src}`, dst: `10.0.0.${dst}` } };
  const client = new Peer(isns[0], isns[1], up, down, spec(1, 2), [40000, 80], rng);
  const server = new Peer(isns[1], isns[0], down, up, spec(2, 1), [80, 40000], rng);
  const editor = streamEditor({
    edit: replacing([
      ...rules.client.map(rule => ({ ...rule, from: 'client' as const })),
      ...rules.server.map(rule => ({ ...rule, from: 'server' as const })),
    ]),
    mtu: 68 + rng.below(150),
  });
  const ctx = {
    now: 0 as Nanos,
    after: () => {},
    inject: () => assert.unreachable('nothing is injected unless time passes'),
  };
  // To the editor, then from it, for each direction.
  const before: Frame[][] = [[], []];
  const behind: Frame[][] = [[], []];
  const peers = [client, server];
  const through = (side: number, frame: Frame): void => {
    const given = placed(frame, rng.chance(0.5 as Ratio) ? 200 : 0);
    const verdict = editor.handle(given, ctx);
    const frames = verdict?.kind === 'replace' ? verdict.frames : [given];
    assert.ok(given.memory.subarray(0, 64).every(byte => byte === 0xee));
    behind[side]!.push(...frames.map(each => each.copy()));
  };
  const deliver = (side: number, frame: Frame): void => {
    const to = peers[1 - side]!;
    if (to.take(frame, peers[side]!) || rng.chance(0.2 as Ratio)) before[1 - side]!.push(to.acknowledgement());
  };
  const move = (queue: Frame[], to: (frame: Frame) => void): void => {
    const place = rng.chance(reorder as Ratio) ? rng.below(Math.min(6, queue.length)) : 0;
    const [frame] = queue.splice(place, 1);
    if (rng.chance(loss as Ratio)) return;
    to(frame!);
    if (rng.chance(copies as Ratio)) to(frame!.copy());
  };
  through(0, client.syn('S'));
  through(1, server.syn('SA'));
  deliver(0, behind[0]!.shift()!);
  deliver(1, behind[1]!.shift()!);
  for (let step = 0; !(client.done && server.done); step++) {
    assert.ok(
      step < 60_000,
      `no end: ${client.acknowledged} of ${up.original.length}, ${server.acknowledged} of ${down.original.length}`,
    );
    const side = rng.below(2);
    const sender = peers[side]!;
    const what = rng.below(8);
    if (what === 0 || before[0]!.length + before[1]!.length + behind[0]!.length + behind[1]!.length === 0) {
      const frame = rng.chance(0.05 as Ratio) ? sender.keepAlive() : sender.send();
      if (frame) before[side]!.push(frame);
    } else if (what < 4) {
      if (before[side]!.length > 0) move(before[side]!, frame => through(side, frame));
    } else if (behind[side]!.length > 0) move(behind[side]!, frame => deliver(side, frame));
  }
  assert.is(server.received, up.edited.length + 1);
  assert.is(client.received, down.edited.length + 1);
  return editor;
};
