import { parseBytes, parseSpan } from '../../../sdk/quantity.js';
import { quantity } from '../quantities.js';
import { exactBytes, exactSpan } from '../quantity-text.js';
import type { QueueLimit } from './queue-plan.js';

const CALL = /^(bdp|jiffies)\s*\(([^)]*)\)$/;
/** Units of time that are no units of data: `2m` has always been two mebibytes here. */
const TIME = /^[\d.]+(?:e[+-]?\d+)?\s*(?:ns|us|µs|μs|ms|s|sec|min)$/;
const LARGEST = 2 ** 32 - 1;

/**
 * `auto`, `bdp(1.5)`, `jiffies(4)`, `none`, `64KiB`, `100 frames` or `20ms`. Throws a RangeError. `unit` is the word for
 * what else may stand there.
 */
export const parseQueueLimit = (text: string): QueueLimit => {
  const word = text.trim().toLowerCase();
  if (word === 'auto') return { limit: 'auto', multiplier: 1 };
  if (word === 'none') return { limit: 'none' };
  const [, rule, argument] = CALL.exec(word) ?? [];
  if (rule !== undefined) {
    const value = argument!.trim() === '' ? Number.NaN : Number(argument);
    if (!(value > 0 && value <= LARGEST)) throw new RangeError(`${rule}(…) takes a number above 0, found '${text}'`);
    return rule === 'bdp' ? { limit: 'auto', multiplier: value } : { limit: 'jiffies', jiffies: value };
  }
  const frames = /^(\d+)\s*frames?$/.exec(word)?.[1];
  if (frames !== undefined) return { limit: 'frames', frames: Number(frames) };
  // A bare number would mean frames to one reader and bytes to the next.
  if (/^\d+$/.test(word)) {
    throw new RangeError(`a queue limit needs a unit: '${text}' (as in ${word} frames or ${word}B)`);
  }
  if (!/^\d/.test(word)) {
    throw new RangeError(
      `expected auto, bdp(1.5), jiffies(4), none, an amount of data, a number of frames or a time, found '${text}'`,
    );
  }
  if (!TIME.test(word)) return { limit: 'bytes', bytes: parseBytes(text) };
  const span = parseSpan(text);
  if (span === 0) throw new RangeError(`a queue of no time at all would drop every frame that waits: '${text}'`);
  return { limit: 'time', span };
};

export const queueLimit = quantity(parseQueueLimit, 'a queue limit', [
  'auto',
  '64KiB',
  '100 frames',
  '20ms',
  'bdp(1.5)',
  'jiffies(4)',
  'none',
]);

/** A limit as a plan file spells it: it reads back as exactly the same one. */
export const queueLimitText = (limit: QueueLimit): string => {
  switch (limit.limit) {
    case 'auto':
      return limit.multiplier === 1 ? 'auto' : `bdp(${limit.multiplier})`;
    case 'bytes':
      return exactBytes(limit.bytes);
    case 'frames':
      return `${limit.frames} frames`;
    case 'time':
      return exactSpan(limit.span);
    case 'jiffies':
      return `jiffies(${limit.jiffies})`;
    case 'none':
      return 'none';
  }
};
