import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HookMarker, PREAMBLE, TIMER } from '../../../core/stage/hook-marker.js';
import { Frame } from '../../../sdk/frame.js';
import { defineHook, type VerdictOrNothing } from '../../../sdk/hook.js';
import { kbps, mbps, ms, type Nanos, us } from '../../../sdk/units.js';
import { drop, duplicate, hold } from '../../../sdk/verdict.js';
import { CLIENT, Lab, SERVER } from './lab.js';

const marked = (first: number, length = 1000): Uint8Array => new Uint8Array(length).fill(first);
const failing = (what: () => unknown) => defineHook({ name: 'faulty', preamble: () => what() as VerdictOrNothing });

test('hooks run in the plan’s order, with pre before and post behind the others of their side', () => {
  const seen: string[] = [];
  const named = (name: string, order?: 'pre' | 'post') =>
    defineHook({
      name,
      ...(order ? { order } : {}),
      preamble: () => void seen.push(`in ${name}`),
      episode: () => void seen.push(`out ${name}`),
    });
  const lab = new Lab({ hooks: [named('a', 'post'), named('b'), named('c', 'pre'), named('d'), named('e', 'pre')] });
  lab.arrive(0);
  lab.run();
  const order = ['c', 'e', 'b', 'd', 'a'];
  assert.equal(seen, [...order.map(name => `in ${name}`), ...order.map(name => `out ${name}`)]);
});

test('two hooks of one file are two: each has its name, its state and its draws', () => {
  const draws: Record<string, number> = {};
  const counter = defineHook({
    name: 'counter',
    state: () => ({ frames: 0 }),
    preamble(_, { state, rng, count }) {
      state.frames += 1;
      draws[Object.keys(draws).length] = rng.u32();
      count('frames', state.frames);
    },
  });
  const lab = new Lab({ hooks: [counter, counter] });
  lab.arrive(0);
  const { seats } = lab.engine.stages[0]!.chain;
  assert.equal(
    seats.map(({ name, ctx }) => [name, ctx.counters.get('frames')]),
    [
      ['counter', 1],
      ['counter-2', 1],
    ],
  );
  assert.is.not(draws[0], draws[1]);
});

test('state is the stage’s own, or the link’s by scope', () => {
  const counting = (scope: 'stage' | 'link') =>
    defineHook({
      name: 'counting',
      scope,
      state: () => ({ frames: 0 }),
      preamble(_, { state, count }) {
        state.frames += 1;
        count('seen', state.frames);
      },
    });
  for (const [scope, expected] of [
    ['stage', [1, 1]],
    ['link', [1, 2]],
  ] as const) {
    const lab = new Lab({ hooks: [{ hook: counting(scope), stages: ['up', 'down'] }] });
    lab.arrive(0, 100, CLIENT);
    lab.arrive(1, 100, SERVER);
    assert.equal(
      lab.engine.stages.map(stage => stage.chain.seats[0]!.ctx.counters.get('seen')),
      expected,
    );
  }
});

test('columns are a frame’s own: copies inherit them, other hooks and frames do not see them', () => {
  const seen: unknown[] = [];
  const stamp = defineHook({
    name: 'stamp',
    columns: { enteredAt: 'f64', mark: 'u8' },
    preamble(frame, { now }) {
      seen.push(frame.my.mark);
      frame.my.enteredAt = now;
      frame.my.mark = frame.bytes[0]! + 255;
      return duplicate(1, us(3));
    },
    episode: frame => void seen.push([frame.bytes[0], frame.my.mark, frame.my.enteredAt]),
  });
  const other = defineHook({
    name: 'other',
    columns: { mark: 'i32' },
    preamble(frame) {
      seen.push(frame.my.mark);
    },
  });
  const lab = new Lab({ hooks: [stamp, other] });
  lab.arrive(ms(1), marked(1, 100));
  lab.arrive(ms(2), marked(2, 100));
  lab.run();
  assert.equal(seen, [0, 0, 0, 0, 0, 0, [1, 0, 1e6], [1, 0, 1e6], [2, 1, 2e6], [2, 1, 2e6]]);
});

test('an edit that changes the length changes what waits, is sent and is counted', () => {
  const grow = defineHook({ name: 'grow', preamble: frame => frame.resize(1900), episode: frame => frame.resize(60) });
  const lab = new Lab({ hooks: [grow] });
  lab.arrive(0, 100);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, bytes }) => [at, bytes.length]),
    [[11_900_000, 60]],
  );
});

test('after runs tasks in the order of their times, then of asking', () => {
  const seen: string[] = [];
  const timer = defineHook({
    name: 'timer',
    setup({ after }) {
      for (const [name, span] of [
        ['c', 3],
        ['a', 1],
        ['b', 1],
        ['now', 0],
      ] as const) {
        after(ms(span), now => void seen.push(`${name} ${now / 1e6}`));
      }
    },
  });
  new Lab({ hooks: [timer] }).run();
  assert.equal(seen, ['now 0', 'a 1', 'b 1', 'c 3']);
});

test('a timer’s injection goes on behind its own hook', () => {
  const seen: string[] = [];
  const first = defineHook({ name: 'first', preamble: () => void seen.push('first') });
  const source = defineHook({
    name: 'source',
    setup: ({ after, inject }) => after(ms(1), () => inject(Frame.of(marked(1)))),
    preamble: () => void seen.push('source'),
  });
  const last = defineHook({ name: 'last', preamble: (_, { now }) => void seen.push(`last ${now}`) });
  const lab = new Lab({ hooks: [first, source, last] });
  lab.run();
  assert.equal(seen, ['last 1000000']);
  assert.is(lab.ledger.out, 1);
});

test('a hook sets rate and delay of its stage until the scenario’s next row', () => {
  const rows = [0, 50e6].map((at, route) => ({ at: at as Nanos, route, delay: ms(10), rate: mbps(8) }));
  const squeeze = defineHook({
    name: 'squeeze',
    preamble(frame, { stage }) {
      if (frame.bytes[0] === 1) stage.set({ rate: kbps(800), delay: ms(5) });
    },
  });
  const lab = new Lab({ hooks: [squeeze], scenario: { rows } });
  lab.arrive(0, marked(1));
  lab.arrive(ms(60), marked(2));
  lab.run();
  assert.equal(lab.outline, ['15000000 1', '71000000 2']);
});

test('what no link can have is refused where it is set', () => {
  for (const settings of [
    { rate: -1 },
    { rate: Number.NaN },
    { delay: -1 },
    { delay: Number.POSITIVE_INFINITY },
    { delay: Number.NaN },
  ]) {
    const hook = defineHook({
      name: 'odd',
      preamble: (_, { stage }) => stage.set(settings as never),
    });
    const lab = new Lab({ hooks: [hook] });
    lab.arrive(0);
    assert.match(String(lab.engine.failure?.error), /RangeError: a stage cannot have a/);
  }
});

test('a handler that throws stops the run: hook, stage, handler and frame are named', () => {
  const seen: number[] = [];
  const next = defineHook({ name: 'next', preamble: frame => void seen.push(frame.bytes[0]!) });
  const lab = new Lab({
    hooks: [
      failing(() => {
        throw new Error('no luck');
      }),
      next,
    ],
  });
  lab.arrive(ms(1), marked(1));
  lab.arrive(ms(2), marked(2));
  lab.engine.refuse(CLIENT, ms(3), new Uint8Array(0), 0, 0, 9000);
  lab.engine.crossIn(0, lab.store.put(marked(3)), ms(3));
  lab.run();
  const { error, ...where } = lab.engine.failure!;
  assert.equal(where, { stage: 'up', hook: 'faulty', phase: 'preamble', frame: 0 });
  assert.is((error as Error).message, 'no luck');
  // Nothing happens after it, not even to frames of the same batch.
  assert.equal(
    [lab.fates, seen, lab.arrivals.length, lab.engine.now()],
    [['1000000 up #0 hook:faulty:error'], [], 1, 1e6],
  );
  assert.equal([lab.ledger.in, lab.ledger.lostAll], [1, 1]);
});

test('under drop, pass and detach a throwing hook costs a frame, nothing, or itself', () => {
  let calls = 0;
  const faulty = failing(() => {
    calls += 1;
    throw new TypeError('no luck');
  });
  const outcomes = (['drop', 'pass', 'detach'] as const).map(onError => {
    calls = 0;
    const lab = new Lab({ hooks: [{ hook: faulty, onError }] });
    lab.arrive(0);
    lab.arrive(0);
    lab.run();
    const seat = lab.engine.stages[0]!.chain.seats[0]!;
    return [lab.ledger.out, lab.ledger.lostAll, calls, seat.errors, lab.engine.failure];
  });
  assert.equal(outcomes, [
    [0, 2, 2, 2, undefined],
    [2, 0, 2, 2, undefined],
    [2, 0, 1, 1, undefined],
  ]);
});

test('every error of a hook is an event of it', () => {
  const lab = new Lab({
    hooks: [
      {
        hook: failing(() => {
          throw new Error('no luck');
        }),
        onError: 'pass',
      },
    ],
  });
  lab.arrive(ms(4));
  assert.equal(lab.events, [
    { at: 4e6, hook: 'faulty', event: 'error', fields: { phase: 'preamble', frame: 0, text: 'no luck' } },
  ]);
});

test('results that are no verdicts are refused by name', () => {
  const cases: readonly [() => unknown, RegExp][] = [
    [async () => {}, /hook 'faulty': preamble returned a promise: handlers are synchronous/],
    [() => true, /hook 'faulty': preamble returned true, which is no verdict/],
    [() => 'drop', /returned drop, which is no verdict/],
    [() => null, /returned null, which is no verdict/],
    [() => ({ kind: 'vanish' }), /returned an object that is no verdict/],
    [() => ({ kind: 'hold', span: -1 }), /returned a 'hold' verdict with parts missing: make it with hold\(\)/],
    [() => ({ kind: 'hold', span: 0.5 }), /'hold' verdict with parts missing/],
    [() => ({ kind: 'drop' }), /'drop' verdict with parts missing/],
    [() => ({ kind: 'duplicate', copies: 1.5, spacing: 0 }), /'duplicate' verdict with parts missing/],
    [() => ({ kind: 'replace', frames: [new Uint8Array(60)] }), /'replace' verdict with parts missing/],
    [() => ({ kind: 'keep' }), /'keep' verdict with parts missing/],
    [() => hold(-1 as Nanos), /cannot hold a frame for -1 ns/],
    [() => drop(''), /drop\(\) needs a reason/],
  ];
  for (const [result, expected] of cases) {
    const lab = new Lab({ hooks: [failing(result)] });
    lab.arrive(0);
    assert.match(String((lab.engine.failure?.error as Error | undefined)?.message), expected);
  }
});

test('tasks, scenario changes and kept frames are supervised as handlers are', () => {
  const rows = [0, 5e6].map((at, route) => ({ at: at as Nanos, route, delay: ms(1), rate: mbps(8) }));
  const hooks = {
    after: defineHook({
      name: 'faulty',
      setup: ({ after }) =>
        after(ms(1), () => {
          throw new Error('x');
        }),
    }),
    onScenarioChange: defineHook({
      name: 'faulty',
      onScenarioChange() {
        throw new Error('x');
      },
    }),
    setup: defineHook({
      name: 'faulty',
      setup() {
        throw new Error('x');
      },
    }),
  };
  for (const [phase, hook] of Object.entries(hooks)) {
    const lab = new Lab({ hooks: [hook], scenario: { rows } });
    lab.run();
    assert.is(lab.engine.failure?.phase, phase);
    assert.is(lab.engine.failure?.frame, -1);
  }
});

test('a hook hears of each row of the scenario, with what it changes', () => {
  const rows = [
    { at: 0 as Nanos, route: 0, delay: ms(10), rate: mbps(8) },
    { at: ms(5), route: 0, delay: ms(11), rate: mbps(9) },
    { at: ms(7), route: 3, delay: ms(2), rate: mbps(1) },
  ];
  const seen: unknown[] = [];
  const hook = defineHook({ name: 'listener', onScenarioChange: change => void seen.push(change) });
  new Lab({ hooks: [hook], scenario: { rows } }).run();
  assert.equal(seen, [
    { ...rows[1], routeChanged: false },
    { ...rows[2], routeChanged: true },
  ]);
});

test('lines of a hook are bounded per second of logical time, the rest counted', () => {
  const chatty = defineHook({
    name: 'chatty',
    preamble(frame, { emit, log }) {
      for (let i = 0; i < 700; i++) emit('tick', { i });
      for (let i = 0; i < 700; i++) log.info(`line ${i}`, { of: frame.length });
    },
  });
  const lab = new Lab({ hooks: [chatty] });
  lab.arrive(0);
  assert.is(lab.events.length, 1000);
  assert.is(lab.engine.stages[0]!.chain.seats[0]!.ctx.suppressed, 400);
  lab.arrive(1e9);
  assert.is(lab.events.length, 2000);
  assert.equal(lab.events[999], { at: 0, hook: 'chatty', event: 'info', fields: { text: 'line 299', of: 1000 } });
});

test('the marker names the hook that runs, with its frame, and counts calls', () => {
  const cells = new Float64Array(HookMarker.LENGTH);
  const marker = new HookMarker(cells);
  const reader = new HookMarker(cells);
  assert.not(reader.inside);
  marker.enter(1, 2, PREAMBLE, 77);
  assert.equal(
    [reader.inside, reader.stage, reader.seat, reader.phase, reader.slot, reader.calls],
    [true, 1, 2, PREAMBLE, 77, 1],
  );
  marker.leave();
  marker.enter(0, 0, TIMER, -1);
  assert.equal([reader.inside, reader.slot, reader.calls], [true, -1, 2]);
});

test('after a hook was ended from outside its frame is dropped for the reason, and everything else goes on', () => {
  for (const onError of ['stop', 'drop', 'pass', 'detach'] as const) {
    const hook = defineHook({ name: 'spin', preamble: () => {} });
    const lab = new Lab({ hooks: [{ hook, onError }] });
    lab.arrive(0, marked(1));
    // As the engine leaves things when execution ends inside the handler: the marker set, the frame in nobody's hands.
    const slot = lab.store.put(marked(2));
    lab.store.id[slot] = 4;
    lab.ledger.entered();
    lab.engine.marker.enter(0, 0, PREAMBLE, slot);
    lab.engine.recover('hang');
    const goesOn = onError === 'pass' || onError === 'detach';
    assert.is(lab.engine.stages[0]!.chain.seats[0]!.detached, onError === 'detach');
    lab.run();
    assert.equal(lab.fates.includes('0 up #4 hook:spin:hang'), !goesOn);
    assert.is(lab.sent.length, goesOn ? 2 : 1);
    lab.engine.recover('hang');
    lab.engine.audit();
  }
});

test('after hooks were ended in their setup or teardown the others have theirs, and each is called once at most', () => {
  const called: string[] = [];
  // As the engine leaves things when execution ends inside a task: nothing catches it, and the marker stays set.
  const hanging = (hook: string, task: 'setup' | 'teardown'): void => {
    called.push(`${hook} ${task}`);
    if (hook !== 'third' && hook !== 'fifth') return;
    lab.engine.marker.leave = () => {
      lab.engine.marker.leave = HookMarker.prototype.leave;
      throw new Error('ended from outside');
    };
  };
  const names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
  const hooks = names.map((name, i) => ({
    hook: defineHook({ name, setup: () => hanging(name, 'setup'), teardown: () => hanging(name, 'teardown') }),
    stages: [i < 4 ? 'up' : 'down'],
  }));
  const lab = new Lab({ hooks, setUp: false });
  const { engine } = lab;

  assert.throws(() => engine.setup(), 'ended from outside');
  // The second hang comes while the engine recovers from the first.
  assert.throws(() => engine.recover('hang'), 'ended from outside');
  engine.recover('hang');
  assert.not(engine.marker.inside);
  assert.equal(
    called.splice(0),
    names.map(name => `${name} setup`),
  );

  assert.throws(() => engine.teardown(), 'ended from outside');
  engine.recover('hang');
  assert.throws(() => engine.teardown(), 'ended from outside');
  engine.recover('hang');
  engine.teardown();
  assert.equal(
    called,
    names.map(name => `${name} teardown`),
  );
  assert.equal(
    engine.stages.flatMap(stage => stage.chain.seats.map(seat => seat.errors)),
    [0, 0, 2, 0, 2, 0],
  );
});

test.run();
