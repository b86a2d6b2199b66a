import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type AnyHook, defineHook } from '../../sdk/hook.js';
import { option } from '../../sdk/option.js';
import { rig } from '../../sdk/testing.js';
import { mbps, ms, type Nanos } from '../../sdk/units.js';
import { drop, duplicate, hold, keep, pass, replace, type Ticket } from '../../sdk/verdict.js';

/** A frame that can be told from others by its one payload byte. */
const frame = (mark = 0): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort: 2 }, payload: Uint8Array.of(mark) });
const marks = (frames: readonly Frame[]): number[] => frames.map(f => f.payload![0]);

test('nothing and pass let the frame go on, and so does a hook without the handler', () => {
  for (const hook of [
    defineHook({ name: 'nothing', preamble() {}, episode() {} }),
    defineHook({ name: 'passes', preamble: () => pass, episode: () => pass }),
    defineHook({ name: 'none' }),
  ]) {
    const r = rig(hook);
    assert.equal([marks(r.preamble(frame(1)).passed), marks(r.episode(frame(2)).passed)], [[1], [2]]);
    assert.equal(r.settle(), { in: 2, born: 0, out: 2, dropped: 0, absorbed: 0, held: 0, kept: 0 });
  }
});

test('a dropped frame is gone, for the reason given', () => {
  const r = rig(defineHook({ name: 'x', preamble: () => drop('why') }));
  const outcome = r.preamble(frame());
  assert.equal([outcome.passed, outcome.dropped], [[], ['why']]);
  assert.is(r.settle().dropped, 1);
});

test('a held frame goes on when its span has passed, and not before', () => {
  const r = rig(defineHook({ name: 'x', preamble: () => hold(ms(5)) }));
  assert.equal(r.preamble(frame(1)).passed, []);
  assert.is(r.settle().held, 1);
  assert.equal(r.advance((ms(5) - 1) as Nanos).passed, []);
  const outcome = r.advance(1 as Nanos);
  assert.equal([marks(outcome.passed), outcome.times], [[1], [ms(5)]]);
  assert.is(r.settle().held, 0);
  assert.is(r.now, ms(5));
});

test('copies follow the original, the k-th after k spacings', () => {
  const r = rig(defineHook({ name: 'x', preamble: () => duplicate(2, ms(1)) }));
  const first = r.preamble(frame(7));
  const later = r.advance(ms(9));
  assert.equal([marks(first.passed), marks(later.passed), later.times], [[7], [7, 7], [ms(1), ms(2)]]);
  const ids = [...first.passed, ...later.passed].map(f => f.id);
  assert.is(new Set(ids).size, 3, 'each has an id of its own');
  assert.equal(r.settle(), { in: 1, born: 2, out: 3, dropped: 0, absorbed: 0, held: 0, kept: 0 });
});

test('replacements go on in their order and the original is absorbed', () => {
  const r = rig(defineHook({ name: 'x', preamble: () => replace(frame(1), frame(2)) }));
  assert.equal(marks(r.preamble(frame(9)).passed), [1, 2]);
  assert.equal(r.settle(), { in: 1, born: 2, out: 2, dropped: 0, absorbed: 1, held: 0, kept: 0 });
});

test('a kept frame waits for its ticket, which can be used once', () => {
  const tickets: Ticket[] = [];
  const r = rig(defineHook({ name: 'x', preamble: () => keep(ticket => void tickets.push(ticket)) }));
  r.preamble(frame(1));
  r.preamble(frame(2));
  assert.is(r.settle().kept, 2);
  tickets[0].frame.udp!.dstPort = 77;
  tickets[0].release();
  tickets[1].drop('late');
  const outcome = r.advance(ms(0));
  assert.equal([marks(outcome.passed), outcome.passed[0].udp!.dstPort, outcome.dropped], [[1], 77, ['late']]);
  assert.throws(() => tickets[0].release(), /has been used/);
  assert.throws(() => tickets[1].drop('again'), /has been used/);
  assert.is(tickets[0].frame.length, 0, 'its frame is gone with it');
  assert.equal(r.settle(), { in: 2, born: 0, out: 1, dropped: 1, absorbed: 0, held: 0, kept: 0 });
});

test('frames are injected onward behind the frame at hand, later, or back', () => {
  const r = rig(
    defineHook({
      name: 'x',
      preamble(_frame, { inject }) {
        const mine = frame(5);
        inject(mine);
        mine.write(mine.payloadOffset, Uint8Array.of(6));
        inject(mine, { after: ms(2) });
        inject(mine, { toward: 'back' });
      },
    }),
  );
  const now = r.preamble(frame(1));
  assert.equal([marks(now.passed), marks(now.back)], [[1, 5], [6]]);
  assert.equal(marks(r.advance(ms(2)).passed), [6]);
  assert.equal(r.settle(), { in: 1, born: 3, out: 4, dropped: 0, absorbed: 0, held: 0, kept: 0 });
});

test('a frame goes by the route its handler chose, also when it was held, and its copies with it', () => {
  const chooser = defineHook({
    name: 'chooser',
    preamble(_, { route, routes }) {
      route(routes[1]!);
      return duplicate(1);
    },
    episode: () => hold(ms(1)),
  });
  const tried = rig(chooser, { routes: ['slow', 'fast'] });
  assert.equal(tried.preamble(frame()).routes, ['fast', 'fast']);
  tried.episode(frame());
  assert.equal(tried.advance(ms(1)).routes, [undefined]);
});

test('a route that is not there is refused, and so is one for no frame', () => {
  const wrong = defineHook({
    name: 'wrong',
    setup: ({ routes }) => assert.equal(routes, []),
    preamble: (_, { route }) => route('moon'),
    onScenarioChange: (_, { route }) => route('slow'),
  });
  assert.throws(() => rig(wrong, { routes: ['slow'] }).preamble(frame()), /no route 'moon' \(slow\)/);
  assert.throws(() => rig(wrong).preamble(frame()), /the rig has none/);
  assert.throws(() => rig(wrong, { routes: ['slow'] }).scenario({}), /no frame at hand/);
});

test('what is due comes in order of time, then of sequence', () => {
  const seen: string[] = [];
  const r = rig(
    defineHook({
      name: 'x',
      preamble(f, { after, now }) {
        const mark = f.payload![0];
        after(ms(3), at => void seen.push(`timer ${mark} at ${(at - now) / 1e6}`));
        return hold(ms(mark));
      },
    }),
  );
  for (const mark of [3, 1, 3]) r.preamble(frame(mark));
  const outcome = r.advance(ms(10));
  assert.equal(
    [marks(outcome.passed), outcome.times],
    [
      [1, 3, 3],
      [ms(1), ms(3), ms(3)],
    ],
  );
  assert.equal(seen, ['timer 3 at 3', 'timer 1 at 3', 'timer 3 at 3']);
});

test('a timer may set the next one, and one that never lets time pass is stopped', () => {
  const tick = rig(
    defineHook({
      name: 'ticks',
      setup({ after, count }) {
        const again = (): void => {
          count('ticks');
          after(ms(1), again);
        };
        after(ms(1), again);
      },
    }),
  );
  tick.advance(ms(10));
  assert.is(tick.counters.get('ticks'), 10);
  const endless = rig(
    defineHook({
      name: 'endless',
      setup({ after }) {
        const again = (): void => after(ms(0), again);
        again();
      },
    }),
  );
  assert.throws(() => endless.advance(ms(1)), /hook 'endless' schedules without end/);
});

test('options are given as texts or values, the rest have their defaults', () => {
  const hook = defineHook({
    name: 'x',
    options: { share: option.ratio('s', '2%'), burst: option.count('b', '4') },
    state: options => ({ left: options.burst }),
    preamble(_frame, { options, state, emit }) {
      emit('saw', { share: options.share, left: state.left });
    },
  });
  const r = rig(hook, { options: { share: '50%', burst: 9 } });
  r.preamble(frame());
  assert.equal(r.events, [{ at: 0, event: 'saw', fields: { share: 0.5, left: 9 } }]);
  assert.is(r.state.left, 9);
  assert.throws(() => rig(hook, { options: { brust: 1 } as object }), /no option 'brust'/);
});

test('the same seed gives the same draws, named after the hook', () => {
  const hook = (name: string): AnyHook =>
    defineHook({ name, preamble: (_frame, { rng, count }) => count('sum', rng.below(1000)) });
  const sum = (name: string, seed: number): number => {
    const r = rig(hook(name), { seed });
    for (let i = 0; i < 10; i++) r.preamble(frame());
    return r.counters.get('sum')!;
  };
  assert.is(sum('a', 1), sum('a', 1));
  assert.is.not(sum('a', 1), sum('a', 2));
  assert.is.not(sum('a', 1), sum('b', 1));
});

test('columns stay with their frame from preamble to episode, and are cut as typed arrays cut', () => {
  const hook = defineHook({
    name: 'x',
    columns: { at: 'f64', small: 'u8', signed: 'i32' },
    preamble(f, { now }) {
      assert.equal([f.my.at, f.my.small, f.my.signed], [0, 0, 0]);
      f.my.at = now + 0.5;
      f.my.small = 300;
      f.my.signed = -5;
    },
    episode(f, { emit }) {
      emit('left', { at: f.my.at, small: f.my.small, signed: f.my.signed });
      return duplicate();
    },
  });
  const r = rig(hook);
  r.advance(ms(1));
  const [inside] = r.preamble(frame()).passed;
  const twins = r.episode(inside).passed;
  assert.equal(r.events[0].fields, { at: 1e6 + 0.5, small: 44, signed: -5 });
  assert.is(twins[0].id, inside.id);
  assert.equal([(twins[1].my as { small: number }).small, twins[1].id === inside.id], [44, false]);
  assert.throws(() => {
    (inside.my as { other: number }).other = 1;
  }, TypeError);
});

test('a frame is blank once its handler has returned, as in a lane', () => {
  const stolen: Frame[] = [];
  const r = rig(defineHook({ name: 'x', preamble: f => void stolen.push(f) }));
  const given = frame(1);
  r.preamble(given);
  assert.equal([stolen[0].length, stolen[0].udp], [0, undefined]);
  assert.equal(marks([given]), [1], 'the frame given is not touched');
});

test('a handler may lengthen the frame in its slot', () => {
  const r = rig(
    defineHook({
      name: 'x',
      preamble(f) {
        f.resize(100);
        f.repair();
      },
    }),
  );
  const [longer] = r.preamble(frame(3)).passed;
  assert.equal([longer.length, longer.udp!.payloadLength, longer.transportChecksumOk], [100, 58, true]);
});

test('the stage can be read, set by the test, and set by the hook', () => {
  const r = rig(
    defineHook({
      name: 'x',
      preamble(_frame, { stage, direction }) {
        if (stage.queue.frames > 3 && direction === 'down') stage.set({ rate: mbps(1) });
      },
      onScenarioChange(change, { emit }) {
        emit('row', { ...change });
      },
    }),
  );
  r.stage.queue.frames = 4;
  r.preamble(frame());
  assert.is(r.stage.rate, Number.POSITIVE_INFINITY);
  r.direction = 'down';
  r.preamble(frame());
  assert.is(r.stage.rate, 1e6);
  r.scenario({ delay: ms(20), route: 1, routeChanged: true });
  assert.equal(r.events[0].fields, { at: 0, route: 1, rate: 1e6, delay: 20e6, routeChanged: true });
  assert.is(r.stage.delay, 20e6);
});

test('logs and captures are kept for the test to read', () => {
  const r = rig(
    defineHook({
      name: 'x',
      preamble(f, { log, capture }) {
        log.info('seen', { id: f.id });
        log.warn('mind');
        capture(f, 'here');
        f.udp!.dstPort = 9;
      },
      teardown: ({ count }) => count('torn down'),
    }),
  );
  r.preamble(frame(4));
  assert.equal(r.logs, [
    { level: 'info', text: 'seen', fields: { id: 1 } },
    { level: 'warn', text: 'mind', fields: {} },
  ]);
  assert.equal([r.captures[0].comment, r.captures[0].frame.udp!.dstPort], ['here', 2], 'as it was then');
  r.teardown();
  assert.is(r.counters.get('torn down'), 1);
});

test('an asynchronous handler is refused by name', () => {
  const late = { name: 'late', preamble: async () => drop('x'), episode: () => 5 } as unknown as AnyHook;
  assert.throws(
    () => rig(late).preamble(frame()),
    /hook 'late': preamble returned a promise: handlers are synchronous/,
  );
  assert.throws(() => rig(late).episode(frame()), /hook 'late': episode returned 5/);
});

test('what a handler throws reaches the test, and the frame is not counted', () => {
  const r = rig(
    defineHook({
      name: 'x',
      preamble() {
        throw new Error('mine');
      },
    }),
  );
  assert.throws(() => r.preamble(frame()), 'mine');
  assert.is(r.settle().in, 0);
});

test('time does not go back', () => {
  assert.throws(() => rig(defineHook({ name: 'x' })).advance(-1 as Nanos), /does not go back/);
});

test.run();
