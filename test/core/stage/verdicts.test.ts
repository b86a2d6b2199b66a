import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CAUSES_MOST } from '../../../core/frame/causes.js';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { ms, us } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep, replace, type Ticket } from '../../../sdk/verdict.js';
import { Lab } from './lab.js';

/** Writes down when it saw which frame: first byte, time in ms. */
const witness = (name: string, seen: string[]) =>
  defineHook({
    name,
    preamble(frame, { now }) {
      seen.push(`${name} ${frame.bytes[0]} ${now / 1e6}`);
    },
  });

const marked = (first: number, length = 1000): Uint8Array => new Uint8Array(length).fill(first);

test('without hooks a frame takes its serialisation and the delay, and leaves at the other port', () => {
  const lab = new Lab();
  lab.arrive(0);
  lab.arrive(0);
  lab.run();
  assert.equal(lab.fates, ['11000000 up #0 left', '12000000 up #4 left']);
  assert.equal(
    lab.sent.map(({ port }) => port),
    [1, 1],
  );
});

test('drop ends the walk: the frame dies now, counted under its hook and reason', () => {
  const seen: string[] = [];
  const thief = defineHook({
    name: 'thief',
    preamble: frame => (frame.bytes[0] === 7 ? drop('ack-stolen') : undefined),
  });
  const lab = new Lab({ hooks: [thief, witness('after', seen)] });
  lab.arrive(ms(1), marked(7));
  lab.arrive(ms(1), marked(8));
  lab.run();
  assert.equal(lab.fates, ['1000000 up #0 hook:thief:ack-stolen', '12000000 up #4 left']);
  assert.equal(seen, ['after 8 1']);
  assert.is(lab.engine.stages[0]!.chain.seats[0]!.drops.get('ack-stolen')!.frames, 1);
});

test('hold keeps a frame back, then it goes on with the next hook and never again through the same', () => {
  const seen: string[] = [];
  const holder = defineHook({
    name: 'holder',
    preamble(frame, { now }) {
      seen.push(`holder ${frame.bytes[0]} ${now / 1e6}`);
      return frame.bytes[0] === 1 ? hold(ms(5)) : undefined;
    },
  });
  const lab = new Lab({ hooks: [holder, witness('next', seen)] });
  lab.arrive(0, marked(1));
  lab.arrive(ms(1), marked(2));
  lab.run();
  assert.equal(seen, ['holder 1 0', 'holder 2 1', 'next 2 1', 'next 1 5']);
  assert.equal(lab.outline, ['12000000 2', '16000000 1']);
});

test('a frame held at the exit leaves after the hold, and later ones may pass it', () => {
  const late = defineHook({ name: 'late', episode: frame => (frame.bytes[0] === 1 ? hold(ms(3)) : undefined) });
  const lab = new Lab({ hooks: [late] });
  lab.arrive(0, marked(1));
  lab.arrive(0, marked(2));
  lab.run();
  assert.equal(lab.outline, ['12000000 2', '14000000 1']);
});

test('duplicate lets the frame go on, and the k-th copy follows after k times the spacing, by the next hook', () => {
  const seen: string[] = [];
  const twice = defineHook({ name: 'twice', preamble: () => duplicate(2, ms(4)) });
  const lab = new Lab({ hooks: [twice, witness('next', seen)] });
  lab.arrive(ms(1), marked(9));
  lab.run();
  assert.equal(seen, ['next 9 1', 'next 9 5', 'next 9 9']);
  assert.equal(lab.fates, ['12000000 up #0 left', '16000000 up #2 left', '20000000 up #6 left']);
  assert.is(lab.ledger.births, 2);
});

test('copies without spacing follow their frame directly, before what else arrives at that instant', () => {
  const twin = defineHook({ name: 'twin', preamble: frame => (frame.bytes[0] === 1 ? duplicate() : undefined) });
  const lab = new Lab({ hooks: [twin] });
  lab.arrive(0, marked(1));
  lab.arrive(0, marked(2));
  lab.run();
  assert.equal(
    lab.sent.map(({ bytes }) => bytes[0]),
    [1, 1, 2],
  );
});

test('replace absorbs the frame and sends others in its place, in order, by the next hook', () => {
  const seen: string[] = [];
  const splitter = defineHook({
    name: 'splitter',
    preamble: frame => replace(Frame.of(marked(5, 100)), Frame.of(marked(6, 100)), frame),
  });
  const lab = new Lab({ hooks: [splitter, witness('next', seen)] });
  lab.arrive(0, marked(4, 100));
  lab.run();
  assert.equal(seen, ['next 5 0', 'next 6 0', 'next 4 0']);
  assert.equal(lab.fates, ['0 up #0 absorbed', '10100000 up #2 left', '10200000 up #6 left', '10300000 up #10 left']);
  assert.equal([lab.ledger.births, lab.ledger.out, lab.ledger.absorbedFor(0)], [3, 3, 1]);
});

test('replace by nothing absorbs the frame alone', () => {
  const lab = new Lab({ hooks: [defineHook({ name: 'eater', preamble: () => replace() })] });
  lab.arrive(0);
  lab.run();
  assert.equal(lab.fates, ['0 up #0 absorbed']);
});

test('a kept frame is out of the path until its ticket is used, and goes on with the next hook then', () => {
  const seen: string[] = [];
  let ticket: Ticket | undefined;
  const keeper = defineHook({
    name: 'keeper',
    preamble(frame, { after }) {
      seen.push(`keeper ${frame.bytes[0]}`);
      return keep(given => {
        ticket = given;
        after(ms(7), () => given.release());
      });
    },
  });
  const lab = new Lab({ hooks: [keeper, witness('next', seen)] });
  lab.arrive(ms(1), marked(3));
  lab.run(ms(2));
  assert.equal(lab.engine.inside, { inFlight: 0, kept: 1 });
  ticket!.frame.bytes[0] = 4;
  ticket!.frame.resize(500);
  lab.run();
  assert.equal(seen, ['keeper 3', 'next 4 8']);
  assert.equal(lab.outline, ['18500000 4']);
  assert.equal(lab.engine.inside, { inFlight: 0, kept: 0 });
});

test('a ticket can drop its frame, and is used once', () => {
  const errors: string[] = [];
  let ticket: Ticket | undefined;
  const keeper = defineHook({
    name: 'keeper',
    preamble: (_, { after }) =>
      keep(given => {
        ticket ??= given;
        after(ms(2), () => given.drop('too-late'));
        for (const use of [() => given.release(), () => given.drop('again')]) {
          after(ms(3), () => {
            try {
              use();
            } catch (error) {
              errors.push((error as Error).message);
            }
          });
        }
      }),
  });
  const lab = new Lab({ hooks: [keeper] });
  lab.arrive(0);
  lab.run();
  assert.equal(lab.fates, ['2000000 up #0 hook:keeper:too-late']);
  assert.equal(errors.length, 2);
  assert.match(errors[0]!, /this ticket has been used/);
  // The slot lives again with another frame: the old ticket must not reach it.
  lab.arrive(ms(10));
  assert.throws(() => ticket!.drop('again'), /this ticket has been used/);
  lab.engine.audit();
});

test('a frame injected onward follows the frame at hand and goes on with the next hook', () => {
  const seen: string[] = [];
  const echo = defineHook({
    name: 'echo',
    preamble(frame, { inject }) {
      seen.push(`echo ${frame.bytes[0]}`);
      inject(Frame.of(marked(frame.bytes[0]! + 100)));
      // The bytes are copied at once: an edit afterwards changes the frame at hand alone.
      frame.bytes[0] = 50;
    },
  });
  const lab = new Lab({ hooks: [echo, witness('next', seen)] });
  lab.arrive(0, marked(1));
  lab.arrive(0, marked(2));
  lab.run();
  assert.equal(seen, ['echo 1', 'next 50 0', 'next 101 0', 'echo 2', 'next 50 0', 'next 102 0']);
});

test('a frame injected at the exit passes the later hooks of the exit only, after its delay', () => {
  const seen: string[] = [];
  const source = defineHook({
    name: 'source',
    preamble: frame => void seen.push(`in ${frame.bytes[0]}`),
    episode(frame, { inject }) {
      if (frame.bytes[0] === 1) inject(Frame.of(marked(2)), { after: us(5) });
    },
  });
  const last = defineHook({
    name: 'last',
    episode: (frame, { now }) => void seen.push(`out ${frame.bytes[0]} ${now}`),
  });
  const lab = new Lab({ hooks: [source, last] });
  lab.arrive(0, marked(1));
  lab.run();
  assert.equal(seen, ['in 1', 'out 1 11000000', 'out 2 11005000']);
});

test('a frame injected back enters the paired stage through all its hooks, now or later', () => {
  const seen: string[] = [];
  const answer = defineHook({
    name: 'answer',
    preamble(_, { inject }) {
      inject(Frame.of(marked(8)), { toward: 'back' });
      inject(Frame.of(marked(9)), { toward: 'back', after: ms(3) });
      return drop('answered');
    },
  });
  const lab = new Lab({ hooks: [answer, { hook: witness('down', seen), stages: ['down'] }] });
  lab.arrive(ms(1));
  lab.run();
  assert.equal(seen, ['down 8 1', 'down 9 4']);
  assert.equal(
    lab.sent.map(({ port, at }) => [port, at]),
    [
      [0, 12e6],
      [0, 15e6],
    ],
  );
});

test('toward an engine without the paired stage it crosses by value, at the time it was sent', () => {
  const answer = defineHook({
    name: 'answer',
    preamble(frame, { inject }) {
      inject(frame, { toward: 'back', after: ms(2) });
      frame.bytes[0] = 99;
    },
  });
  const lab = new Lab({ hooks: [answer], stages: [0] });
  lab.arrive(ms(1), marked(3));
  lab.run();
  assert.equal(
    lab.crossed.map(({ stage, at, bytes }) => [stage, at, bytes[0]]),
    [[1, 3e6, 3]],
  );
});

test('in a replay crossings come from the journal; what stays in one engine does not', () => {
  const answer = defineHook({ name: 'answer', preamble: (frame, { inject }) => inject(frame, { toward: 'back' }) });
  const alone = new Lab({ hooks: [answer], stages: [0], crossingsGiven: true });
  alone.arrive(0);
  assert.equal(alone.run().crossed, []);
  const both = new Lab({ hooks: [answer], crossingsGiven: true });
  both.arrive(0);
  assert.is(both.run().sent.length, 2);
});

test('a frame from another engine enters a stage as an arrival that is born', () => {
  const lab = new Lab();
  lab.engine.crossIn(1, lab.store.put(marked(3)), ms(4));
  lab.engine.crossIn(1, -1, ms(5));
  lab.run();
  // Also the one that memory refused, without bytes: what is born later counts it.
  assert.equal(lab.arrivals, ['4000000 stage 1', '5000000 stage 1']);
  assert.equal(lab.fates, ['5000000 down #7 memory', '15000000 down #3 left']);
});

test('when no slot is left copies and injections die of memory, counted as born', () => {
  const greedy = defineHook({ name: 'greedy', preamble: () => duplicate(20) });
  const lab = new Lab({ hooks: [greedy], storeBytes: 2048 * 16 });
  lab.arrive(0);
  lab.run();
  assert.is(lab.ledger.births, 20);
  // A quarter of a small store is the driver's.
  assert.is(lab.ledger.out, 12);
  assert.is(lab.fates.filter(fate => fate.endsWith('memory')).length, 9);
});

test('a hook that makes a reason per frame has its frames dropped, all further ones for one cause, and is told of once', () => {
  const verdicts: AnyHook['preamble'][] = [
    frame => drop(`frame-${frame.id}`),
    frame => keep(ticket => ticket.drop(`frame-${frame.id}`)),
  ];
  for (const preamble of verdicts) {
    const other = defineHook({
      name: 'thrower',
      episode: () => {
        throw new Error('by chance');
      },
    });
    const lab = new Lab({
      hooks: [
        defineHook({ name: 'spender', preamble: preamble!, filter: 'greater 100' }),
        { hook: other, onError: 'drop' },
      ],
    });
    for (let i = 0; i < 1000; i++) lab.arrive(i * 1e3, 200);
    // What has no cause yet gets the last one, whoever drops it.
    lab.arrive(1e6, 60);
    lab.run();
    assert.is(lab.engine.failure, undefined);
    assert.equal(lab.engine.inside, { inFlight: 0, kept: 0 });
    assert.is(lab.fates.length, 1001);
    const many = lab.fates.filter(fate => fate.endsWith(' hook:too-many-reasons')).length;
    // 5 that every run knows, and 8 kept free of hooks.
    const few = CAUSES_MOST - 5 - 8;
    assert.is(many, 1001 - few);
    const [spender, thrower] = lab.engine.stages[0]!.chain.seats;
    assert.is(spender!.drops.get('too-many-reasons')!.frames, 1000 - few);
    assert.is(thrower!.drops.get('too-many-reasons')!.frames, 1);
    assert.is(lab.events.filter(({ hook, event }) => hook === 'spender' && event === 'warn').length, 1);
  }
});

test.run();
