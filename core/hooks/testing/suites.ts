import type { Test } from 'uvu';
import type { Tell, TestFailure } from './test-words.js';

/** What `import { suite, test } from 'uvu'` is in a test of a hook. */
export interface Suites {
  readonly test: Test;
  suite(name?: string, context?: object): Test;
}

type State = Record<string, unknown>;
type Callback = (context: State) => unknown;

interface Collected {
  tests: { readonly name: string; readonly handler: Callback }[];
  only: { readonly name: string; readonly handler: Callback }[];
  skipped: number;
  before: Callback[];
  after: Callback[];
  beforeEach: Callback[];
  afterEach: Callback[];
}

const collected = (): Collected => ({
  tests: [],
  only: [],
  skipped: 0,
  before: [],
  after: [],
  beforeEach: [],
  afterEach: [],
});

/**
 * uvu's suites, told of one by one as they run: the file of a test says the same under `hookline hook test` and by
 * itself. `run` runs what the file has asked to be run by then. Unlike uvu, an error in `before` is a failure.
 */
export const testSuites = (
  tell: Tell,
  failureOf: (error: unknown) => TestFailure,
): { readonly suites: Suites; run(): Promise<void> } => {
  const queue: (() => Promise<void>)[] = [];

  const attempt = async (name: string, body: () => Promise<void>): Promise<boolean> => {
    tell({ kind: 'begun', name });
    try {
      await body();
      return true;
    } catch (error) {
      tell({ kind: 'failed', name, failure: failureOf(error) });
      return false;
    }
  };
  const all = async (callbacks: readonly Callback[], context: State): Promise<void> => {
    for (const callback of callbacks) await callback(context);
  };

  const runSuite = async (suite: string, given: Collected, context: State): Promise<void> => {
    const { tests, only, skipped, before, after, beforeEach, afterEach } = given;
    const label = (name: string): string => (suite === '' ? name : `${suite}: ${name}`);
    const chosen = only.length > 0 ? only : tests;
    const left = (only.length > 0 ? tests.length : 0) + skipped;
    if (left > 0) tell({ kind: 'skipped', count: left });
    if (await attempt(label('before'), () => all(before, context))) {
      for (const { name, handler } of chosen) {
        context['__test__'] = name;
        const passed = await attempt(label(name), async () => {
          try {
            await all(beforeEach, context);
            await handler(context);
          } finally {
            await all(afterEach, context);
          }
        });
        if (passed) tell({ kind: 'passed', name: label(name) });
      }
    }
    context['__test__'] = '';
    await attempt(label('after'), () => all(after, context));
  };

  const suite = (name = '', context: object = {}): Test => {
    let own = collected();
    const state = Object.assign(context, { __suite__: name, __test__: '' }) as State;
    const into = (list: (from: Collected) => Collected['tests']) => (name: string, handler: Callback) => {
      list(own).push({ name, handler });
    };
    const hook = (list: (from: Collected) => Callback[]) => (callback: Callback) => {
      list(own).push(callback);
    };
    const made = Object.assign(
      into(from => from.tests),
      {
        only: into(from => from.only),
        skip: () => {
          own.skipped += 1;
        },
        before: Object.assign(
          hook(from => from.before),
          { each: hook(from => from.beforeEach) },
        ),
        after: Object.assign(
          hook(from => from.after),
          { each: hook(from => from.afterEach) },
        ),
        run: () => {
          const given = own;
          own = collected();
          queue.push(() => runSuite(name, given, state));
        },
      },
    );
    return made as unknown as Test;
  };

  return {
    suites: { suite: suite as Suites['suite'], test: suite() },
    run: async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
    },
  };
};
