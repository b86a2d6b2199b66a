import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HookBudget } from '../../../core/plan/plan.js';
import { Account, mayAll, Powers } from '../../../core/stage/powers.js';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import type { Right } from '../../../sdk/rights.js';
import { kbps, ms, type Ratio } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep, replace } from '../../../sdk/verdict.js';
import { CLIENT, Lab, SERVER } from './lab.js';

const labWith = (hook: AnyHook, rights: readonly Right[] | undefined, budget?: HookBudget, stages = ['up']): Lab =>
  new Lab({ hooks: [{ hook, stages, ...(rights ? { rights } : {}), ...(budget ? { budget } : {}) }] });

const refused = (lab: Lab): Record<string, number> =>
  Object.fromEntries(lab.engine.stages[0]!.chain.seats[0]!.powers?.refused ?? []);

test('each verdict needs its right: without it the frame goes on as if the hook had passed it', () => {
  const verdicts = {
    drop: () => drop('x'),
    delay: () => hold(ms(5)),
    inject: () => duplicate(2),
    modify: (frame: Frame) => replace(frame.copy(), frame.copy()),
  };
  for (const [right, verdict] of Object.entries(verdicts)) {
    const hook = defineHook({ name: 'meddler', preamble: frame => verdict(frame) });
    const without = labWith(hook, ['observe']);
    without.arrive(0);
    without.run();
    // 1000 bytes at a byte a microsecond, then 10 ms.
    assert.equal(
      without.sent.map(({ at }) => at),
      [11e6],
    );
    assert.equal(refused(without), { [right]: right === 'inject' ? 1 : 1 });
    const granted = labWith(hook, ['observe', right as Right]);
    granted.arrive(0);
    granted.run();
    assert.equal(refused(granted), {});
    assert.not.equal(
      granted.sent.map(({ at }) => at),
      [11e6],
    );
  }
});

test('without the right to modify a hook sees a copy: what it writes changes nothing, and is counted', () => {
  const hook = defineHook({
    name: 'scribbler',
    preamble(frame) {
      frame.edit8(frame.start, 0xee);
      frame.bytes[1] = 0xdd;
      frame.resize(20);
    },
  });
  const lab = labWith(hook, ['observe', 'drop']);
  lab.arrive(0, new Uint8Array(100).fill(7));
  lab.run();
  assert.equal([...lab.sent[0]!.bytes], new Array(100).fill(7));
  assert.equal(refused(lab), { modify: 1 });
  assert.equal(lab.truth, []);
});

test('a hook that only reads is refused nothing, raw bytes included', () => {
  let sum = 0;
  const hook = defineHook({
    name: 'reader',
    preamble(frame) {
      for (const byte of frame.bytes) sum += byte;
    },
  });
  const lab = labWith(hook, ['observe']);
  lab.arrive(0, new Uint8Array(100).fill(7));
  lab.run();
  assert.is(sum, 700);
  assert.equal(refused(lab), {});
});

test('an off-path hook, with no right but to inject, is not called for frames, and its timers run', () => {
  const seen: string[] = [];
  const hook = defineHook({
    name: 'blind',
    setup({ after, inject }) {
      after(ms(1), () => inject(Frame.of(new Uint8Array(60).fill(9))));
    },
    preamble: () => void seen.push('preamble'),
    episode: () => void seen.push('episode'),
  });
  const lab = labWith(hook, ['inject']);
  lab.arrive(0, 100);
  lab.run();
  assert.equal(seen, []);
  assert.equal(
    lab.sent.map(({ bytes }) => bytes[0]),
    [0, 9],
  );
});

test('a ticket obeys rights too: a drop that is refused lets the kept frame go on', () => {
  const hook = defineHook({ name: 'keeper', preamble: () => keep(ticket => ticket.drop('mine')) });
  const lab = labWith(hook, ['delay']);
  lab.arrive(0);
  lab.run();
  assert.is(lab.sent.length, 1);
  assert.equal(refused(lab), { drop: 1 });
});

test('a stage’s settings are for those who may delay and drop', () => {
  const hook = defineHook({ name: 'throttler', preamble: (_, { stage }) => stage.set({ rate: kbps(8) }) });
  const lab = labWith(hook, ['observe', 'delay']);
  lab.arrive(0);
  lab.run();
  assert.equal(refused(lab), { drop: 1 });
  assert.is(lab.sent[0]!.at, 11e6);
});

test('injections are refused without the right, onward and back', () => {
  const hook = defineHook({
    name: 'forger',
    preamble(frame, { inject }) {
      inject(frame.copy());
      inject(frame.copy(), { toward: 'back' });
    },
  });
  const lab = labWith(hook, ['observe', 'drop', 'delay', 'modify']);
  lab.arrive(0);
  lab.run();
  assert.is(lab.sent.length, 1);
  assert.equal(refused(lab), { inject: 2 });
});

test('a budget of frames ends with its last frame, one account for all stages', () => {
  const hook = defineHook({ name: 'thief', preamble: () => drop('x') });
  const lab = labWith(hook, undefined, { frames: 3 }, ['up', 'down']);
  for (let i = 0; i < 4; i++) {
    lab.arrive(i * 1e6, 100, CLIENT);
    lab.arrive(i * 1e6, 100, SERVER);
  }
  lab.run();
  assert.is(lab.sent.length, 5);
  const counts = lab.engine.stages.map(({ chain }) => Object.fromEntries(chain.seats[0]!.powers!.refused));
  assert.equal(counts, [{ budget: 2 }, { budget: 3 }]);
});

test('a budget of bytes is charged with what frames are long; one too long for the rest is refused, a shorter one not', () => {
  const hook = defineHook({ name: 'thief', preamble: () => drop('x') });
  const lab = labWith(hook, undefined, { bytes: 250 as never });
  for (const length of [200, 100, 50, 1]) lab.arrive(0, length);
  lab.run();
  assert.equal(
    lab.sent.map(({ bytes }) => bytes.length),
    [100, 1],
  );
});

test('an exhausted budget is no right to modify either', () => {
  const hook = defineHook({ name: 'scribbler', preamble: frame => frame.edit8(frame.start, 0xee) });
  const lab = labWith(hook, undefined, { frames: 1 });
  lab.arrive(0, new Uint8Array(100).fill(7));
  lab.arrive(1e6, new Uint8Array(100).fill(7));
  lab.run();
  assert.equal(
    lab.sent.map(({ bytes }) => bytes[0]),
    [0xee, 7],
  );
});

test('what a handler spends before it returns, and what a frame has grown by, is asked of the budget before anything is changed', () => {
  const grows = defineHook({ name: 'grower', preamble: frame => frame.resize(200) });
  const bytes = labWith(grows, undefined, { bytes: 150 as never });
  for (let i = 0; i < 3; i++) bytes.arrive(i * 1e6, 100);
  bytes.run();
  assert.equal(
    bytes.sent.map(frame => frame.bytes.length),
    [100, 100, 100],
  );
  assert.equal([refused(bytes), bytes.truth], [{ budget: 3 }, []]);
  const forger = defineHook({
    name: 'forger',
    preamble(frame, { inject }) {
      inject(Frame.of(new Uint8Array(60)));
      frame.edit8(frame.start, 0xee);
    },
  });
  const frames = labWith(forger, undefined, { frames: 1 });
  frames.arrive(0, new Uint8Array(100).fill(7));
  frames.run();
  assert.equal(
    frames.sent.map(frame => frame.bytes[0]),
    [7, 0],
  );
  assert.equal(frames.truth, ['0 forger preamble #2 injected 0 0']);
});

test('within a budget the frame has what the handler wrote, and hooks behind see it', () => {
  const seen: number[] = [];
  const writer = defineHook({
    name: 'writer',
    preamble(frame) {
      frame.resize(80);
      frame.bytes[3] = 9;
    },
  });
  const reader = defineHook({ name: 'reader', preamble: frame => void seen.push(frame.length, frame.bytes[3]!) });
  const lab = new Lab({ hooks: [{ hook: writer, budget: { frames: 1 } }, reader] });
  for (let i = 0; i < 2; i++) lab.arrive(i * 1e6, new Uint8Array(100).fill(7));
  lab.run();
  assert.equal(seen, [80, 9, 100, 7]);
  assert.equal(
    lab.sent.map(frame => [frame.bytes.length, frame.bytes[3]]),
    [
      [80, 9],
      [100, 7],
    ],
  );
  assert.equal(lab.truth, [`0 writer preamble #0 modified ${3 * 65536 + 99} ${80 * 65536 + 100}`]);
});

test('a share of stages lets a hook act where it acts first, and nowhere else', () => {
  const account = new Account({ share: 0.5 as Ratio }, 3);
  assert.ok(account.covers(2, 100));
  account.spend(2, 100);
  assert.ok(account.covers(2, 100));
  assert.not.ok(account.covers(0, 100));
});

test('of refusals each kind is told once and all are counted', () => {
  const told: string[] = [];
  const powers = new Powers(['observe'], undefined, 0, (why, frame) => told.push(`${why} #${frame}`));
  for (let i = 0; i < 3; i++) assert.not.ok(powers.grants('drop', 60, 7 + i));
  assert.not.ok(powers.grants('delay', 60, 9));
  assert.equal(told, ['drop #7', 'delay #9']);
  assert.equal(
    [...powers.refused],
    [
      ['drop', 3],
      ['delay', 1],
    ],
  );
});

test('a refusal is told with its frame: that of the verdict, of the handler or of the ticket; timers have none', () => {
  const told = (hook: AnyHook, rights: readonly Right[]): object[] => {
    const lab = labWith(hook, rights);
    for (let i = 0; i < 3; i++) lab.arrive(0, 100);
    lab.run();
    return lab.events.filter(({ event }) => event === 'refused').map(({ fields }) => fields);
  };
  const line = { told: 'once; further ones are counted' };
  // The second frame that comes in here has the id 4.
  const second = { nth: 2 };
  const drops = defineHook({ name: 'drops', ...second, preamble: () => drop('x') });
  assert.equal(told(drops, ['observe']), [{ why: 'drop', frame: 4, ...line }]);
  const injects = defineHook({ name: 'injects', ...second, preamble: (frame, ctx) => ctx.inject(frame) });
  assert.equal(told(injects, ['observe']), [{ why: 'inject', frame: 4, ...line }]);
  const sets = defineHook({ name: 'sets', ...second, preamble: (_, ctx) => ctx.stage.set({ rate: kbps(1) }) });
  assert.equal(told(sets, ['observe']), [{ why: 'drop', frame: 4, ...line }]);
  const keeps = defineHook({
    name: 'keeps',
    ...second,
    preamble: (_, { after }) => keep(ticket => after(ms(1), () => ticket.drop('late'))),
  });
  assert.equal(told(keeps, ['observe', 'delay']), [{ why: 'drop', frame: 4, ...line }]);
  const timed = defineHook({
    name: 'timed',
    setup({ after, inject }) {
      after(ms(1), () => inject(Frame.of(new Uint8Array(60))));
    },
    preamble() {},
  });
  assert.equal(told(timed, ['observe']), [{ why: 'inject', ...line }]);
});

test('all rights need no account: nothing is asked then', () => {
  assert.ok(mayAll(undefined));
  assert.ok(mayAll(['delay', 'drop', 'modify', 'inject']));
  assert.not.ok(mayAll(['observe', 'delay', 'drop', 'inject']));
});

test.run();
