import * as z from 'zod';
import { chance, oneOf, quantity, ratio, span, spanAbove0, whole, yesNo } from '../quantities.js';
import { settings } from '../settings.js';

/** Frames that count together: 0 is all of the stage, else the size of the table of flows that are counted apart. */
export interface Counted {
  readonly flows: number;
}
/** Whether senders that understand ECN are told instead of losing the frame. */
export interface Marking {
  readonly ecn: boolean;
}

/** A span of an outage or between two, in nanoseconds. */
export type OutageSpan =
  | { readonly kind: 'fixed'; readonly span: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number };

/** What is lost on the wire: probabilities per frame in [0, 1], positions from 1, spans and instants in nanoseconds. */
export type LossPlan =
  | ({ readonly model: 'independent'; readonly chance: number } & Marking)
  | ({ readonly model: 'gilbert'; readonly p: number; readonly r: number } & Marking)
  | ({
      readonly model: 'gilbert-elliott';
      readonly p: number;
      readonly r: number;
      /** 1-h: loss in the bad state. */
      readonly badLoss: number;
      /** 1-k: loss in the good state. */
      readonly goodLoss: number;
    } & Marking)
  | ({
      readonly model: 'four-state';
      readonly p13: number;
      readonly p31: number;
      readonly p32: number;
      readonly p23: number;
      readonly p14: number;
    } & Marking)
  | ({ readonly model: 'consecutive'; readonly chances: readonly number[] } & Counted & Marking)
  | ({ readonly model: 'positions'; readonly positions: readonly number[] } & Counted)
  | ({ readonly model: 'every'; readonly first: number; readonly every: number } & Counted)
  | ({ readonly model: 'pattern'; readonly pattern: string; readonly loop: boolean } & Counted)
  | { readonly model: 'outages'; readonly up: OutageSpan; readonly down: OutageSpan }
  | { readonly model: 'windows'; readonly windows: readonly { readonly from: number; readonly to: number }[] };

/** The models that are asked for by name; the others are known by their own setting. */
const NAMED = ['independent', 'gilbert', 'gilbert-elliott', 'four-state'] as const;

const LARGEST_POSITION = 1e12;
const LONGEST = 100_000;
const FLOWS = 1024;
const MOST_FLOWS = 65536;
/** Drawn spans are walked one by one: shorter ones would make a long silence costly. */
const SHORTEST_DRAWN = 1e6;

const burst = quantity(
  text => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= 1 && value <= 1e9)) throw new RangeError(`expected a mean number of frames from 1, found '${text}'`);
    return value;
  },
  'a mean number of frames from 1',
  ['4'],
);

const position = whole('a position, counted from 1', 1, LARGEST_POSITION);
const positions = z
  .array(position, { error: 'expected one position or a list of them' })
  .min(1, { error: 'expected at least one position' })
  .max(LONGEST, { error: `expected at most ${LONGEST} positions` });

const pattern = z
  .string({ error: 'expected a quoted text of 0 and 1, as in "0001"' })
  .regex(/^[01]+$/, { error: 'expected a text of 0 and 1, as in "0001"' })
  .max(LONGEST, { error: `expected at most ${LONGEST} letters` });

const consecutive = z
  .array(ratio, { error: 'expected a list of probabilities, as in [1%, 50%]' })
  .min(1, { error: 'expected at least one probability' })
  .max(LONGEST, { error: `expected at most ${LONGEST} probabilities` });

const drawnSpan = settings({
  min: span.optional(),
  max: spanAbove0.optional(),
  mean: spanAbove0.optional().meta({ description: 'mean of an exponential distribution' }),
}).transform(({ min, max, mean }, ctx): OutageSpan => {
  if (ctx.issues.length > 0) return z.NEVER;
  const fault = (path: string, message: string): OutageSpan => {
    ctx.issues.push({ code: 'custom', input: undefined, path: [path], message });
    return z.NEVER;
  };
  if (mean !== undefined) {
    if (min !== undefined || max !== undefined) return fault('mean', 'expected min and max, or a mean, not both');
    if (mean < SHORTEST_DRAWN) return fault('mean', 'a drawn span is at least 1ms in the mean');
    return { kind: 'exponential', mean };
  }
  if (min === undefined || max === undefined) {
    return fault(min === undefined ? 'min' : 'max', 'expected min and max, or a mean');
  }
  if (min > max) return fault('max', 'expected no less than min');
  if (min + max < 2 * SHORTEST_DRAWN) return fault('max', 'a drawn span is at least 1ms in the mean');
  return { kind: 'uniform', min, max };
});
const outageSpan = z.union([spanAbove0.transform((fixed): OutageSpan => ({ kind: 'fixed', span: fixed })), drawnSpan], {
  error: 'expected a time span above 0, or min and max, or a mean',
});

const windows = z
  .array(settings({ from: span, to: spanAbove0 }))
  .min(1, { error: 'expected at least one outage' })
  .max(LONGEST, { error: `expected at most ${LONGEST} outages` })
  .superRefine((list, ctx) => {
    list.forEach(({ from, to }, i) => {
      if (to <= from) ctx.addIssue({ code: 'custom', path: [i, 'to'], message: 'expected an end after its beginning' });
      if (i > 0 && from < list[i - 1]!.to) {
        ctx.addIssue({ code: 'custom', path: [i, 'from'], message: 'expected outages in order, none within another' });
      }
    });
  });

const shape = {
  model: oneOf(...NAMED).optional(),
  chance: chance.optional().meta({ description: 'share of the frames lost' }),
  burst: burst.optional().meta({ description: 'mean length of a burst of losses in frames (gilbert)' }),
  p: ratio.optional().meta({ description: 'probability to go from the good state to the bad one' }),
  r: ratio.optional().meta({ description: 'probability to go from the bad state to the good one; default 1-p' }),
  '1-h': ratio.optional().meta({ description: 'loss in the bad state; default 100%' }),
  '1-k': ratio.optional().meta({ description: 'loss in the good state; default 0%' }),
  p13: ratio.optional().meta({ description: 'from good to a burst of losses' }),
  p31: ratio.optional().meta({ description: 'from a loss in a burst to good; default 1-p13' }),
  p32: ratio.optional().meta({ description: 'from a loss in a burst to a good frame within it; default 0%' }),
  p23: ratio.optional().meta({ description: 'from a good frame within a burst to a loss; default 100%' }),
  p14: ratio.optional().meta({ description: 'from good to a single loss; default 0%' }),
  ecn: yesNo.optional().meta({ description: 'mark packets of senders that understand ECN instead of losing them' }),
  nth: z
    .union([position.transform(one => [one]), positions], { error: 'expected one position or a list of them' })
    .optional()
    .meta({ description: 'the n-th frame, or a list of positions; with every the first one lost' }),
  every: whole('a number of frames from 1', 1, LARGEST_POSITION)
    .optional()
    .meta({ description: 'every n-th frame is lost' }),
  pattern: pattern.optional().meta({ description: 'a letter a frame: 1 is lost' }),
  loop: yesNo.optional().meta({ description: 'whether the pattern begins again at its end; default yes' }),
  consecutive: consecutive
    .optional()
    .meta({ description: 'probability of loss after 0, 1, 2 … losses in a row; the last one repeats' }),
  per: oneOf('stage', 'flow').optional().meta({ description: 'count all frames together, or each flow by itself' }),
  flows: whole(`a number of flows from 1 to ${MOST_FLOWS}`, 1, MOST_FLOWS)
    .optional()
    .meta({ description: `flows counted apart at a time; default ${FLOWS}` }),
  outages: z
    .union([windows, settings({ up: outageSpan, down: outageSpan })], {
      error: 'expected spans up and down, or a list of outages from … to …',
    })
    .optional()
    .meta({ description: 'times in which every frame is lost, counted from the start of the run' }),
};
const lossSettings = settings(shape);
type Settings = z.output<typeof lossSettings>;
type Key = keyof Settings & string;
type Tell = (key: Key, message: string) => undefined;

interface Kind {
  /** Settings it takes beside those that name it. */
  readonly takes: readonly Key[];
  read(input: Settings, tell: Tell): LossPlan | undefined;
}

const flowsOf = ({ per, flows }: Settings): number => (per === 'flow' ? (flows ?? FLOWS) : 0);
const ecnOf = ({ ecn }: Settings): boolean => ecn ?? false;
/** Sums of texts such as 70% and 30% may pass 1 by a rounding. */
const above1 = (sum: number): boolean => sum > 1 + 1e-12;

const gilbert = (input: Settings, tell: Tell): LossPlan | undefined => {
  const { p, r, chance, burst } = input;
  const ecn = ecnOf(input);
  if (p !== undefined) {
    if (chance !== undefined || burst !== undefined)
      return tell('p', 'expected p and r, or chance and burst, not both');
    return { model: 'gilbert', p, r: r ?? 1 - p, ecn };
  }
  if (r !== undefined || chance === undefined) return tell('p', 'expected p and r, or chance and burst');
  if (burst === undefined) return tell('burst', 'expected the mean length of a burst');
  const entering = chance / (1 - chance) / burst;
  if (!(entering <= 1)) return tell('burst', 'expected longer bursts: so many losses do not fit such short ones');
  return { model: 'gilbert', p: entering, r: 1 / burst, ecn };
};

const fourState = (input: Settings, tell: Tell): LossPlan | undefined => {
  const { p13 } = input;
  if (p13 === undefined) return tell('p13', 'expected a share, as in 2%');
  const { p31 = 1 - p13, p32 = 0, p23 = 1, p14 = 0 } = input;
  if (above1(p13 + p14))
    return tell('p14', 'expected p13 and p14, both ways out of one state, to be 1 at most together');
  if (above1(p31 + p32))
    return tell('p32', 'expected p31 and p32, both ways out of one state, to be 1 at most together');
  return { model: 'four-state', p13, p31, p32, p23, p14, ecn: ecnOf(input) };
};

const KINDS = {
  independent: {
    takes: ['chance', 'ecn'],
    read: (input, tell) =>
      input.chance === undefined
        ? tell('chance', 'expected a share of the frames, as in 1%')
        : { model: 'independent', chance: input.chance, ecn: ecnOf(input) },
  },
  gilbert: { takes: ['p', 'r', 'chance', 'burst', 'ecn'], read: gilbert },
  'gilbert-elliott': {
    takes: ['p', 'r', '1-h', '1-k', 'ecn'],
    read: (input, tell) => {
      const { p, r, '1-h': badLoss = 1, '1-k': goodLoss = 0 } = input;
      if (p === undefined) return tell('p', 'expected a share, as in 2%');
      return { model: 'gilbert-elliott', p, r: r ?? 1 - p, badLoss, goodLoss, ecn: ecnOf(input) };
    },
  },
  'four-state': { takes: ['p13', 'p31', 'p32', 'p23', 'p14', 'ecn'], read: fourState },
  pattern: {
    takes: ['pattern', 'loop', 'per', 'flows'],
    read: input => ({
      model: 'pattern',
      pattern: input.pattern!,
      loop: input.loop ?? true,
      flows: flowsOf(input),
    }),
  },
  consecutive: {
    takes: ['consecutive', 'per', 'flows', 'ecn'],
    read: input => ({
      model: 'consecutive',
      chances: input.consecutive!,
      flows: flowsOf(input),
      ecn: ecnOf(input),
    }),
  },
  every: {
    takes: ['every', 'nth', 'per', 'flows'],
    read: (input, tell) => {
      const { every, nth = [every!] } = input;
      if (nth.length > 1) return tell('nth', 'expected one position beside every: the first one lost');
      return { model: 'every', first: nth[0]!, every: every!, flows: flowsOf(input) };
    },
  },
  nth: {
    takes: ['nth', 'per', 'flows'],
    read: input => ({
      model: 'positions',
      positions: [...new Set(input.nth!)].sort((a, b) => a - b),
      flows: flowsOf(input),
    }),
  },
  outages: {
    takes: ['outages'],
    read: ({ outages }) =>
      Array.isArray(outages) ? { model: 'windows', windows: outages } : { model: 'outages', ...outages! },
  },
} as const satisfies Record<string, Kind>;
/** Settings that say by themselves what is meant; every before nth, which may stand beside it. */
const TELLING = ['pattern', 'consecutive', 'every', 'nth', 'outages'] as const;

const lossObject = lossSettings.transform((input, ctx): LossPlan => {
  // A misspelt setting comes this far: what seems to be missing is likely to be what it was meant to be.
  if (ctx.issues.length > 0) return z.NEVER;
  let told = false;
  const tell: Tell = (key, message) => {
    told = true;
    ctx.issues.push({ code: 'custom', input: input[key], path: [key], message });
    return undefined;
  };
  const given = (Object.keys(input) as Key[]).filter(key => input[key] !== undefined && key !== 'model');
  const name =
    input.model ?? TELLING.find(key => given.includes(key)) ?? (given.includes('chance') ? 'independent' : undefined);
  if (name === undefined) {
    tell('model', `expected a model (${NAMED.join(', ')}), or one of chance, ${TELLING.join(', ')}`);
    return z.NEVER;
  }
  const kind: Kind = KINDS[name];
  for (const key of given) {
    if (!kind.takes.includes(key)) tell(key, `does not go with ${name}, which takes ${kind.takes.join(', ')}`);
  }
  if (input.flows !== undefined && input.per !== 'flow') tell('flows', 'expected per: flow beside it');
  const plan = told ? undefined : kind.read(input, tell);
  return plan ?? z.NEVER;
});

/** The `loss` section of a plan file: `1%`, `none`, or settings. */
export const lossSchema = z
  .union([chance.transform((share): LossPlan => ({ model: 'independent', chance: share, ecn: false })), lossObject], {
    error: 'expected a share of the frames, as in 1%, or settings',
  })
  .meta({ description: 'frames lost on the wire' });
