import type { Frame } from '../../../sdk/frame.js';
import { selectorOf } from '../../../sdk/frame-selector.js';
import type { AnyHook, Direction } from '../../../sdk/hook.js';
import type { Option } from '../../../sdk/option.js';
import { type Outcome, rig } from '../../../sdk/testing.js';
import { mbps, ms, s } from '../../../sdk/units.js';
import { optionExample } from '../option-examples.js';
import { smokeFrames } from './smoke-frames.js';
import type { Tell, TestFailure } from './test-words.js';

/** Values for the options that must be set. */
const required = (hook: AnyHook): Record<string, string> =>
  Object.fromEntries(
    Object.entries((hook.options ?? {}) as Record<string, Option<unknown>>)
      .filter(([, { fallback }]) => fallback === undefined)
      .map(([name, option]) => [name, optionExample(option)]),
  );

/** What lets none of the frames through to any handler; undefined: some reach one, or there are no handlers of frames. */
const barrier = (hook: AnyHook): string | undefined => {
  const sides = (['preamble', 'episode'] as const).filter(side => hook[side] !== undefined);
  const isShut = (side: 'preamble' | 'episode'): boolean => {
    const selector = selectorOf(side, hook);
    return selector !== undefined && !smokeFrames().some(frame => selector.wants(frame));
  };
  if (sides.length === 0 || !sides.every(isShut)) return undefined;
  const places = hook.nth !== undefined ? 'nth' : hook.every !== undefined ? 'every' : undefined;
  if (hook.filter === undefined) return places;
  return places === undefined ? 'the filter' : `the filter, with ${places},`;
};

/** What became of all frames, as text: equal texts are equal fates. */
const fates = (hook: AnyHook, direction: Direction, seed: number): string => {
  const stage = rig(hook, { seed, direction, options: required(hook) });
  const said: string[] = [];
  const note = ({ passed, back, times, dropped }: Outcome): void => {
    const bytes = (frame: Frame): string => Buffer.from(frame.bytes).toString('hex');
    said.push(JSON.stringify([passed.map(bytes), back.map(bytes), times, dropped]));
  };
  const through = (outcome: Outcome): void => {
    note(outcome);
    for (const frame of outcome.passed) note(stage.episode(frame));
  };
  smokeFrames().forEach((frame, i) => {
    through(stage.preamble(frame));
    through(stage.advance(ms(1)));
    if (i === 20) through(stage.scenario({ route: 1, rate: mbps(5), delay: ms(40), routeChanged: true }));
  });
  // A frame that never entered here: an earlier hook made it.
  for (const frame of smokeFrames().slice(0, 3)) note(stage.episode(frame));
  through(stage.advance(s(1)));
  stage.teardown();
  said.push(JSON.stringify(stage.settle()));
  return said.join('\n');
};

/**
 * What can be asked of any hook: that it does not throw, whatever frames there are, that every frame is accounted for, and
 * that the same seed gives the same fates. Options that must be set have an example of their kind; a hook that refuses its
 * options is not tried, and one that is called for none of the frames has nothing tested if it does not fail even so.
 */
export const smokeTest = (hook: AnyHook, tell: Tell, failureOf: (error: unknown) => TestFailure): void => {
  let shut: string | undefined;
  const attempt = (name: string, body: () => void): void => {
    tell({ kind: 'begun', name });
    try {
      body();
      if (shut === undefined) tell({ kind: 'passed', name });
    } catch (error) {
      tell({ kind: 'failed', name, failure: failureOf(error) });
    }
  };
  try {
    rig(hook, { options: required(hook) });
  } catch (error) {
    // What an option means, a path for example, no example of its kind can know.
    const refused = error instanceof RangeError || Object.keys(required(hook)).length > 0;
    if (refused) {
      tell({ kind: 'skipped', count: 1, why: `its options need a test: ${failureOf(error).message}` });
      return;
    }
  }
  shut = barrier(hook);
  if (shut !== undefined)
    tell({ kind: 'skipped', count: 1, why: `${shut} let none of its frames through: nothing was tested` });
  for (const direction of ['up', 'down'] as const)
    attempt(`frames of every kind, sound and damaged, are accounted for on the way ${direction}`, () => {
      fates(hook, direction, 1);
    });
  if (hook.impure === true) return;
  attempt('the same seed gives the same fates', () => {
    const first = fates(hook, 'up', 7);
    const second = fates(hook, 'up', 7);
    if (first !== second)
      throw new Error('two runs of the same frames and seed differ: is there state outside of state()?');
  });
};
