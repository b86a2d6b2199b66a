import type { Rng } from '../../../sdk/rng.js';
import type { BitErrorPlan, CorruptPlan } from '../../plan/effects/bit-errors.js';
import type { EffectHost } from '../effect.js';
import { BadBits } from './bad-bits.js';
import type { BitErrors } from './bit-errors.js';
import { Corrupt } from './corrupt.js';
import { DeliveredErrors } from './delivered-errors.js';
import { FcsErrors } from './fcs-errors.js';
import { ResidualErrors } from './residual-errors.js';

/** The bit errors of a plan; `rng` is the stage's own substream for them. */
export const makeBitErrors = (plan: BitErrorPlan, host: EffectHost, rng: Rng): BitErrors => {
  const bits = new BadBits(rng, plan.rate);
  switch (plan.mode) {
    case 'fcs':
      return new FcsErrors(host.store, bits, host.cause('ber:fcs'));
    case 'deliver':
      return new DeliveredErrors(host.store, bits);
    case 'residual':
      return new ResidualErrors(host, bits);
  }
};

/** The corruption of a plan; `rng` is the stage's own substream for it, not that of the bit errors. */
export const makeCorrupt = (plan: CorruptPlan, host: EffectHost, rng: Rng): Corrupt =>
  new Corrupt(host.store, rng, plan.chance);
