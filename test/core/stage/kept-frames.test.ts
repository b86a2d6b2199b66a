import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HookBudget } from '../../../core/plan/plan.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import type { Right } from '../../../sdk/rights.js';
import { bytes, ms } from '../../../sdk/units.js';
import { keep, type Ticket } from '../../../sdk/verdict.js';
import { Lab } from './lab.js';

/** A hook that keeps all frames; `tell` hears of each. */
const keeper = (tell: (ticket: Ticket) => void, more: Partial<AnyHook> = {}): AnyHook =>
  defineHook({ name: 'keeper', preamble: () => keep(tell), ...more });

const labWith = (hook: AnyHook, more: Partial<UsedHook> = {}): Lab => new Lab({ hooks: [{ hook, ...more }] });

const sevens = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const refused = (lab: Lab): object => Object.fromEntries(lab.engine.stages[0]!.chain.seats[0]!.powers?.refused ?? []);

test('what is written to a kept frame is told, raw bytes as well, and once', () => {
  const lab = labWith(
    keeper(ticket => {
      ticket.frame.edit8(ticket.frame.start + 30, 1);
      ticket.frame.bytes[50] = 2;
      ticket.release();
    }),
  );
  lab.arrive(0, sevens(100));
  lab.run();
  assert.equal(lab.truth, [
    '0 keeper preamble #0 kept 0 0',
    `0 keeper preamble #0 modified ${30 * 65536 + 50} 6553700`,
  ]);
  assert.equal(
    [30, 50, 51].map(at => lab.sent[0]!.bytes[at]),
    [1, 2, 7],
  );
});

test('a kept frame is changed only within rights and budget: what is refused at its ticket did not happen', () => {
  const cases: [readonly Right[] | undefined, HookBudget | undefined, object][] = [
    [['delay'], undefined, { modify: 1 }],
    [undefined, { frames: 1 }, { budget: 1 }],
    [undefined, { bytes: bytes(150) }, { budget: 1 }],
  ];
  for (const [rights, budget, counted] of cases) {
    const scribbler = keeper(ticket => {
      ticket.frame.edit8(ticket.frame.start, 1);
      ticket.frame.bytes[50] = 2;
      ticket.frame.resize(120);
      ticket.release();
    });
    const lab = labWith(scribbler, { ...(rights ? { rights } : {}), ...(budget ? { budget } : {}) });
    lab.arrive(0, sevens(100));
    lab.run();
    assert.equal(lab.sent[0]!.bytes, sevens(100));
    assert.equal(refused(lab), counted);
    assert.equal(lab.truth, ['0 keeper preamble #0 kept 0 0']);
  }
});

test('the frame of a ticket that was used is of no use: nobody writes into the frame that has its place now', () => {
  const tickets: Ticket[] = [];
  const lab = labWith(keeper(ticket => void tickets.push(ticket)));
  lab.arrive(0, sevens(100));
  tickets[0]!.release();
  const { frame } = tickets[0]!;
  frame.edit8(0, 1);
  frame.put16(64, 0x0101);
  frame.bytes.fill(1);
  frame.repair();
  assert.is(frame.length, 0);
  lab.run();
  assert.equal(lab.sent[0]!.bytes, sevens(100));
  assert.throws(() => tickets[0]!.drop('late'), 'has been used');
});

test('a hook that fails as it is told of its frame keeps nothing: its policy says what becomes of the frame', () => {
  for (const onError of ['drop', 'pass', 'detach', 'stop'] as const) {
    const tickets: Ticket[] = [];
    const lab = labWith(
      keeper(ticket => {
        tickets.push(ticket);
        throw new Error('no luck');
      }),
      { onError },
    );
    lab.arrive(0);
    lab.run();
    assert.is(lab.engine.inside.kept, 0);
    const stays = onError === 'pass' || onError === 'detach';
    assert.equal(lab.fates, [stays ? '11000000 up #0 left' : '0 up #0 hook:keeper:error']);
    assert.throws(() => tickets[0]!.release(), 'has been used');
  }
});

test('a hook that was told of its frame and used the ticket before it failed has decided', () => {
  const lab = labWith(
    keeper(ticket => {
      ticket.release();
      throw new Error('no luck');
    }),
    { onError: 'drop' },
  );
  lab.arrive(0);
  lab.run();
  assert.equal(lab.fates, ['11000000 up #0 left']);
});

test('what a hook keeps goes on when it is detached, by what it throws or from outside: nobody else has its tickets', () => {
  const later = (ticket: Ticket): void => void ticket;
  const thrower = keeper(later, {
    setup: ({ after }) =>
      after(ms(5), () => {
        throw new Error('no luck');
      }),
  });
  for (const [hook, onError] of [
    [thrower, 'detach'],
    [keeper(later), 'stop'],
  ] as const) {
    const lab = labWith(hook, { onError });
    lab.arrive(0, 1000);
    lab.arrive(1e6, 1000);
    lab.run(5e6);
    if (onError === 'stop') lab.engine.change(0, { detach: 'keeper' });
    lab.arrive(20e6, 1000);
    lab.run();
    assert.is(lab.engine.failure, undefined);
    assert.equal(lab.fates, ['16000000 up #0 left', '17000000 up #4 left', '31000000 up #8 left']);
  }
});

test('a hook that hangs as it is told of its frame has its policy’s fate for that one', () => {
  class Ended extends Error {}
  for (const onError of ['drop', 'pass'] as const) {
    const lab = labWith(
      keeper(() => {}),
      { onError },
    );
    const { chain } = lab.engine.stages[0]!;
    // Ended from outside: nothing of what was to follow is done.
    const { callTask } = chain;
    chain.callTask = (seat, phase) => {
      lab.engine.marker.enter(0, seat.index, phase, -1);
      throw new Ended();
    };
    assert.throws(
      () => lab.arrive(0),
      (error: Error) => error instanceof Ended,
    );
    chain.callTask = callTask;
    lab.engine.recover('hang');
    lab.run();
    assert.equal(lab.fates, [onError === 'pass' ? '11000000 up #0 left' : '0 up #0 hook:keeper:hang']);
  }
});

test.run();
