import * as z from 'zod';
import { parseBytes } from '../../../sdk/quantity.js';
import { type Framing, wireBytes } from '../../effects/pacing/wire-bytes.js';
import { amountWithin, quantity, rateAbove0, whole, yesNo } from '../quantities.js';
import { exactRate } from '../quantity-text.js';
import { settings } from '../settings.js';

/** Which model sends the frames of a stage, and how many bytes each counts. */
export type PacingPlan = Framing & (ClockPlan | TokenBucketPlan | TracePlan | JiffyPlan);
/** The same before its trace has been read; `file` is a path or, being of several lines, the trace itself. */
export type PacingInput = Framing &
  (ClockPlan | TokenBucketPlan | (Omit<TracePlan, 'stamps'> & { readonly file: string }) | JiffyPlan);

/** The virtual clock: each frame takes its length over the rate. */
export interface ClockPlan {
  readonly model: 'clock';
}
export interface TokenBucketPlan {
  readonly model: 'token-bucket';
  /** Bytes of the bucket that the stage's rate fills. */
  readonly burst: number;
  /** A second bucket: bit/s and bytes. */
  readonly peak?: { readonly rate: number; readonly burst: number };
}
export interface TracePlan {
  readonly model: 'trace';
  /** Nanoseconds of the opportunities. */
  readonly stamps: readonly number[];
  readonly loop: boolean;
  /** Bytes of one opportunity. */
  readonly opportunity: number;
}
export interface JiffyPlan {
  readonly model: 'jiffy';
  /** Ticks a second. */
  readonly hz: number;
  readonly carry: boolean;
}

/** A full Ethernet frame: the smallest bucket that lets every frame of a usual MTU pass. */
const FULL_FRAME = 1514;
const MOST_BURST = 1024 ** 3;
/** Preamble 8, frame check sequence 4, gap between frames 12 (IEEE 802.3). */
const ETHERNET = 24;
/** Mahimahi's links carry IP packets: a full one takes one opportunity of 1500 bytes. */
const LESS_ETHERNET_HEADER = -14;
const PACKET = 1500;
const HZ = 100;

const parseOverhead = (text: string): number => {
  const word = text.trim().toLowerCase();
  if (word === 'none') return 0;
  if (word === 'ethernet') return ETHERNET;
  const below = word.startsWith('-');
  const amount = word.replace(/^[+-]/, '');
  const bytes = /^\d/.test(amount) ? parseBytes(amount) : Number.NaN;
  if (bytes <= 1500) return below && bytes > 0 ? -bytes : bytes;
  throw new RangeError(`expected none, ethernet or -1500 to 1500 bytes, found '${text}'`);
};
const overhead = quantity(parseOverhead, 'none, ethernet or a number of bytes', ['none', 'ethernet', '24', '-14']);

const cell = settings({
  size: amountWithin('a cell of 1 to 65535 bytes', 1, 65535).meta({ description: 'bytes of a frame in one cell' }),
  overhead: amountWithin('0 to 65535 bytes', 0, 65535)
    .prefault(0)
    .meta({ description: "each cell's own bytes beside them: 5 of ATM" }),
});
const framing = (bytes: number) => ({
  overhead: overhead
    .prefault(bytes === 0 ? 'none' : bytes)
    .meta({ description: 'bytes added to each frame: none, ethernet (24), or a number, which may be negative' }),
  cell: cell.optional().meta({ description: 'cells that frames travel in, as in size 48, overhead 5' }),
});

/** An optional setting is left out rather than undefined, so that plans compare. */
const framed = <T extends { readonly cell?: z.output<typeof cell> | undefined }>({ cell: cells, ...rest }: T) => ({
  ...rest,
  ...(cells === undefined ? {} : { cell: cells }),
});

const CLOCK = settings({ model: z.literal('clock').prefault('clock'), ...framing(0) }).transform(framed);

const parseBucket = (text: string): number => {
  const bytes = parseBytes(text);
  if (bytes > 0 && bytes <= MOST_BURST) return bytes;
  throw new RangeError(`expected a bucket of at most 1GiB, found '${text}'`);
};
const bucketBytes = quantity(parseBucket, 'a bucket of at most 1GiB', ['32KiB']);
const TOKEN_BUCKET = settings({
  model: z.literal('token-bucket'),
  burst: bucketBytes.meta({ description: 'bytes that may leave at once after a pause' }),
  peakRate: rateAbove0.optional().meta({ description: 'the most over short whiles; more than the rate' }),
  minBurst: bucketBytes.optional().meta({ description: 'bytes that may leave at once at the peak rate: a frame' }),
  ...framing(0),
}).transform(({ peakRate, minBurst, ...rest }, ctx) => {
  const plan = framed(rest);
  const frame = wireBytes(plan)?.(FULL_FRAME) ?? FULL_FRAME;
  const refuse = (setting: string, input: unknown, message: string): void => {
    ctx.issues.push({ code: 'custom', input, path: [setting], message });
  };
  for (const [setting, bytes] of Object.entries({ burst: rest.burst, minBurst })) {
    if (bytes !== undefined && bytes < frame)
      refuse(setting, bytes, `a bucket of ${bytes} bytes never holds a full frame, which takes ${frame}`);
  }
  if (minBurst !== undefined && peakRate === undefined) refuse('minBurst', minBurst, 'only a peakRate has a minBurst');
  return peakRate === undefined ? plan : { ...plan, peak: { rate: peakRate, burst: minBurst ?? frame } };
});

const expectedPath = 'expected a path to a trace of delivery times';
const TRACE = settings({
  model: z.literal('trace'),
  file: z
    .string({ error: expectedPath })
    .min(1, { error: expectedPath })
    .meta({ description: 'Mahimahi trace: one millisecond a line, each an opportunity to deliver' }),
  loop: yesNo.prefault(true).meta({ description: 'begin again at the end; no: stand still then' }),
  opportunity: amountWithin('an opportunity of 1 to 65535 bytes', 1, 65535)
    .prefault(PACKET)
    .meta({ description: 'bytes that each line delivers' }),
  ...framing(LESS_ETHERNET_HEADER),
}).transform(framed);

const JIFFY = settings({
  model: z.literal('jiffy'),
  hz: whole('a number of ticks a second from 1 to 100000', 1, 100_000).prefault(HZ),
  carry: yesNo.prefault(false).meta({ description: "keep what is left of a tick's credit while frames wait" }),
  ...framing(0),
}).transform(framed);

/** The models of pacing and what each can be told. */
const MODELS = ['clock', 'token-bucket', 'trace', 'jiffy'] as const;
const expected = `expected a pacing model (${MODELS.join(', ')})`;

const parseWord = (text: string): PacingInput => {
  const model = text.trim().toLowerCase();
  if (model === 'clock') return { model, overhead: 0 };
  if (model === 'jiffy') return { model, hz: HZ, carry: false, overhead: 0 };
  throw new RangeError(`${expected}, found '${text}'`);
};
const word = quantity(parseWord, expected, ['clock', 'jiffy']);
const object = z.discriminatedUnion('model', [CLOCK, TOKEN_BUCKET, TRACE, JIFFY], { error: expected });

/** `clock`, `jiffy`, or settings that begin with the model. */
export const pacingSchema = z.union([word, object.transform((plan): PacingInput => plan)], {
  error: `${expected} or its settings`,
});

const framingText = ({ overhead: bytes, cell: cells }: Framing, usual: number) => ({
  ...(bytes === usual ? {} : { overhead: bytes === 0 ? 'none' : bytes === ETHERNET ? 'ethernet' : `${bytes}B` }),
  ...(cells === undefined ? {} : { cell: { size: `${cells.size}B`, overhead: `${cells.overhead}B` } }),
});

/** The plan as a plan file spells it; of a trace it names the file. */
export const pacingText = (plan: PacingInput): string | object => {
  const { model } = plan;
  const said = {
    model,
    ...modelText(plan),
    ...framingText(plan, model === 'trace' ? LESS_ETHERNET_HEADER : 0),
  };
  return (model === 'clock' || model === 'jiffy') && Object.keys(said).length === 1 ? model : said;
};

const modelText = (plan: PacingInput): object => {
  switch (plan.model) {
    case 'clock':
      return {};
    case 'token-bucket': {
      const { burst, peak } = plan;
      return {
        burst: `${burst}B`,
        ...(peak ? { peakRate: exactRate(peak.rate), minBurst: `${peak.burst}B` } : {}),
      };
    }
    case 'trace': {
      const { file, loop, opportunity } = plan;
      return { file, ...(loop ? {} : { loop }), ...(opportunity === PACKET ? {} : { opportunity: `${opportunity}B` }) };
    }
    case 'jiffy': {
      const { hz, carry } = plan;
      return { ...(hz === HZ ? {} : { hz }), ...(carry ? { carry } : {}) };
    }
  }
};
