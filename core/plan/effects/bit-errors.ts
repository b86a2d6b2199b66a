import * as z from 'zod';
import { chance, oneOf, quantity } from '../quantities.js';
import { exactRatio } from '../quantity-text.js';
import { settings } from '../settings.js';

/** Errors of single bits. */
export interface BitErrorPlan {
  /** Probability of each bit to be bad, 0 to 0.5. */
  readonly rate: number;
  /** `fcs`: the frame is dropped; `deliver`: it goes on with its bad bits; `residual`: only payload, checksums right. */
  readonly mode: 'fcs' | 'deliver' | 'residual';
}

/** One flipped bit in a share of the frames. */
export interface CorruptPlan {
  /** Share of the frames, 0 to 1. */
  readonly chance: number;
}

/** A bit error rate, also as a column of a scenario has it. */
export const bitErrorRate = quantity(
  text => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= 0 && value <= 0.5) return value;
    throw new RangeError(`expected a bit error rate from 0 to 0.5, as in 1e-6, found '${text}'`);
  },
  'a bit error rate from 0 to 0.5',
  ['1e-6'],
);

const object = settings({
  rate: bitErrorRate.meta({ description: 'probability of each bit to be bad' }),
  mode: oneOf('fcs', 'deliver', 'residual').prefault('fcs').meta({
    description: 'fcs: the frame is dropped; deliver: it goes on as it is; residual: bad payload, right checksums',
  }),
});

/** The `ber` section of a plan file: `1e-6`, or settings. */
export const bitErrorSchema = z
  .union([bitErrorRate.transform((rate): BitErrorPlan => ({ rate, mode: 'fcs' })), object], {
    error: 'expected a bit error rate, as in 1e-6, or settings (rate, mode)',
  })
  .meta({ description: 'errors of single bits: a long frame is hit more often than a short one' });

/** Bit errors as a plan file spells them: it reads back as exactly the same plan. */
export const bitErrorText = ({ rate, mode }: BitErrorPlan): string | object =>
  mode === 'fcs' ? `${rate}` : { rate: `${rate}`, mode };

/** The `corrupt` section of a plan file: `0.1%`, or `none`. */
export const corruptSchema = chance
  .transform((share): CorruptPlan => ({ chance: share }))
  .meta({ description: 'share of the frames in which one bit is flipped, however long they are' });

/** Corruption as a plan file spells it. */
export const corruptText = (plan: CorruptPlan): string => exactRatio(plan.chance);
