import * as z from 'zod';
import { bytesAbove0, span, spanAbove0, whole } from '../quantities.js';
import { exactBytes, exactSpan } from '../quantity-text.js';
import { settings } from '../settings.js';
import {
  checkRandomSpan,
  type RandomSpan,
  type RandomSpanInput,
  randomSpan,
  randomSpanShape,
  randomSpanText,
  withTable,
} from './jitter.js';

/** What a slot lets go: Infinity where there is no limit. */
interface SlotLimits {
  readonly packets: number;
  readonly bytes: number;
}
/** A gap drawn evenly between both, in nanoseconds. */
interface EvenGap {
  readonly min: number;
  readonly max: number;
}

/** Frames held and released in bursts. */
export type SlotPlan = SlotLimits & {
  readonly gap: EvenGap | { readonly delay: number; readonly jitter: RandomSpan };
};

/** The section of a plan file: a table of its distribution is still the text there. */
export type SlotInput = SlotLimits & {
  readonly gap: EvenGap | { readonly delay: number; readonly jitter: RandomSpanInput };
};

const MOST_PACKETS = 1e9;

const object = settings({
  min: span.optional().meta({ description: 'shortest gap from one slot to the next' }),
  max: spanAbove0.optional().meta({ description: 'longest gap; min unless told' }),
  delay: span.optional().meta({ description: 'gap of slots whose gap has a distribution' }),
  jitter: span.optional().meta({ description: 'how far such gaps vary' }),
  ...randomSpanShape,
  packets: whole('a number of frames from 1', 1, MOST_PACKETS)
    .optional()
    .meta({ description: 'frames a slot lets go; no limit unless told' }),
  bytes: bytesAbove0.optional().meta({ description: 'bytes a slot lets go; no limit unless told' }),
}).transform((said, ctx): SlotInput => {
  // An unknown setting may be what else is found missing.
  if (ctx.issues.length > 0) return z.NEVER;
  const note = (setting: string | undefined, message: string): void => {
    ctx.issues.push({ code: 'custom', input: said, path: setting === undefined ? [] : [setting], message });
  };
  const limits = { packets: said.packets ?? Number.POSITIVE_INFINITY, bytes: said.bytes ?? Number.POSITIVE_INFINITY };
  const distributed = (['delay', 'jitter', 'distribution', 'shape', 'table'] as const).filter(
    name => said[name] !== undefined,
  );
  if (distributed.length > 0) {
    for (const name of ['min', 'max'] as const) {
      if (said[name] !== undefined)
        note(name, `a gap has min and max, or delay and jitter; ${distributed[0]} is there`);
    }
    if (said.delay === undefined) note(undefined, 'expected a delay: the gap that jitter and distribution vary');
    else if (said.delay === 0 && !said.jitter) note('delay', 'a gap of 0 that does not vary makes no slots');
    checkRandomSpan(said, note);
    return { gap: { delay: said.delay ?? 0, jitter: randomSpan(said, said.jitter ?? 0, 0) }, ...limits };
  }
  const least = said.min ?? said.max ?? 0;
  const most = said.max ?? least;
  if (most === 0) note(undefined, 'expected a gap: min, max or both, or delay and jitter');
  else if (least > most) note('max', 'the longest gap is shorter than the shortest one');
  return { gap: { min: least, max: most }, ...limits };
});

const short = spanAbove0.transform(
  (gap): SlotInput => ({
    gap: { min: gap, max: gap },
    packets: Number.POSITIVE_INFINITY,
    bytes: Number.POSITIVE_INFINITY,
  }),
);

/** The `slot` section of a plan file: `5ms`, or settings. Its table is yet to be read (`slotPlan`). */
export const slotSchema = z
  .union([short, object], { error: 'expected a time span, as in 5ms, or settings (min, max, packets, bytes …)' })
  .meta({ description: 'frames are held and released in bursts, as by Wi-Fi and LTE' });

/** The plan of a section; `table` is what parseDistribution read from its `table`, if it has one. */
export const slotPlan = ({ gap, packets, bytes }: SlotInput, table?: readonly number[]): SlotPlan => ({
  gap: 'max' in gap ? gap : { delay: gap.delay, jitter: withTable(gap.jitter, table) },
  packets,
  bytes,
});

/** Slots as a plan file spells them: it reads back as the same plan. */
export const slotText = ({ gap, packets, bytes }: SlotPlan): string | object => {
  const limits = {
    ...(Number.isFinite(packets) ? { packets } : {}),
    ...(Number.isFinite(bytes) ? { bytes: exactBytes(bytes) } : {}),
  };
  if (!('max' in gap)) {
    return {
      delay: exactSpan(gap.delay),
      jitter: exactSpan(gap.jitter.span),
      ...randomSpanText(gap.jitter),
      ...limits,
    };
  }
  if (gap.min === gap.max && Object.keys(limits).length === 0) return exactSpan(gap.min);
  return { min: exactSpan(gap.min), max: exactSpan(gap.max), ...limits };
};
