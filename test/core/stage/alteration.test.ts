import { runInThisContext } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { mbps, ms } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep, replace } from '../../../sdk/verdict.js';
import { Lab } from './lab.js';

/** What is told of a frame of 100 bytes, of sevens; its id is 0. */
const truthOf = (hook: Partial<AnyHook>): string[] => {
  const lab = new Lab({ hooks: [{ hook: defineHook({ name: 'h', ...hook }) }] });
  lab.arrive(0, new Uint8Array(100).fill(7));
  return lab.run().truth;
};

test('what a hook does to frames is told: dropped, held, copied, replaced, kept, each with its numbers', () => {
  assert.equal(truthOf({ preamble: () => drop('x') }), ['0 h preamble #0 dropped 0 0']);
  assert.equal(truthOf({ preamble: () => hold(ms(3)) }), ['0 h preamble #0 held 3000000 0']);
  // Ids interleave two ports and two stages: the first that stage 0 makes is 2.
  assert.equal(truthOf({ preamble: () => duplicate(2) }), [
    '0 h preamble #0 duplicated 2 0',
    '0 h preamble #0 duplicated 6 0',
  ]);
  assert.equal(truthOf({ preamble: frame => replace(frame.copy()) }), ['0 h preamble #0 replaced 2 0']);
  assert.equal(truthOf({ preamble: () => keep(ticket => ticket.release()) }), ['0 h preamble #0 kept 0 0']);
  assert.equal(truthOf({ preamble: () => keep(ticket => ticket.drop('x')) }), [
    '0 h preamble #0 kept 0 0',
    '0 h preamble #0 dropped 0 0',
  ]);
  assert.equal(truthOf({ preamble: (_, { inject }) => inject(Frame.of(new Uint8Array(60)), { after: ms(2) }) }), [
    '0 h preamble #2 injected 2000000 0',
  ]);
  assert.equal(truthOf({ preamble: (_, { inject }) => inject(Frame.of(new Uint8Array(60)), { toward: 'back' }) }), [
    '0 h preamble #-1 injected 0 1',
  ]);
  assert.equal(truthOf({ preamble: (_, { stage }) => stage.set({ rate: mbps(1) }) }), [
    '0 h preamble #-1 stage-set 1000000 -',
  ]);
});

const bytes = (first: number, last: number): number => first * 0x10000 + last;
const lengths = (now: number, before: number): number => now * 0x10000 + before;

test('changed bytes are told by their offsets, whichever way they were written', () => {
  const told = (preamble: AnyHook['preamble'] & object): string[] => truthOf({ preamble });
  const same = lengths(100, 100);
  assert.equal(
    told(frame => frame.edit16(frame.start + 40, 0x1234)),
    [`0 h preamble #0 modified ${bytes(40, 41)} ${same}`],
  );
  assert.equal(
    told(frame => {
      frame.bytes[50] = 1;
      frame.bytes[60] = 2;
    }),
    [`0 h preamble #0 modified ${bytes(50, 60)} ${same}`],
  );
  assert.equal(
    told(frame => {
      frame.edit8(frame.start + 10, 1);
      frame.bytes[60] = 2;
      frame.edit8(frame.start + 99, 3);
    }),
    [`0 h preamble #0 modified ${bytes(10, 99)} ${same}`],
  );
  assert.equal(
    told(frame => frame.write(70, Uint8Array.of(7, 7, 8))),
    [`0 h preamble #0 modified ${bytes(72, 72)} ${same}`],
  );
  assert.equal(
    told(frame => frame.resize(110)),
    [`0 h preamble #0 modified ${bytes(100, 109)} ${lengths(110, 100)}`],
  );
  assert.equal(
    told(frame => frame.resize(90)),
    [`0 h preamble #0 modified ${bytes(90, 99)} ${lengths(90, 100)}`],
  );
  // Ten bytes put in front of byte 60, as raw bytes.
  assert.equal(
    told(frame => {
      frame.resize(110);
      frame.bytes.copyWithin(70, 60);
      frame.bytes.fill(9, 60, 70);
    }),
    [`0 h preamble #0 modified ${bytes(60, 109)} ${lengths(110, 100)}`],
  );
});

test('what is written as it was, or only read, is nothing', () => {
  assert.equal(truthOf({ preamble: frame => frame.edit8(frame.start + 40, 7) }), []);
  assert.equal(truthOf({ preamble: frame => void frame.bytes.fill(7) }), []);
  assert.equal(truthOf({ preamble: frame => void frame.summary() }), []);
});

test('the next hook is not blamed for what the one before has changed', () => {
  const first = defineHook({ name: 'first', preamble: frame => frame.edit8(frame.start + 20, 1) });
  const second = defineHook({ name: 'second', preamble: frame => void frame.bytes });
  const lab = new Lab({ hooks: [first, second] });
  lab.arrive(0, new Uint8Array(100).fill(7));
  lab.run();
  assert.equal(lab.truth, [`0 first preamble #0 modified ${bytes(20, 20)} ${lengths(100, 100)}`]);
});

test('what a hook had written when it was ended for hanging is told, for the frame goes on with it', () => {
  const hook = defineHook({
    name: 'h',
    preamble(frame) {
      frame.bytes[20] = 1;
      frame.resize(90);
      while (frame.length > 0);
    },
  });
  for (const rights of [undefined, ['observe'] as const]) {
    const lab = new Lab({ hooks: [{ hook, onError: 'pass', ...(rights ? { rights } : {}) }] });
    const place = globalThis as unknown as Record<string, () => void>;
    place['arrives'] = () => lab.arrive(0, new Uint8Array(100).fill(7));
    assert.throws(() => runInThisContext('arrives()', { timeout: 20 }), 'timed out');
    delete place['arrives'];
    lab.engine.recover('hang');
    lab.run();
    const told = rights ? [] : [`0 h preamble #0 modified ${bytes(20, 99)} ${lengths(90, 100)}`];
    assert.equal(lab.truth, told);
    assert.equal([lab.sent[0]!.bytes.length, lab.sent[0]!.bytes[20]], rights ? [100, 7] : [90, 1]);
  }
});

test('every kind is counted at the seat', () => {
  const hook = defineHook({ name: 'h', preamble: () => hold(ms(1)), episode: frame => frame.edit8(frame.start, 1) });
  const lab = new Lab({ hooks: [hook] });
  for (let i = 0; i < 5; i++) lab.arrive(i * 1e6, 100);
  lab.run();
  const { did, calls } = lab.engine.stages[0]!.chain.seats[0]!;
  assert.equal([did[1], did[5], calls], [5, 5, 10]);
});

test.run();
