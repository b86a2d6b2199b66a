import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { ChangeInbox, changeChannel, PastChanges } from '../../../core/lane/change-way.js';
import { LaneControl } from '../../../core/lane/control.js';
import { createEvent } from '../../../core/port/event-fd.js';
import { closeFd } from '../../../core/port/packet-socket.js';
import { METER } from '../../../core/stage/stage-meter.js';
import { ms, type Nanos, type Ratio } from '../../../sdk/units.js';
import { Lab } from '../stage/lab.js';

const linux = process.platform === 'linux' ? test : test.skip;

linux('a lane takes changes out between passes, in their order, and says since when each is in force', async () => {
  const control = new LaneControl(LaneControl.memory(2), 2);
  const wakeFd = createEvent();
  const { way, theirs } = changeChannel(control, wakeFd);
  try {
    const lab = new Lab();
    const inbox = new ChangeInbox(theirs, control, lab.engine);
    inbox.drain();
    const asked = [way.send({ stage: 0, change: { delay: ms(30) } }), way.send({ stage: 1, change: { delay: ms(7) } })];
    lab.run(5e6);
    inbox.drain();
    // As a lane that takes another's place hears of what was set before it.
    const past = way.send({ stage: 0, change: { delay: ms(40) }, at: 8e6 });
    inbox.drain();
    assert.equal(
      (await Promise.all([...asked, past])).map(({ at }) => at),
      [5e6, 5e6, 8e6],
    );
    assert.equal(
      lab.engine.stages.map(({ link }) => link.delay),
      [40e6, 7e6],
    );
    assert.equal(
      lab.engine.stages.map(({ cells }) => cells[METER.delay]),
      [40e6, 7e6],
    );
    const late = way.send({ stage: 0, change: { delay: ms(1) } });
    way.close();
    for (const each of [late, way.send({ stage: 0, change: {} })]) {
      assert.match(await each.then(String, error => error.message), 'the run is ending');
    }
  } finally {
    way.close();
    theirs.close();
    closeFd(wakeFd);
  }
});

linux(
  'a lane says what came of a reload: since when, or the faults, or that it was ended in the middle of it',
  async () => {
    const control = new LaneControl(LaneControl.memory(2), 2);
    const wakeFd = createEvent();
    const { way, theirs } = changeChannel(control, wakeFd);
    const lab = new Lab();
    const bundle = { name: 'thief', sourceFile: 'thief.ts', code: '', impurities: [] };
    const fault = { file: 'thief.ts', line: 3, column: 1, message: 'threw' };
    const answers = [
      () => ({ at: 7, adopted: true, tookNs: 900 }),
      () => {
        throw new InputError([fault]);
      },
      () => {
        throw new Ended();
      },
    ];
    const inbox = new ChangeInbox(theirs, control, lab.engine, ({ hook }) => answers[hook]!());
    // What ends execution from outside passes every handler: here it is let through by hand.
    const outcomeOf = Reflect.get(inbox, 'outcomeOf') as (order: unknown) => unknown;
    Reflect.set(inbox, 'outcomeOf', (order: { reload?: { hook: number } }) => {
      if (order.reload?.hook === 2) throw new Ended();
      return outcomeOf.call(inbox, order);
    });
    try {
      const asked = answers.map((_, hook) => way.send({ reload: { hook, bundle } }));
      const noted = way.send({ hook: 'thief', event: 'reload refused', faults: [] } as never);
      assert.throws(
        () => inbox.drain(),
        (error: unknown) => error instanceof Ended,
      );
      inbox.drain();
      const [good, bad, hung] = await Promise.allSettled(asked);
      assert.equal(good, { status: 'fulfilled', value: { id: 0, at: 7, adopted: true, tookNs: 900 } });
      assert.equal((bad as PromiseRejectedResult).reason.faults, [fault]);
      assert.is((hung as PromiseRejectedResult).reason.message, 'a hook hung in it and was ended');
      await noted;
      assert.equal(
        lab.events.map(({ hook, event }) => [hook, event]),
        [['thief', 'reload refused']],
      );
    } finally {
      way.close();
      theirs.close();
      closeFd(wakeFd);
    }
  },
);

/** Stands for what V8 throws when execution is ended from outside. */
class Ended extends Error {}

test('of what was set before, the last of each setting is kept, in its order', () => {
  const past = new PastChanges();
  past.note(0, { delay: 1 as Nanos, loss: 0.1 as Ratio }, 10);
  past.note(1, { delay: 2 as Nanos }, 20);
  past.note(0, { delay: 3 as Nanos }, 30);
  past.note(0, { hooks: { thief: { chance: '5%', burst: '2' } } }, 40);
  past.note(0, { hooks: { thief: { chance: '6%' }, 'thief-2': { chance: '7%' } } }, 50);
  past.note(0, { detach: 'thief' }, 60);
  past.note(0, { detach: 'thief-2' }, 70);
  assert.equal(
    [...past.all()],
    [
      { stage: 0, change: { loss: 0.1 }, at: 10 },
      { stage: 1, change: { delay: 2 }, at: 20 },
      { stage: 0, change: { delay: 3 }, at: 30 },
      { stage: 0, change: { hooks: { thief: { burst: '2' } } }, at: 40 },
      { stage: 0, change: { hooks: { thief: { chance: '6%' } } }, at: 50 },
      { stage: 0, change: { hooks: { 'thief-2': { chance: '7%' } } }, at: 50 },
      { stage: 0, change: { detach: 'thief' }, at: 60 },
      { stage: 0, change: { detach: 'thief-2' }, at: 70 },
    ],
  );
});

test.run();
