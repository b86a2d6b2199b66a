import type * as z from 'zod';
import { deliveryTraceText } from '../../effects/pacing/trace-file.js';
import { bitErrorSchema, bitErrorText, corruptSchema, corruptText } from './bit-errors.js';
import { capacitySchema, capacityText } from './capacity.js';
import { delayTraceSchema, delayTraceText } from './delay-trace.js';
import { duplicateSchema, duplicateText } from './duplicate.js';
import type { EffectsPlan } from './effects-plan.js';
import { jitterSchema, jitterText } from './jitter.js';
import { lossSchema } from './loss.js';
import { lossText } from './loss-text.js';
import { mtuSchema, mtuText } from './mtu.js';
import { pacingSchema, pacingText } from './pacing.js';
import { reorderSchema, reorderText } from './reorder.js';
import { slotSchema, slotText } from './slot.js';

/** The sections of a link's effects, in the order in which a frame meets them; each has a schema of its own. */
export const EFFECT_SECTIONS = {
  mtu: mtuSchema,
  capacity: capacitySchema,
  pacing: pacingSchema,
  loss: lossSchema,
  ber: bitErrorSchema,
  corrupt: corruptSchema,
  duplicate: duplicateSchema,
  jitter: jitterSchema,
  delayTrace: delayTraceSchema,
  slot: slotSchema,
  reorder: reorderSchema,
} as const;
export type EffectSection = keyof typeof EFFECT_SECTIONS;
export const EFFECT_NAMES = Object.keys(EFFECT_SECTIONS) as EffectSection[];

/** What a plan file says of effects: files that it names are still to be read. */
export type EffectsInput = {
  readonly [Name in EffectSection]?: z.output<(typeof EFFECT_SECTIONS)[Name]> | undefined;
};

/** Of the settings of a link those effects that are sound, whatever else is wrong with it. */
export const soundSections = (settings: unknown): EffectsInput => {
  if (typeof settings !== 'object' || settings === null) return {};
  const said = settings as Record<string, unknown>;
  return Object.fromEntries(
    EFFECT_NAMES.flatMap(name => {
      const read = said[name] === undefined ? undefined : EFFECT_SECTIONS[name].safeParse(said[name]);
      return read?.success ? [[name, read.data]] : [];
    }),
  );
};

type Writers = { readonly [Name in EffectSection]: (plan: NonNullable<EffectsPlan[Name]>) => unknown };

const WRITERS: Writers = {
  mtu: mtuText,
  capacity: capacityText,
  pacing: plan => pacingText(plan.model === 'trace' ? { ...plan, file: deliveryTraceText(plan.stamps) } : plan),
  loss: lossText,
  ber: bitErrorText,
  corrupt: corruptText,
  duplicate: duplicateText,
  jitter: jitterText,
  delayTrace: delayTraceText,
  slot: slotText,
  reorder: reorderText,
};

/** The effects as sections of a plan file that read back as the same effects, traces and tables inside. */
export const effectsText = (effects: EffectsPlan): Record<string, unknown> =>
  Object.fromEntries(
    EFFECT_NAMES.flatMap(name => {
      const plan = effects[name];
      return plan === undefined ? [] : [[name, (WRITERS[name] as (plan: unknown) => unknown)(plan)]];
    }),
  );
