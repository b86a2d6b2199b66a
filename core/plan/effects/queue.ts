import * as z from 'zod';
import { amountWithin, chance, multiplier, oneOf, quantity, span, spanAbove0, whole, yesNo } from '../quantities.js';
import { exactBytes, exactRatio, exactSpan } from '../quantity-text.js';
import { settings } from '../settings.js';
import { parseQueueLimit, queueLimit, queueLimitText } from './queue-limit.js';
import type { CodelLawPlan, QueueLimit, QueuePlan } from './queue-plan.js';

/** The disciplines with the settings of their own; `limit` is common to all. */
const OWN = {
  'drop-tail': ['multiplier'],
  'drop-head': ['multiplier'],
  infinite: [],
  red: ['min', 'max', 'chance', 'weight', 'typical', 'gentle', 'adaptive', 'ecn', 'hardDrop', 'markOnly'],
  codel: ['target', 'interval', 'ecn', 'ceThreshold'],
  pie: ['target', 'update', 'alpha', 'beta', 'burst', 'ecn', 'byteMode'],
  'fq-codel': ['target', 'interval', 'ecn', 'ceThreshold', 'flows', 'quantum', 'dropBatch'],
} as const satisfies Record<string, readonly string[]>;
type Discipline = keyof typeof OWN;
const DISCIPLINES = Object.keys(OWN) as [Discipline, ...Discipline[]];

const AUTO: QueueLimit = { limit: 'auto', multiplier: 1 };
/** Where the discipline keeps the queue short, the limit is for emergencies: as Linux has them. */
const frames = (count: number): QueueLimit => ({ limit: 'frames', frames: count });
const LIMITS: Readonly<Record<Discipline, QueueLimit>> = {
  'drop-tail': AUTO,
  'drop-head': AUTO,
  infinite: { limit: 'none' },
  red: frames(1000),
  codel: frames(1000),
  pie: frames(1000),
  'fq-codel': frames(10_240),
};

/** `auto` is 0: set from the rate. */
const orAuto = (parse: (text: string) => number, expected: string, example: string) =>
  quantity(
    text => {
      if (text.trim().toLowerCase() === 'auto') return 0;
      const value = parse(text);
      if (value > 0) return value;
      throw new RangeError(`expected ${expected}, found '${text}'`);
    },
    expected,
    ['auto', example],
  );

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

const weight = orAuto(
  text => {
    const value = number(text);
    return value <= 1 ? value : Number.NaN;
  },
  'auto or a weight above 0, up to 1',
  '0.002',
);
const gain = quantity(
  text => {
    const value = number(text);
    if (value >= 0 && value <= 2) return value;
    throw new RangeError(`expected a gain from 0 to 2, found '${text}'`);
  },
  'a gain from 0 to 2',
  ['0.125'],
);
const ceThreshold = z.union([z.literal('none').transform(() => Number.POSITIVE_INFINITY), span], {
  error: 'expected none or a time span, as in 1ms',
});
/** In bytes; whether both are there and in order is seen when all is read. */
const threshold = amountWithin('a threshold of 1B to 4GiB', 1, 2 ** 32);

const object = settings({
  discipline: oneOf(...DISCIPLINES).prefault('drop-tail'),
  limit: queueLimit.optional().meta({ description: 'what may wait; of AQMs the emergency brake' }),
  multiplier: multiplier.optional().meta({ description: 'of an auto limit' }),
  min: threshold.optional().meta({ description: 'red: lower threshold of the average; left out: set from the rate' }),
  max: threshold.optional().meta({ description: 'red: upper threshold of the average' }),
  chance: chance.optional().meta({ description: 'red: share dropped or marked at the upper threshold; 10%' }),
  weight: weight.optional().meta({ description: 'red: weight of a sample in the average; auto: from the rate' }),
  typical: amountWithin('a frame of 1 to 65535 bytes', 1, 65535).optional().meta({
    description: 'red: bytes of a typical frame; 1000',
  }),
  gentle: yesNo.optional().meta({ description: 'red: the share rises to 1 at twice max instead of at max; yes' }),
  adaptive: yesNo.optional().meta({ description: 'red: chance follows the average; no' }),
  ecn: yesNo.optional().meta({ description: 'mark frames that can be marked instead of dropping them' }),
  hardDrop: yesNo.optional().meta({ description: 'red: above max drop, whatever ecn says; no' }),
  markOnly: yesNo.optional().meta({ description: 'red: never drop a frame because it cannot be marked; no' }),
  target: spanAbove0.optional().meta({ description: 'waiting time aimed at; codel and fq-codel 5ms, pie 15ms' }),
  interval: spanAbove0.optional().meta({ description: 'codel, fq-codel: how long it may be exceeded; 100ms' }),
  ceThreshold: ceThreshold.optional().meta({ description: 'codel, fq-codel: mark what waited longer; none' }),
  update: spanAbove0.optional().meta({ description: 'pie: time between rounds; 15ms' }),
  alpha: gain.optional().meta({ description: 'pie: gain of the deviation, per second; 0.125' }),
  beta: gain.optional().meta({ description: 'pie: gain of the growth, per second; 1.25' }),
  burst: span.optional().meta({ description: 'pie: how long a burst is let pass; 150ms' }),
  byteMode: yesNo.optional().meta({ description: 'pie: small frames are dropped less; no' }),
  flows: whole('a number of queues from 1 to 65536', 1, 65536).optional().meta({
    description: 'fq-codel: queues that flows are hashed to; 1024',
  }),
  quantum: amountWithin('a quantum of 256B to 1MiB', 256, 2 ** 20)
    .optional()
    .meta({
      description: 'fq-codel: bytes a queue may send in one round; 1514',
    }),
  dropBatch: whole('a number of frames from 1 to 65536', 1, 65536).optional().meta({
    description: 'fq-codel: most frames dropped at once when the limit is passed; 64',
  }),
});
type QueueInput = z.output<typeof object>;

/** Nanoseconds of one of PIE's rounds, at least. */
const SHORTEST_ROUND = 1e6;

/** What does not go together, by setting. */
const misfits = (input: QueueInput): [setting: string, message: string][] => {
  const { discipline, limit, min, max } = input;
  const own: readonly string[] = OWN[discipline];
  const faults = Object.entries(input).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || name === 'discipline' || name === 'limit' || own.includes(name)) return [];
    // An auto limit may have a multiplier under any discipline, if it is said to be auto.
    if (name === 'multiplier') return [];
    const has = own.length === 0 ? 'none of its own' : own.join(', ');
    return [[name, `no setting of ${discipline}, which has ${has}`]];
  });
  if (input.multiplier !== undefined && (limit ?? LIMITS[discipline]).limit !== 'auto') {
    faults.push(['multiplier', 'only an auto limit has a multiplier']);
  }
  if (discipline === 'infinite' && limit !== undefined && limit.limit !== 'none') {
    faults.push(['limit', 'an infinite queue has no limit']);
  }
  // Rounds are reckoned one by one, those of a long silence too.
  if (input.update !== undefined && input.update < SHORTEST_ROUND) faults.push(['update', 'expected 1ms or more']);
  if (discipline !== 'red') return faults;
  if (min !== undefined && max === undefined) faults.push(['min', 'expected a max as well']);
  if (max !== undefined && min === undefined) faults.push(['max', 'expected a min as well']);
  if (min !== undefined && max !== undefined && min >= max) faults.push(['min', 'expected less than max']);
  for (const name of ['hardDrop', 'markOnly'] as const) {
    if (input[name] && !input.ecn) faults.push([name, 'means something only with ecn']);
  }
  return faults;
};

const codelLaw = (input: QueueInput, ecn: boolean): CodelLawPlan => ({
  target: input.target ?? 5e6,
  interval: input.interval ?? 100e6,
  ecn: input.ecn ?? ecn,
  ceThreshold: input.ceThreshold ?? Number.POSITIVE_INFINITY,
});

const planOf = (input: QueueInput): QueuePlan => {
  const { discipline } = input;
  let limit = input.limit ?? LIMITS[discipline];
  if (limit.limit === 'auto' && input.multiplier !== undefined) limit = { limit: 'auto', multiplier: input.multiplier };
  switch (discipline) {
    case 'drop-tail':
      return limit;
    case 'drop-head':
    case 'infinite':
      return { discipline, ...limit };
    case 'red':
      return {
        discipline,
        ...limit,
        min: input.min ?? 0,
        max: input.max ?? 0,
        chance: input.chance ?? 0.1,
        weight: input.weight ?? 0,
        typical: input.typical ?? 1000,
        gentle: input.gentle ?? true,
        adaptive: input.adaptive ?? false,
        ecn: input.ecn ?? false,
        hardDrop: input.hardDrop ?? false,
        markOnly: input.markOnly ?? false,
      };
    case 'codel':
      return { discipline, ...limit, ...codelLaw(input, false) };
    case 'fq-codel':
      return {
        discipline,
        ...limit,
        ...codelLaw(input, true),
        flows: input.flows ?? 1024,
        quantum: input.quantum ?? 1514,
        dropBatch: input.dropBatch ?? 64,
      };
    case 'pie':
      return {
        discipline,
        ...limit,
        target: input.target ?? 15e6,
        update: input.update ?? 15e6,
        alpha: input.alpha ?? 0.125,
        beta: input.beta ?? 1.25,
        burst: input.burst ?? 150e6,
        ecn: input.ecn ?? false,
        byteMode: input.byteMode ?? false,
      };
  }
};

/** The plan of a discipline of which nothing is said. */
export const defaultQueue = (discipline: Discipline): QueuePlan => planOf({ discipline });

const isDiscipline = (word: string): word is Discipline => Object.hasOwn(OWN, word);

/** A limit of a drop-tail queue, or a discipline's name: a `queue` said in one word. */
export const queueWord = quantity(
  (text): QueuePlan => {
    const word = text.trim().toLowerCase();
    return isDiscipline(word) ? defaultQueue(word) : parseQueueLimit(text);
  },
  'a queue limit or a discipline',
  ['auto', '64KiB', '100 frames', '20ms', 'bdp(1.5)', 'jiffies(4)', 'none', 'codel', 'fq-codel'],
);

const queueObject = object.transform((input, ctx): QueuePlan => {
  const faults = misfits(input);
  for (const [setting, message] of faults) ctx.issues.push({ code: 'custom', input, path: [setting], message });
  return faults.length > 0 ? z.NEVER : planOf(input);
});

/** The `queue` section of a plan file: a limit, a discipline, or settings. */
export const queueSchema = z
  .union([queueWord, queueObject], { error: 'expected a queue limit, as in auto or 64KiB' })
  .meta({ description: 'what waits to be sent: its limit, and the discipline that keeps it short' });

const lawText = (plan: CodelLawPlan): object => ({
  target: exactSpan(plan.target),
  interval: exactSpan(plan.interval),
  ecn: plan.ecn,
  ceThreshold: plan.ceThreshold === Number.POSITIVE_INFINITY ? 'none' : exactSpan(plan.ceThreshold),
});

const autoOr = (value: number, text: (value: number) => string): string => (value === 0 ? 'auto' : text(value));

/** A queue as a plan file spells it: it reads back as exactly the same plan. */
export const queueText = (plan: QueuePlan): string | object => {
  const limit = queueLimitText(plan);
  switch (plan.discipline) {
    case 'infinite':
      return 'infinite';
    case 'drop-head':
      return { discipline: plan.discipline, limit };
    case 'red':
      return {
        discipline: plan.discipline,
        limit,
        ...(plan.max === 0 ? {} : { min: exactBytes(plan.min), max: exactBytes(plan.max) }),
        chance: exactRatio(plan.chance),
        weight: autoOr(plan.weight, String),
        typical: exactBytes(plan.typical),
        gentle: plan.gentle,
        adaptive: plan.adaptive,
        ecn: plan.ecn,
        hardDrop: plan.hardDrop,
        markOnly: plan.markOnly,
      };
    case 'codel':
      return { discipline: plan.discipline, limit, ...lawText(plan) };
    case 'fq-codel':
      return {
        discipline: plan.discipline,
        limit,
        ...lawText(plan),
        flows: plan.flows,
        quantum: exactBytes(plan.quantum),
        dropBatch: plan.dropBatch,
      };
    case 'pie':
      return {
        discipline: plan.discipline,
        limit,
        target: exactSpan(plan.target),
        update: exactSpan(plan.update),
        alpha: plan.alpha,
        beta: plan.beta,
        burst: exactSpan(plan.burst),
        ecn: plan.ecn,
        byteMode: plan.byteMode,
      };
    default:
      return plan.limit === 'auto' && plan.multiplier !== 1 ? { limit: 'auto', multiplier: plan.multiplier } : limit;
  }
};
