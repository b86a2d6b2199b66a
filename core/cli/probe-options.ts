import { parseBytes, parseSpan, spanText } from '../../sdk/quantity.js';
import { type Fault, InputError } from '../fault.js';
import type { Plan } from '../plan/plan.js';
import type { ProbeRequest } from '../probe/probe-session.js';
import { LEAST_FRAME } from '../probe/recognise.js';
import { TRAIN_FRAME_BYTES } from '../probe/train-plan.js';

/** What the command line says of the probes themselves. */
export interface ProbeWords {
  readonly count?: string;
  readonly interval: string;
  readonly size: string;
  readonly protocol: ProbeRequest['protocol'];
  readonly rate?: boolean;
}

/** Each costs some 60 bytes of memory and a line of probe.csv. */
const MOST_PROBES = 1e6;
const DEFAULT_COUNT = 200;
/** Closer ones would measure the sender: a frame costs it some 10 us. */
const LEAST_INTERVAL = 10e3;

/** What to send over a plan's link. Throws an InputError with all faults at once. */
export const probeRequest = (words: ProbeWords, plan: Plan): ProbeRequest => {
  const faults: Fault[] = [];
  const read = (option: string, parse: () => number): number => {
    try {
      return parse();
    } catch (error) {
      faults.push({ file: option, line: 0, column: 0, message: (error as Error).message });
      return Number.NaN;
    }
  };
  const within = (value: number, least: number, most: number, message: string): number => {
    if (!(value >= least && value <= most)) throw new RangeError(message);
    return value;
  };
  const interval = read('--interval', () => {
    const span = parseSpan(words.interval);
    return within(span, LEAST_INTERVAL, 3600e9, `from ${spanText(LEAST_INTERVAL)} to an hour, not ${spanText(span)}`);
  });
  const frameBytes = read('--size', () => {
    const size = parseBytes(words.size);
    return within(
      size,
      LEAST_FRAME,
      TRAIN_FRAME_BYTES,
      `from ${LEAST_FRAME} to ${TRAIN_FRAME_BYTES} bytes, not ${size}`,
    );
  });
  const asked = read('--count', () => {
    if (words.count === undefined) return Number.NaN;
    const count = /^\d+$/.test(words.count) ? Number(words.count) : Number.NaN;
    return within(count, 1, MOST_PROBES, `a whole number from 1 to ${MOST_PROBES}, not '${words.count}'`);
  });
  if (faults.length > 0) throw new InputError(faults);
  const fitting = Math.max(1, Math.floor(plan.duration / interval));
  const wanted = words.count === undefined ? (Number.isFinite(fitting) ? fitting : DEFAULT_COUNT) : asked;
  const stage = (direction: 'up' | 'down') => plan.stages.find(each => each.direction === direction)!;
  return {
    protocol: words.protocol,
    count: Math.min(wanted, fitting, MOST_PROBES),
    interval,
    frameBytes,
    rate: words.rate === true,
    up: stage('up'),
    down: stage('down'),
  };
};
