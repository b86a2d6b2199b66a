import { parseBytes } from '../../../sdk/quantity.js';
import { quantity } from '../quantities.js';
import { exactBytes } from '../quantity-text.js';

/** The most a stage holds, waiting and under way together; a frame beyond it is dropped as it comes. */
export type CapacityPlan = { readonly frames: number } | { readonly bytes: number };

const parseCapacity = (text: string): CapacityPlan => {
  const [, frames] = /^\s*(\d+)\s*frames?\s*$/.exec(text) ?? [];
  if (frames !== undefined && Number(frames) > 0) return { frames: Number(frames) };
  const bytes = frames === undefined && !/^\s*\d+\s*$/.test(text) ? parseBytes(text) : 0;
  if (bytes === 0) throw new RangeError(`expected a number of frames or an amount of data above 0, found '${text}'`);
  return { bytes };
};

/** The `capacity` section of a plan file: netem's `limit`. */
export const capacitySchema = quantity(parseCapacity, 'the most the link holds', ['1000 frames', '4MiB']);

/** A capacity as a plan file spells it. */
export const capacityText = (plan: CapacityPlan): string =>
  'frames' in plan ? `${plan.frames} frames` : exactBytes(plan.bytes);
