import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../../sdk/build.js';
import type { Frame } from '../../../sdk/frame.js';
import { defineHook } from '../../../sdk/hook.js';
import { replacing } from '../../../sdk/stream/replacing.js';
import { type StreamEditorSpec, streamEditor } from '../../../sdk/stream/stream-editor.js';
import { rig } from '../../../sdk/testing.js';
import { ms } from '../../../sdk/units.js';

type Tcp = Partial<NonNullable<FrameSpec['tcp']>>;
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const fromClient = (tcp: Tcp, text = '', more: FrameSpec = {}): Frame =>
  build({
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
    tcp: { srcPort: 5000, dstPort: 25, ackNumber: 9001, ...tcp },
    payload: ascii(text),
    ...more,
  });
const fromServer = (tcp: Tcp, text = '', more: FrameSpec = {}): Frame =>
  build({
    ipv4: { src: '10.0.0.2', dst: '10.0.0.1' },
    tcp: { srcPort: 25, dstPort: 5000, seq: 9001, ...tcp },
    payload: ascii(text),
    ...more,
  });

/** An editor as a hook has it, and what it makes of frames. */
const editing = (spec: StreamEditorSpec<unknown>) => {
  const hook = rig(
    defineHook({
      name: 'editor',
      scope: 'link',
      state: () => streamEditor(spec),
      preamble: (frame, ctx) => ctx.state.handle(frame, ctx),
    }),
  );
  const shown = (frame: Frame): string => {
    const tcp = frame.tcp!;
    assert.is(frame.transportChecksumOk, true);
    assert.is(frame.headerChecksumOk, true);
    return `${tcp.seq} ${tcp.fin ? 'F' : ''}${tcp.psh ? 'P' : ''}${Buffer.from(tcp.payload).toString('latin1')}`;
  };
  return {
    hook,
    frames: (frame: Frame): readonly Frame[] => hook.preamble(frame).passed,
    /** Sequence number, FIN and PSH, and payload of what goes on. */
    texts: (frame: Frame): string[] => hook.preamble(frame).passed.map(shown),
    later: (span: number): string[] => hook.advance(ms(span)).passed.map(shown),
    ack: (frame: Frame): number => hook.preamble(frame).passed[0]!.tcp!.ackNumber,
  };
};
const replacer = (find: string, put: string, more: Partial<StreamEditorSpec<unknown>> = {}) =>
  editing({ edit: replacing([{ find, with: put }]), ...more });

test('a change of length shifts what follows it, and acknowledgements are told in the sender’s numbers', () => {
  const { texts, ack } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 100 }, 'a cat! ')), ['100 a tiger! ']);
  assert.equal(texts(fromClient({ seq: 107 }, 'more')), ['109 more']);
  assert.is(ack(fromServer({ ackNumber: 109 })), 107);
  assert.is(ack(fromServer({ ackNumber: 113 })), 111);
});

test('an edit counts as received only whole', () => {
  const { texts, ack } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'a cat! '));
  assert.equal(
    [102, 103, 106, 107].map(n => ack(fromServer({ ackNumber: n }))),
    [102, 102, 102, 105],
  );
});

test('what comes again gets the same edits, also cut otherwise', () => {
  const { texts } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'a cat! b cat? '));
  assert.equal(texts(fromClient({ seq: 100 }, 'a cat! b cat? ')), ['100 a tiger! b tiger? ']);
  assert.equal(texts(fromClient({ seq: 102 }, 'cat')), ['102 tiger']);
  assert.equal(texts(fromClient({ seq: 100 }, 'a c')), ['100 a tiger']);
  // Behind the first byte of an edit there is nothing more of it.
  assert.equal(texts(fromClient({ seq: 103 }, 'at! b')), ['107 ! b']);
});

test('numbers wrap', () => {
  const { texts, ack } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 0xfffffffe }, 'cat')), ['4294967294 tiger']);
  assert.equal(texts(fromClient({ seq: 1 }, 'x')), ['3 x']);
  assert.is(ack(fromServer({ ackNumber: 3 })), 1);
  assert.is(ack(fromServer({ ackNumber: 4 })), 2);
});

test('the beginning of a match waits for the rest of it', () => {
  const { texts } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 100 }, 'a c')), ['100 a ']);
  assert.equal(texts(fromClient({ seq: 103 }, 'at!')), ['102 tiger!']);
  assert.equal(texts(fromClient({ seq: 106 }, 'ca')), []);
  assert.equal(texts(fromClient({ seq: 108 }, 'n')), ['108 can']);
});

test('what waits goes on when the patience is over, as it is', () => {
  const { texts, later, hook } = replacer('cat', 'tiger', { patience: ms(5) });
  assert.equal(texts(fromClient({ seq: 100, flags: 'PA' }, 'a ca')), ['100 Pa ']);
  assert.equal(later(4), []);
  assert.equal(later(2), ['102 Pca']);
  assert.equal(texts(fromClient({ seq: 104 }, 't')), ['104 t']);
  assert.equal(later(100), []);
  hook.settle();
});

test('a repetition does not make bytes wait longer', () => {
  const { texts, later } = replacer('cat', 'tiger', { patience: ms(5) });
  texts(fromClient({ seq: 100 }, 'a ca'));
  assert.equal(later(4), []);
  assert.equal(texts(fromClient({ seq: 100 }, 'a ca')), ['100 a ']);
  assert.equal(later(1), ['102 ca']);
});

test('other bytes that wait get the time they have', () => {
  const { texts, later } = replacer('cat', 'tiger', { patience: ms(5) });
  texts(fromClient({ seq: 100 }, 'c'));
  assert.equal(later(4), []);
  assert.equal(texts(fromClient({ seq: 101 }, 'at c')), ['100 tiger ']);
  assert.equal(later(4), []);
  assert.equal(later(1), ['106 c']);
});

test('the end of a stream decides what waits', () => {
  const { texts } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 100 }, 'a ca')), ['100 a ']);
  assert.equal(texts(fromClient({ seq: 104, flags: 'FA' })), ['102 Fca']);
  assert.equal(texts(fromClient({ seq: 104, flags: 'FA' })), ['104 F']);
});

test('a FIN stands behind the last edited byte, and is acknowledged in the sender’s numbers', () => {
  const { texts, ack } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 100, flags: 'FA' }, 'cat')), ['100 Ftiger']);
  assert.is(ack(fromServer({ ackNumber: 105 })), 103);
  assert.is(ack(fromServer({ ackNumber: 106 })), 104);
  assert.equal(texts(fromClient({ seq: 104 })), ['106 ']);
});

test('a segment that comes before what precedes it is kept until that has come', () => {
  const { texts } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 100 }, 'a ')), ['100 a ']);
  assert.equal(texts(fromClient({ seq: 106, flags: 'FPA' }, '!')), []);
  assert.equal(texts(fromClient({ seq: 104 }, 't?')), []);
  assert.equal(texts(fromClient({ seq: 102 }, 'ca')), ['102 tiger?', '108 FP!']);
});

test('what an early segment acknowledges goes on at once, if it is new', () => {
  const { texts, ack, frames } = replacer('cat', 'tiger');
  texts(fromServer({ seq: 9001 }, 'a cat'));
  texts(fromClient({ seq: 100, ackNumber: 9001 }, 'x'));
  const [early] = frames(fromClient({ seq: 105, ackNumber: 9008 }, 'z'));
  assert.equal([early!.tcp!.seq, early!.tcp!.payloadLength, early!.tcp!.ackNumber], [101, 0, 9006]);
  assert.equal(texts(fromClient({ seq: 106, ackNumber: 9008 }, 'z')), []);
  assert.is(ack(fromServer({ seq: 9006, ackNumber: 101 })), 101);
});

test('of a segment that is taken out whole, the byte before it comes again, so that the sender hears of it', () => {
  const { texts, ack } = replacer('cat', '');
  assert.equal(texts(fromClient({ seq: 100 }, 'a ')), ['100 a ']);
  assert.equal(texts(fromClient({ seq: 102 }, 'cat')), ['101  ']);
  assert.is(ack(fromServer({ ackNumber: 102 })), 105);
  assert.equal(texts(fromClient({ seq: 102 }, 'cat')), ['101  ']);
  assert.equal(texts(fromClient({ seq: 105 }, 'b')), ['102 b']);
});

test('where nothing was sent before, a probe without bytes asks for the acknowledgement', () => {
  const { texts } = replacer('cat', '');
  assert.equal(texts(fromClient({ seq: 100 }, 'cat')), ['99 ']);
});

test('SACK blocks are told in the sender’s numbers, and edits count only whole', () => {
  const { texts, frames } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'a cat! b cat? c cat.'));
  // Edited: a tiger! b tiger? c tiger.
  const sacked = (...blocks: [number, number][]): number[][] => {
    const tcp = frames(fromServer({ ackNumber: 100, options: { sack: blocks } }))[0]!.tcp!;
    return Array.from({ length: tcp.sackCount }, (_, i) => [tcp.sackLeft(i)!, tcp.sackRight(i)!]);
  };
  assert.equal(sacked([107, 110]), [[105, 108]]);
  assert.equal(sacked([102, 107]), [[102, 105]]);
  assert.equal(sacked([104, 113], [120, 126]), [
    [105, 109],
    [116, 120],
  ]);
  assert.equal(sacked([103, 106]), []);
  assert.equal(sacked([103, 106], [107, 109]), [[105, 107]]);
  assert.equal(sacked([107, 109], [112, 114], [100, 101]), [
    [105, 107],
    [100, 101],
  ]);
});

test('the window ends where the receiver’s ends', () => {
  const { texts, frames } = replacer('cat', 'tiger');
  frames(fromClient({ seq: 99, flags: 'S', options: { windowScale: 2 } }));
  frames(fromServer({ seq: 9000, ackNumber: 100, flags: 'SA', options: { windowScale: 3 } }));
  texts(fromClient({ seq: 100 }, 'cat cat '));
  const window = (ackNumber: number, size: number): number =>
    frames(fromServer({ ackNumber, window: size }))[0]!.tcp!.window;
  // 80 bytes from 100 on are 76 of the sender's, in whole units of 8.
  assert.is(window(100, 10), 9);
  assert.is(window(112, 10), 10);
  assert.is(window(100, 0), 0);
  assert.is(window(112, 65535), 65535);
});

test('a window scale that no receiver would use counts as the greatest there is', () => {
  const { texts, frames } = replacer('cat', 'tiger');
  frames(fromClient({ seq: 99, flags: 'S', options: { windowScale: 2 } }));
  frames(fromServer({ seq: 9000, ackNumber: 100, flags: 'SA', options: { windowScale: 40 } }));
  texts(fromClient({ seq: 100 }, 'cat cat '));
  // 16,384 bytes from 100 on are 16,380 of the sender's, which is less than one whole unit.
  const window = (size: number): number => frames(fromServer({ ackNumber: 100, window: size }))[0]!.tcp!.window;
  assert.equal([window(1), window(2)], [0, 1]);
});

test('what came early is bounded for all connections together, and given back by those that are forgotten', () => {
  const { texts } = replacer('cat', 'tiger', { connections: 100 });
  const send = (srcPort: number, seq: number, text: string): string[] => texts(fromClient({ srcPort, seq }, text));
  /** Whether a segment that comes early is still there when the hole is filled. */
  const keeps = (srcPort: number): boolean => {
    send(srcPort, 0, 'x');
    send(srcPort, 2, 'z');
    return send(srcPort, 1, 'y').length === 2;
  };
  assert.is(keeps(1), true);
  // 686 of 1400 bytes, and what they cost besides, are as much as one connection may keep, and 64 of these as much as all.
  for (let port = 1000; port < 1065; port++) {
    send(port, 0, 'x');
    for (let i = 0; i < 690; i++) send(port, 2 + 1400 * i, 'x'.repeat(1400));
  }
  send(1065, 0, 'x');
  for (let i = 1; i < 10; i++) send(1065, 2 * i, 'x');
  assert.is(keeps(2), false);
  for (let port = 3000; port < 3040; port++) send(port, 0, 'x');
  assert.is(keeps(4), true);
});

test('without the SYNs the window is left alone', () => {
  const { texts, frames } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'cat cat '));
  assert.is(frames(fromServer({ ackNumber: 100, window: 10 }))[0]!.tcp!.window, 10);
});

test('a segment that would outgrow a packet becomes several, the last with PSH and FIN', () => {
  const { texts, frames, hook } = replacer('cat', 'tiger'.repeat(10), { mtu: 80 });
  assert.equal(texts(fromClient({ seq: 100, flags: 'FPA' }, 'cat.')), [
    `100 ${'tiger'.repeat(8)}`,
    `140 FP${'tiger'.repeat(2)}.`,
  ]);
  // A segment may stay as large as it was.
  assert.is(frames(fromClient({ seq: 50 }, 'x'.repeat(50))).length, 1);
  hook.settle();
});

test('a reset stands where the receiver has come to', () => {
  const { texts } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'a cat ca'));
  assert.equal(texts(fromClient({ seq: 108, flags: 'R' })), ['108 ']);
  assert.equal(texts(fromClient({ seq: 102, flags: 'R' })), ['102 ']);
});

test('probes stay probes: they speak of a byte that was received', () => {
  const { texts } = replacer('cat', '');
  texts(fromClient({ seq: 100 }, 'a b cat'));
  assert.equal(texts(fromClient({ seq: 106 })), ['103 ']);
  assert.equal(texts(fromClient({ seq: 106 }, 't')), ['103  ']);
  assert.equal(texts(fromClient({ seq: 107 })), ['104 ']);
});

test('acknowledgements of data that waits or came early do not run ahead', () => {
  const { texts } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'a ca'));
  assert.equal(texts(fromClient({ seq: 104 })), ['102 ']);
  assert.equal(texts(fromClient({ seq: 110 }, 'x')), []);
  assert.equal(texts(fromClient({ seq: 111 })), ['102 ']);
});

test('a new connection between the same ends begins anew, the same SYN again does not', () => {
  const { texts, ack } = replacer('cat', 'tiger');
  const syn = fromClient({ seq: 99, flags: 'S' });
  assert.equal(texts(syn), ['99 ']);
  texts(fromServer({ seq: 9000, ackNumber: 100, flags: 'SA' }));
  texts(fromClient({ seq: 100 }, 'cat'));
  assert.equal(texts(syn), ['99 ']);
  assert.is(ack(fromServer({ ackNumber: 105 })), 103);
  texts(fromClient({ seq: 70_000, flags: 'S' }));
  assert.equal(texts(fromServer({ seq: 5, ackNumber: 70_001, flags: 'SA' })), ['5 ']);
  assert.equal(texts(fromClient({ seq: 70_001 }, 'cat')), ['70001 tiger']);
  assert.is(ack(fromServer({ seq: 6, ackNumber: 70_006 })), 70_004);
});

test('a connection whose SYN carries data passes as it is', () => {
  const { texts } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 99, flags: 'S' }, 'cat')), ['99 cat']);
  assert.equal(texts(fromServer({ seq: 9000, ackNumber: 103, flags: 'SA' })), ['9000 ']);
  assert.equal(texts(fromClient({ seq: 103 }, 'cat')), ['103 cat']);
});

test('only connections that fit are edited, and each has its own state', () => {
  const seen: string[] = [];
  const { texts } = editing({
    fits: frame => frame.tcp!.dstPort === 25,
    state: () => ({ count: 0 }),
    edit: (bytes, edits) => {
      const state = edits.state as { count: number };
      state.count += bytes.length;
      seen.push(
        `${edits.fromClient ? 'client' : 'server'} at ${edits.at}, ${state.count} bytes${edits.last ? ', last' : ''}`,
      );
    },
  });
  texts(fromClient({ seq: 99, flags: 'S' }));
  texts(fromServer({ seq: 9000, flags: 'SA', ackNumber: 100 }));
  texts(fromClient({ seq: 100 }, 'abc'));
  texts(fromServer({ seq: 9001, ackNumber: 103 }, 'de'));
  texts(fromClient({ seq: 103, flags: 'FA' }, 'f'));
  texts(fromClient({ seq: 100, srcPort: 5001 }, 'abc'));
  texts(fromClient({ seq: 100, dstPort: 80 }, 'abc'));
  assert.equal(seen, [
    'client at 0, 3 bytes',
    'server at 0, 5 bytes',
    'client at 3, 6 bytes, last',
    'client at 0, 3 bytes',
  ]);
});

test('insertions belong to a byte beside them, so that they are repeated with it', () => {
  const { texts, ack } = editing({
    edit: (bytes, edits) => {
      edits.insert(0, '<');
      edits.replace(1, 1, 'B');
      edits.insert(2, '-');
      edits.insert(bytes.length, '>');
    },
  });
  assert.equal(texts(fromClient({ seq: 100 }, 'abcd')), ['100 <aB-cd>']);
  assert.equal(texts(fromClient({ seq: 100 }, 'abcd')), ['100 <aB-cd>']);
  assert.equal(texts(fromClient({ seq: 103 }, 'd')), ['105 d>']);
  assert.equal(
    [100, 101, 102, 104, 105, 106, 107].map(n => ack(fromServer({ ackNumber: n }))),
    [100, 100, 101, 102, 103, 103, 104],
  );
});

test('damaged segments and fragments pass as they are, and nothing is learned from them', () => {
  const { texts, hook } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'cat'));
  const damaged = fromClient({ seq: 103 }, 'cat');
  damaged.memory[damaged.length - 1]! ^= 1;
  const [passed] = hook.preamble(damaged).passed;
  assert.equal([passed!.tcp!.seq, Buffer.from(passed!.tcp!.payload).toString()], [103, 'cau']);
  const [fragment] = hook.preamble(
    fromClient({ seq: 103 }, 'cat', { ipv4: { src: '10.0.0.1', dst: '10.0.0.2', moreFragments: true } }),
  ).passed;
  assert.is(fragment!.tcp!.seq, 103);
  assert.equal(texts(fromClient({ seq: 103 }, 'cat')), ['105 tiger']);
  // A fragment has no ports: it belongs to a flow of its own.
  assert.equal([hook.state.unread, hook.state.edits, hook.state.early], [2, 2, 0]);
});

test('what is no TCP passes', () => {
  const { hook } = replacer('cat', 'tiger');
  const datagram = build({
    ipv4: { src: '10.0.0.1', dst: '10.0.0.2' },
    udp: { srcPort: 1, dstPort: 2 },
    payload: ascii('cat'),
  });
  assert.equal(hook.preamble(datagram).passed[0]!.bytes, datagram.bytes);
});

test('a connection seen from its middle on begins with its first bytes, not with a probe', () => {
  const { texts } = replacer('cat', 'tiger');
  assert.equal(texts(fromClient({ seq: 99 })), ['99 ']);
  assert.equal(texts(fromClient({ seq: 100 }, 'cat')), ['100 tiger']);
  // What came before is none of the editor's.
  assert.equal(texts(fromClient({ seq: 90 }, 'cat cat ')), ['90 cat cat ']);
});

test('changes outside the bytes at hand, or not from left to right, are refused', () => {
  const refused = (edit: StreamEditorSpec<unknown>['edit'], said: RegExp): void =>
    assert.throws(() => editing({ edit }).texts(fromClient({ seq: 100 }, 'abcd')), said);
  refused((_, edits) => edits.replace(3, 2, 'x'), /only 4 are at hand/);
  refused((_, edits) => edits.replace(-1, 2, 'x'), /from left to right/);
  refused((_, edits) => {
    edits.remove(2, 1);
    edits.replace(1, 1, 'x');
  }, /from left to right/);
  refused((_, edits) => {
    edits.wait(2);
    edits.replace(1, 2, 'x');
  }, /only 2 are at hand/);
  refused((_, edits) => {
    edits.remove(0, 3);
    edits.wait(2);
  }, /what is changed goes on/);
  refused((_, edits) => edits.wait(5), /cannot wait/);
  refused((_, edits) => {
    edits.wait(0);
    edits.insert(0, 'x');
  }, /before bytes that all wait/);
});

test('bounds that make no sense are refused', () => {
  assert.throws(() => streamEditor({ edit: () => {}, mtu: 20 }), RangeError);
  assert.throws(() => streamEditor({ edit: () => {}, patience: ms(-1) }), RangeError);
  assert.throws(() => streamEditor({ edit: () => {}, connections: 0 }), RangeError);
});

test('so many edits under way that no more can be remembered: the bytes behind them pass as they are', () => {
  const { texts, hook } = replacer('a', 'bc', { mtu: 3000 });
  const many = 'a'.repeat(1024);
  for (let i = 0; i < 256; i++) hook.preamble(fromClient({ seq: 100 + 1024 * i }, many));
  assert.is(hook.state.edits, 262_144);
  assert.equal(texts(fromClient({ seq: 100 + 262_144 }, 'aa')), [`${100 + 2 * 262_144} aa`]);
  // When they have arrived there is room again.
  hook.preamble(fromServer({ ackNumber: 100 + 2 * 262_144 }));
  assert.equal(texts(fromClient({ seq: 102 + 262_144 }, 'aa')), [`${102 + 2 * 262_144} bcbc`]);
});

test('early segments are bounded: past a megabyte they are lost, and come again', () => {
  const { texts, frames } = replacer('cat', 'tiger');
  texts(fromClient({ seq: 100 }, 'x'));
  for (let i = 0; i < 1000; i++) frames(fromClient({ seq: 102 + 1400 * i }, 'y'.repeat(1400)));
  const sent = texts(fromClient({ seq: 101 }, 'x'));
  assert.is(sent.length, 1 + Math.floor(1_048_576 / (1400 + 128)));
});

test('where the answers are out of sight the author is told, once', () => {
  const { hook, texts } = replacer('cat', 'tiger');
  for (const port of [5000, 5001]) {
    assert.is(texts(fromClient({ srcPort: port, seq: 99, flags: 'S' })).length, 1);
    assert.equal(texts(fromClient({ srcPort: port, seq: 100, flags: 'A' }, 'a cat! ')), ['100 a tiger! ']);
  }
  assert.equal(
    hook.logs.map(({ text }) => text),
    ['sees one direction of connections only, and they will break: the hook must stand at both'],
  );
});

test.run();
