import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Suites, testSuites } from '../../../../core/hooks/testing/suites.js';
import type { TestEvent } from '../../../../core/hooks/testing/test-words.js';

/** What is told of a file whose text is `body`. */
const told = async (body: (uvu: Suites) => void): Promise<TestEvent[]> => {
  const events: TestEvent[] = [];
  const { suites, run } = testSuites(
    event => void events.push(event),
    error => ({ message: (error as Error).message, details: '', stack: [] }),
  );
  body(suites);
  await run();
  return events;
};
const brief = (events: readonly TestEvent[]): string[] =>
  events
    .filter(({ kind }) => kind !== 'begun')
    .map(event =>
      event.kind === 'failed'
        ? `${event.name} failed: ${event.failure.message}`
        : event.kind === 'passed'
          ? `${event.name} passed`
          : event.kind === 'skipped'
            ? `${event.count} skipped`
            : event.kind,
    );

test('tests run in their order, each told of before and after, sync or not', async () => {
  const events = await told(({ test }) => {
    test('one', () => {});
    test('two', async () => {
      await Promise.resolve();
      throw new Error('late');
    });
    test.run();
  });
  assert.equal(
    events.filter(({ kind }) => kind === 'begun').map(event => 'name' in event && event.name),
    ['before', 'one', 'two', 'after'],
  );
  assert.equal(brief(events), ['one passed', 'two failed: late']);
});

test('what is around tests gets their context; each is called for every test, failed ones too', async () => {
  const seen: string[] = [];
  const events = await told(({ suite }) => {
    // Its own, since whoever counts these tests has one in every object's prototype.
    const own = suite('flow', { frames: 0, __test__: '' });
    own.before(context => {
      context.frames = 10;
    });
    own.before.each(context => void seen.push(`in ${context.__test__}`));
    own.after.each(context => void seen.push(`out ${context.__test__} of ${context.__suite__}`));
    own.after(({ frames }) => void seen.push(`${frames}`));
    own('a', () => {
      throw new Error('no');
    });
    own('b', ({ frames }) => assert.is(frames, 10));
    own.run();
  });
  assert.equal(seen, ['in a', 'out a of flow', 'in b', 'out b of flow', '10']);
  assert.equal(brief(events), ['flow: a failed: no', 'flow: b passed']);
});

test('an error in before fails by name, and what it prepares for is not run', async () => {
  const events = await told(({ test }) => {
    test.before(() => {
      throw new Error('no file');
    });
    test('never', () => {});
    test.run();
  });
  assert.equal(brief(events), ['before failed: no file']);
});

test('only those chosen run, and what is left out is counted', async () => {
  const events = await told(({ suite }) => {
    const own = suite();
    own('left', () => {});
    own.only('chosen', () => {});
    own.skip('not yet', () => {});
    own.run();
  });
  assert.equal(brief(events), ['2 skipped', 'chosen passed']);
});

test('a suite that is not run is not run, and one that is run twice begins anew', async () => {
  const events = await told(({ suite, test }) => {
    suite('forgotten')('x', () => {});
    test('first', () => {});
    test.run();
    test('second', () => {});
    test.run();
  });
  assert.equal(brief(events), ['first passed', 'second passed']);
});

test.run();
