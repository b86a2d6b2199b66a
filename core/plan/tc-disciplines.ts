import { defaultQueue } from './effects/queue.js';
import type { QueuePlan } from './effects/queue-plan.js';
import { bandwidth, count, LARGEST, probability, size, type TcReader, TcValueError, time } from './tc-values.js';

/** Values by parameter, as they were written; flags are 1 and 0. */
export type TcValues = Readonly<Partial<Record<string, number>>>;

/** A queue discipline in tc's words, and what the kernel takes where nothing is said. */
export interface TcDiscipline {
  readonly example: string;
  readonly parameters: Readonly<Record<string, TcReader>>;
  /** Words without a value: the parameter and the value that they set. */
  readonly flags: Readonly<Record<string, readonly [parameter: string, value: number]>>;
  /** Words that tc has and this link has no use for, each with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  /** Throws a TcValueError for values that do not go together. */
  plan(values: TcValues): QueuePlan;
}

const EVERY_FRAME = 'would drop every frame that waits';
const packets = count('a number of packets', 1, LARGEST);
const ECN = { ecn: ['ecn', 1], noecn: ['ecn', 0] } as const;

/** A plan with what the values say in place of its defaults. */
const overlaid = (plan: QueuePlan, values: TcValues, names: Readonly<Record<string, string>>): QueuePlan => {
  const said: Record<string, number | boolean> = {};
  for (const [parameter, setting] of Object.entries(names)) {
    const value = values[parameter];
    if (value === undefined) continue;
    const was = (plan as unknown as Record<string, unknown>)[setting];
    said[setting] = typeof was === 'boolean' ? value === 1 : value;
  }
  return { ...plan, ...said } as QueuePlan;
};

const CODEL = { limit: 'frames', target: 'target', interval: 'interval', ecn: 'ecn', ce_threshold: 'ceThreshold' };
const codelParameters = { limit: packets, target: time, interval: time, ce_threshold: time };

/**
 * The weight 2^-n of RED's average that lets `burst` frames of `typical` bytes pass before it reaches `min`: the first n
 * with burst + 1 - min / typical <= (1 - (1 - w)^burst) / w (Floyd and Jacobson 1993, §6; tc(8) has no other way to say it).
 */
const redWeight = (min: number, burst: number, typical: number): number => {
  const needed = burst + 1 - min / typical;
  if (needed < 1) {
    throw new TcValueError(`burst: ${burst} is too small for this min`, `try burst ${1 + Math.trunc(min / typical)}`);
  }
  for (let weight = 0.5; weight >= 2 ** -31; weight /= 2) {
    if (needed <= (1 - power(1 - weight, burst)) / weight) return weight;
  }
  throw new TcValueError(`burst: ${burst} is too large`);
};

/** base^n for a whole n, by squaring: `**` may round differently from engine to engine. */
const power = (base: number, n: number): number => {
  let result = 1;
  for (let square = base, left = n; left > 0; left = Math.floor(left / 2), square *= square) {
    if (left % 2 === 1) result *= square;
  }
  return result;
};

const red = (values: TcValues): QueuePlan => {
  const { limit, avpkt } = values;
  if (limit === undefined || avpkt === undefined) {
    throw new TcValueError(
      `needs ${limit === undefined ? 'a limit' : 'an avpkt'}`,
      'as in red limit 400000 avpkt 1000',
    );
  }
  // tc-red(8) says a quarter of the limit always; tc itself does so unless there is a min.
  const max = values['max'] ?? (values['min'] === undefined ? Math.floor(limit / 4) : 3 * values['min']);
  const min = values['min'] ?? Math.floor(max / 3);
  const burst = values['burst'] ?? Math.floor((2 * min + max) / (3 * avpkt));
  if (min < 1 || min >= max) throw new TcValueError(`min: ${min} is not between 0 and max, ${max}`);
  const ecn = values['ecn'] === 1;
  if (values['nodrop'] === 1 && !ecn) throw new TcValueError('nodrop: means something only with ecn');
  return {
    discipline: 'red',
    limit: 'bytes',
    bytes: limit,
    min,
    max,
    chance: values['probability'] ?? 0.02,
    weight: redWeight(min, burst, avpkt),
    typical: avpkt,
    // Linux drops or marks every frame from max on.
    gentle: false,
    adaptive: values['adaptive'] === 1,
    ecn,
    hardDrop: ecn && values['harddrop'] === 1,
    markOnly: values['nodrop'] === 1,
  };
};

/** By tc's names. Without a word about it: a veth of 1000 frames of transmit queue and an MTU of 1500, header included. */
export const TC_DISCIPLINES: Readonly<Record<string, TcDiscipline>> = {
  pfifo: {
    example: 'pfifo limit 1000',
    parameters: { limit: size('frames', EVERY_FRAME) },
    flags: {},
    refused: {},
    plan: ({ limit = 1000 }) => ({ limit: 'frames', frames: limit }),
  },
  bfifo: {
    example: 'bfifo limit 64kb',
    parameters: { limit: size('bytes', EVERY_FRAME) },
    flags: {},
    refused: {},
    plan: ({ limit = 1000 * 1514 }) => ({ limit: 'bytes', bytes: limit }),
  },
  red: {
    example: 'red limit 400000 avpkt 1000',
    parameters: {
      limit: size('bytes', EVERY_FRAME),
      min: size('bytes', 'is no threshold'),
      max: size('bytes', 'is no threshold'),
      avpkt: size('bytes', 'is no length'),
      burst: count('a number of packets', 1, LARGEST),
      probability,
      // What it says of the idle time's rate, the link knows: it is the rate itself, also when that changes.
      bandwidth,
    },
    flags: {
      ecn: ['ecn', 1],
      harddrop: ['harddrop', 1],
      nodrop: ['nodrop', 1],
      adaptive: ['adaptive', 1],
      adaptative: ['adaptive', 1],
    },
    refused: { qevent: 'there are no filters to call here' },
    plan: red,
  },
  codel: {
    example: 'codel limit 1000 target 5ms interval 100ms',
    parameters: codelParameters,
    flags: ECN,
    refused: {},
    plan: values => overlaid(defaultQueue('codel'), values, CODEL),
  },
  pie: {
    example: 'pie limit 1000 target 15ms',
    parameters: {
      limit: packets,
      target: time,
      tupdate: time,
      // tc takes a 0 for nothing said.
      alpha: count('sixteenths', 1, 32),
      beta: count('sixteenths', 1, 32),
    },
    flags: { ...ECN, bytemode: ['bytemode', 1], nobytemode: ['bytemode', 0], no_dq_rate_estimator: ['estimator', 0] },
    refused: { dq_rate_estimator: 'waiting times are measured by time stamps here' },
    plan: ({ alpha = 2, beta = 20, ...values }) =>
      overlaid(
        defaultQueue('pie'),
        { ...values, alpha: alpha / 16, beta: beta / 16 },
        {
          limit: 'frames',
          target: 'target',
          tupdate: 'update',
          alpha: 'alpha',
          beta: 'beta',
          ecn: 'ecn',
          bytemode: 'byteMode',
        },
      ),
  },
  fq_codel: {
    example: 'fq_codel limit 10240 flows 1024',
    parameters: {
      ...codelParameters,
      flows: count('a number of flows', 1, 65536),
      quantum: count('a number of bytes', 1, 2 ** 20),
      drop_batch: count('a number of packets', 1, LARGEST),
    },
    flags: ECN,
    refused: {
      memory_limit: "it counts the kernel's own buffers; the limit here is in packets",
      ce_threshold_selector: 'ce_threshold marks whatever can be marked',
    },
    // The kernel makes no quantum smaller than this.
    plan: ({ quantum, ...values }) =>
      overlaid(
        defaultQueue('fq-codel'),
        quantum === undefined ? values : { ...values, quantum: Math.max(256, quantum) },
        { ...CODEL, flows: 'flows', quantum: 'quantum', drop_batch: 'dropBatch' },
      ),
  },
};
