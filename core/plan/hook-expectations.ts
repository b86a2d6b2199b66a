import { hookCause } from '../expect/cause-names.js';
import { parseExpectation } from '../expect/expectation.js';
import type { Fault } from '../fault.js';
import { didYouMean } from './nearest.js';
import type { PlacedExpectation } from './resolve-expectations.js';

/** What of a loaded hook an expectation can name. */
interface ExpectedHook {
  readonly hook: { readonly name: string };
  readonly stages: readonly string[];
}

/**
 * What is wrong with expectations of hooks, once all of these are loaded and their names known: one that the run has not, or
 * that does not stand at the stage asked for. A misspelt name would be told only when the run has been judged.
 */
export const hookExpectationFaults = (
  expected: readonly PlacedExpectation[],
  hooks: readonly ExpectedHook[],
): Fault[] => {
  const stages = stagesBySeat(hooks);
  return expected.flatMap(({ text, place }) => {
    const { subject, name, figure } = parseExpectation(text);
    const named = subject === 'hooks' ? name : subject === 'dropped' ? hookCause(figure)?.hook : undefined;
    if (named === undefined) return [];
    const [hook, stage] = named.split('@') as [string, string?];
    const at = stages.get(hook);
    if (at === undefined) {
      const known = stages.size > 0 ? `there are: ${[...stages.keys()].join(', ')}` : 'the plan has none';
      const hint = didYouMean(hook, stages.keys()).hint ?? known;
      return [{ ...place, message: `expect: no hook '${hook}'`, hint }];
    }
    if (stage === undefined || at.has(stage)) return [];
    const hint = didYouMean(stage, at).hint ?? `it stands at ${[...at].join(', ')}`;
    return [{ ...place, message: `expect: hook ${hook} does not stand at '${stage}'`, hint }];
  });
};

/** Where the seats of each name are: a second hook of the same name at a stage is `thief-2` there. */
const stagesBySeat = (hooks: readonly ExpectedHook[]): Map<string, Set<string>> => {
  const seats = new Map<string, Set<string>>();
  for (const { hook, stages } of hooks) {
    for (const stage of stages) {
      let [name, twin] = [hook.name, 1];
      while (seats.get(name)?.has(stage)) name = `${hook.name}-${++twin}`;
      seats.set(name, (seats.get(name) ?? new Set()).add(stage));
    }
  }
  return seats;
};
