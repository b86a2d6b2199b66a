import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import type { HookPlan } from '../../../core/plan/plan.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { ReloadFailure, reloadHook, whyNotReload } from '../../../core/stage/reload.js';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, type Context, defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';
import { kbps, ms, type Nanos } from '../../../sdk/units.js';
import { drop, hold, keep, type Ticket } from '../../../sdk/verdict.js';
import { Lab, labPlan, SERVER } from './lab.js';

/** A link with one hook at both stages, or where `more` says, and the way to give it another version. */
const labWith = (hook: AnyHook, more: Partial<HookPlan> = {}) => {
  const planned: HookPlan = { file: 'a.ts', stages: ['up', 'down'], options: {}, onError: 'stop', places: {}, ...more };
  const { values = {}, ...rest } = planned as HookPlan & { values?: UsedHook['values'] };
  const used: UsedHook = { ...rest, hook, values };
  const lab = new Lab({ plan: { ...labPlan(), hooks: [planned] }, hooks: [used] });
  // The lab copies what it is given.
  const seated = lab.engine.stages.flatMap(({ chain }) => chain.seats)[0]!.used;
  let versions = 1;
  const reload = (next: AnyHook): boolean =>
    reloadHook(lab.engine, seated, { index: 0, plan: planned, hook: next, bundle: `a.${++versions}.cjs` });
  return { lab, reload };
};

const versionOf = (name: string, more: Partial<AnyHook> = {}): AnyHook =>
  defineHook({ name: 'thief', preamble: (_: Frame, { count }: Context) => count(name), ...more } as AnyHook);

const countersOf = ({ engine }: Lab, stage = 0): Record<string, number> =>
  Object.fromEntries(engine.stages[stage]!.chain.seats[0]!.ctx.counters);

test('frames in flight, held and kept stay when a hook is replaced, and go on by the verdicts they had', () => {
  const tickets: Ticket[] = [];
  const former = versionOf('', {
    preamble(frame: Frame, { after }: Context) {
      if (frame.length === 100) return hold(ms(5));
      if (frame.length === 200) return keep(ticket => void tickets.push(ticket));
      if (frame.length === 300) return keep(ticket => after(ms(7), () => ticket.release()));
      return undefined;
    },
  });
  const { lab, reload } = labWith(former, { stages: ['up'] });
  for (const length of [100, 200, 300, 400]) lab.arrive(0, length);
  lab.run(1e6);
  assert.is(reload(versionOf('', { preamble: () => drop('all') })), false);
  assert.is(lab.sent.length, 0);
  lab.run(30e6);
  tickets[0]!.release();
  lab.arrive(30e6, 500);
  lab.run();
  assert.equal(
    lab.sent.map(({ at, bytes }) => [bytes.length, at]),
    [
      [400, 10.4e6],
      [100, 15.1e6],
      [300, 17.3e6],
      [200, 40.2e6],
    ],
  );
  assert.equal(
    lab.fates.filter(fate => !fate.endsWith('left')),
    ['30000000 up #16 hook:thief:all'],
  );
});

test('the state goes to adopt; without one it is made anew and setup is called', () => {
  const calls: string[] = [];
  const former = versionOf('', { state: () => ({ seen: 7 }) });
  const { lab, reload } = labWith(former, { stages: ['up'] });
  const setup = ({ state }: Context): void => void calls.push(`setup ${JSON.stringify(state)}`);
  const adopt = (state: unknown, { stage }: Context): unknown => {
    calls.push(`adopt ${JSON.stringify(state)} at ${stage.name}`);
    return { seen: (state as { seen: number }).seen + 1 };
  };
  assert.is(reload(versionOf('', { setup, adopt })), true);
  assert.equal(calls, ['adopt {"seen":7} at up']);
  assert.is(reload(versionOf('', { setup, state: () => ({ fresh: true }) })), false);
  assert.equal(calls.slice(1), ['setup {"fresh":true}']);
  const { ctx, reloads } = lab.engine.stages[0]!.chain.seats[0]!;
  assert.equal([ctx.state, reloads], [{ fresh: true }, 2]);
  assert.equal(
    lab.events.map(({ hook, event, fields }) => [hook, event, fields]),
    [
      ['thief', 'reload', { bundle: 'a.2.cjs', state: 'adopted', stages: ['up'] }],
      ['thief', 'reload', { bundle: 'a.3.cjs', state: 'new', stages: ['up'] }],
    ],
  );
});

test('one state of a link is adopted once, and both stages have it', () => {
  let adopted = 0;
  const linked = (more: Partial<AnyHook>): AnyHook => versionOf('', { scope: 'link', ...more });
  const { lab, reload } = labWith(linked({ state: () => ({ of: 'the link' }) }));
  reload(linked({ adopt: (former: unknown) => ({ former, adopted: ++adopted }) }));
  const states = lab.engine.stages.map(({ chain }) => chain.seats[0]!.ctx.state);
  assert.equal(states[0], { former: { of: 'the link' }, adopted: 1 });
  assert.is(states[0], states[1]);
});

test('timers of the former version fire once more; what they plan then is not done, or they would go on for ever', () => {
  const fired: string[] = [];
  const ticking = (name: string): AnyHook =>
    versionOf(name, {
      setup({ after }: Context) {
        const tick = (now: Nanos): void => {
          fired.push(`${name} ${now / 1e6}`);
          after(ms(10), tick);
        };
        after(ms(10), tick);
      },
    });
  const { lab, reload } = labWith(ticking('first'), { stages: ['up'] });
  lab.run(25e6);
  reload(ticking('second'));
  lab.run(50e6);
  assert.equal(fired, ['first 10', 'first 20', 'first 30', 'second 35', 'second 45']);
});

test('a version that keeps frames may plan until they are gone', () => {
  const former = versionOf('', {
    preamble: (_: Frame, { after }: Context) =>
      keep(ticket => after(ms(1), () => after(ms(1), () => after(ms(1), () => ticket.release())))),
  });
  const { lab, reload } = labWith(former, { stages: ['up'] });
  lab.arrive(0);
  reload(versionOf(''));
  lab.run();
  assert.is(lab.sent.length, 1);
});

test('a version that throws, or whose options do not fit, leaves everything as it was', () => {
  const injects = ({ inject, after }: Context): void => {
    inject(Frame.of(new Uint8Array(60)));
    after(ms(1), () => inject(Frame.of(new Uint8Array(60))));
    throw new Error('no luck');
  };
  const bad: [AnyHook, RegExp][] = [
    [versionOf('bad', { adopt: () => raise('no') }), /^hook thief threw in its adopt at stage up: no$/],
    [versionOf('bad', { state: () => raise('no') }), /^hook thief threw in its state at stage up: no$/],
    [versionOf('bad', { setup: injects }), /^hook thief threw in its setup at stage up: no luck$/],
    [versionOf('bad', { options: { must: option.count('what it needs') } }), /hook thief needs option must/],
  ];
  const { lab, reload } = labWith(versionOf('good', { state: () => 5 }));
  for (const [version, why] of bad) {
    try {
      reload(version);
      assert.unreachable();
    } catch (error) {
      assert.ok(error instanceof ReloadFailure || error instanceof InputError);
      assert.match((error as Error).message, why);
    }
  }
  lab.arrive(0);
  lab.arrive(0, 1000, SERVER);
  lab.run();
  assert.is(lab.sent.length, 2);
  assert.equal([countersOf(lab, 0), countersOf(lab, 1)], [{ good: 1 }, { good: 1 }]);
  assert.ok(lab.engine.stages.every(({ chain }) => chain.seats[0]!.ctx.state === 5));
  assert.equal(lab.events, []);
  assert.is(lab.engine.failure, undefined);
});

test('of a version that throws nothing is left: no draws, no counters, no settings of the stage', () => {
  const draws: number[] = [];
  const drawing = versionOf('good', {
    preamble: (_: Frame, { rng, count }: Context) => {
      draws.push(rng.below(1e6));
      count('good');
    },
  });
  const spoils = ({ rng, count, stage }: Context): void => {
    rng.u32();
    count('good', 100);
    count('bad');
    stage.set({ rate: kbps(1) });
    throw new Error('no luck');
  };
  const times = [false, true].map(tried => {
    const { lab, reload } = labWith(drawing, { stages: ['up', 'down'] });
    lab.arrive(0, 1000);
    for (const bad of [{ setup: spoils }, { adopt: (_: unknown, ctx: Context) => spoils(ctx) }])
      if (tried) assert.throws(() => reload(versionOf('bad', bad as Partial<AnyHook>)), 'no luck');
    lab.arrive(1e6, 1000);
    lab.run();
    assert.equal(countersOf(lab), { good: 2 });
    return lab.sent.map(({ at }) => at);
  });
  assert.equal(times[0], times[1]);
  assert.equal(draws.slice(0, 2), draws.slice(2));
});

test('what a version sets of its stage in setup is in force with it, told as its own, and within its rights', () => {
  const setup = ({ stage }: Context): void => stage.set({ rate: kbps(80) });
  const { lab, reload } = labWith(versionOf(''));
  reload(versionOf('new', { setup }));
  lab.arrive(0, 100);
  lab.run();
  assert.is(lab.sent[0]!.at, 20e6);
  assert.equal(lab.truth, ['0 thief setup #-1 stage-set 80000 -', '0 thief setup #-1 stage-set 80000 -']);
  const bounded = labWith(versionOf(''), { stages: ['up'], rights: ['observe'] });
  bounded.reload(versionOf('new', { setup }));
  bounded.lab.arrive(0, 100);
  bounded.lab.run();
  assert.is(bounded.lab.sent[0]!.at, 10.1e6);
});

test('a former version may use the ticket of one stage from a timer of another', () => {
  const tickets: Ticket[] = [];
  const former = versionOf('', {
    scope: 'link',
    setup({ direction, after }: Context) {
      const look = (): void => {
        const ticket = tickets.pop();
        if (ticket === undefined) after(ms(1), look);
        else ticket.release();
      };
      if (direction === 'down') after(ms(1), look);
    },
    preamble: (_: Frame, { after }: Context) => keep(ticket => after(ms(9), () => void tickets.push(ticket))),
  });
  const { lab, reload } = labWith(former);
  lab.arrive(0, 100);
  reload(versionOf('', { scope: 'link' }));
  lab.run(1e9);
  assert.is(lab.sent.length, 1);
});

test('a version that follows one that was detached is called again, its timers too', () => {
  const { lab, reload } = labWith(versionOf('', { preamble: () => raise('no') }), {
    stages: ['up'],
    onError: 'detach',
  });
  lab.arrive(0, 100);
  assert.ok(lab.engine.stages[0]!.chain.seats[0]!.detached);
  const setup = ({ after, count }: Context): void => after(ms(1), () => count('timer'));
  reload(versionOf('new', { setup }));
  lab.arrive(1e6, 100);
  lab.run();
  assert.equal(countersOf(lab), { new: 1, timer: 1 });
});

test('nothing is replaced in a run that has failed', () => {
  const { lab, reload } = labWith(versionOf('', { preamble: () => raise('no') }));
  lab.arrive(0, 100);
  assert.ok(lab.engine.failure);
  assert.is(reload(versionOf('new')), false);
  assert.equal(
    lab.events.filter(({ event }) => event === 'reload'),
    [],
  );
});

const raise = (why: string): never => {
  throw new Error(why);
};

test('what a version injects and plans in setup is done once it is in force', () => {
  const { lab, reload } = labWith(versionOf(''), { stages: ['up'] });
  const setup = ({ inject, after }: Context): void => {
    const frame = Frame.of(new Uint8Array([1, ...new Array(59).fill(0)]));
    inject(frame);
    frame.bytes[0] = 9;
    after(ms(2), () => inject(frame));
  };
  reload(versionOf('new', { setup }));
  lab.run();
  assert.equal(lab.outline, ['10060000 1', '12060000 9']);
});

test('counters, draws and columns go on; options keep what the plan and the live settings say of them', () => {
  const draws: number[] = [];
  const drawing = (more: Partial<AnyHook>): AnyHook =>
    versionOf('seen', {
      columns: { mark: 'u32', old: 'u8' },
      preamble: (frame: Frame, { rng, count }: Context) => {
        draws.push(rng.below(1e6));
        count('seen');
        (frame.my as Record<string, number>)['mark'] = 5;
      },
      ...more,
    } as Partial<AnyHook>);
  const options = { chance: option.ratio('how often', '1%'), burst: option.count('how many', '2') };
  const one = labWith(drawing({ options }), { stages: ['up'], options: { burst: '3' } });
  one.lab.engine.change(0, { hooks: { thief: { chance: '9%' } } });
  one.lab.arrive(0);
  const marks: unknown[] = [];
  const episode = (frame: Frame, { options: now }: Context): void =>
    void marks.push((frame.my as Record<string, number>)['mark'], { ...(now as object) });
  one.reload(drawing({ options, columns: { mark: 'u32' }, episode } as Partial<AnyHook>));
  one.lab.arrive(1e6);
  one.lab.run();
  assert.equal(marks[0], 5);
  assert.equal(marks[1], { chance: 0.09, burst: 3 });
  assert.equal(countersOf(one.lab), { seen: 2 });
  const [first, second] = draws.splice(0);
  const whole = labWith(drawing({}), { stages: ['up'] });
  whole.lab.arrive(0);
  whole.lab.arrive(1e6);
  assert.equal(draws, [first!, second!]);
  // What was set of an option that is no more is forgotten; another may come with its default.
  one.reload(drawing({ options: { burst: options.burst, more: option.text('what else', 'x') } } as Partial<AnyHook>));
  assert.equal({ ...one.lab.engine.stages[0]!.chain.seats[0]!.ctx.options }, { burst: 3, more: 'x' });
});

test('a version of another name, scope or order is none of this hook', () => {
  const hook = versionOf('');
  assert.is(whyNotReload(hook, versionOf('x')), undefined);
  assert.match(whyNotReload(hook, { ...hook, name: 'bandit' })!.message, 'called bandit now and runs as thief');
  assert.match(whyNotReload(hook, { ...hook, scope: 'link' })!.message, 'scope link now and runs with none');
  assert.match(whyNotReload({ ...hook, order: 'pre' }, hook)!.message, 'order unsaid now and runs with pre');
});

test.run();
