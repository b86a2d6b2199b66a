import { test } from 'uvu';

type Work = () => Promise<void> | void;
type Register = (name: string, work: Work) => unknown;

/** More would find no core to run on. */
const AT_ONCE = 2;

/**
 * For tests of one file that share nothing and wait more than they work: each is still told in its turn, but begins
 * while the one before it goes on. Hooks `before.each` and `after.each` do not fit around such tests.
 */
export const sideBySide = (): ((register: Register) => Register) => {
  const begun: { readonly work: Work; result?: Promise<void> }[] = [];
  let next = 0;
  let going = 0;
  const beginWhatFits = (): void => {
    while (going < AT_ONCE && next < begun.length) {
      const each = begun[next++]!;
      going++;
      each.result = (async () => each.work())().finally(() => {
        going--;
        beginWhatFits();
      });
      // It is told when its turn comes.
      each.result.catch(() => {});
    }
  };
  return register => (name, work) => {
    if (register === test.skip) return test.skip(name);
    const each: (typeof begun)[number] = { work };
    begun.push(each);
    register(name, async () => {
      beginWhatFits();
      await each.result;
    });
  };
};
