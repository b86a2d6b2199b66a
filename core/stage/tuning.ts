import type { BitErrors } from '../effects/bit-errors/bit-errors.js';
import type { Duplicate } from '../effects/duplicate.js';
import type { SpannedJitter } from '../effects/jitter/spanned-jitter.js';
import type { Loss } from '../effects/loss/loss.js';
import type { MtuLimit } from '../effects/mtu/limit.js';
import type { EffectsPlan } from '../plan/effects/effects-plan.js';
import type { Tunable } from './stage-change.js';
import type { WireEffects } from './wire.js';

/** Effects that do nothing until a number says more. */
export const NEUTRAL = {
  mtu: { size: Number.POSITIVE_INFINITY, icmp: true, answers: 1000, burst: 50 },
  loss: { model: 'independent', chance: 0, ecn: false },
  ber: { rate: 0, mode: 'fcs' },
  duplicate: { chance: 0, copies: 1, spacing: 0 },
  jitter: { span: 0, distribution: 'normal', shape: 0, correlation: 0, order: 'keep' },
} as const satisfies EffectsPlan;

/** Makes an effect of a stage from its plan, to draw from the substream of its name. */
export interface EffectMakers {
  mtu(plan: NonNullable<EffectsPlan['mtu']>): MtuLimit;
  loss(plan: NonNullable<EffectsPlan['loss']>): Loss;
  ber(plan: NonNullable<EffectsPlan['ber']>): BitErrors;
  duplicate(plan: NonNullable<EffectsPlan['duplicate']>): Duplicate;
  jitter(plan: NonNullable<EffectsPlan['jitter']>): SpannedJitter;
}

/** Changes the one number by which a scenario's column, or somebody from outside, changes an effect. */
export interface Tuning {
  /** Makes the effect, doing nothing as yet, if it is not there. */
  bring(name: Tunable): void;
  /** Sets its number; it comes into being if it is not there. Losses of any other model become independent ones. */
  tune(name: Tunable, value: number): void;
}

/** `refit` is called when an effect on the wire has come into being. */
export const makeTuning = (
  effects: { mtu: MtuLimit | undefined; readonly wire: WireEffects },
  make: EffectMakers,
  refit: () => void,
): Tuning => {
  const { wire } = effects;
  const bring = (name: Tunable): void => {
    if (name === 'mtu') {
      effects.mtu ??= make.mtu(NEUTRAL.mtu);
      return;
    }
    if (wire[name] !== undefined) return;
    if (name === 'loss') wire.loss = make.loss(NEUTRAL.loss);
    else if (name === 'ber') wire.ber = make.ber(NEUTRAL.ber);
    else if (name === 'duplicate') wire.duplicate = make.duplicate(NEUTRAL.duplicate);
    else wire.jitter = make.jitter(NEUTRAL.jitter);
    refit();
  };
  const setters: Readonly<Record<Tunable, (value: number) => void>> = {
    mtu: size => effects.mtu!.setSize(size),
    loss: chance => {
      if (wire.loss!.setChance === undefined) {
        wire.loss = make.loss(NEUTRAL.loss);
        refit();
      }
      wire.loss!.setChance!(chance);
    },
    ber: rate => wire.ber!.setRate(rate),
    duplicate: chance => wire.duplicate!.setChance(chance),
    jitter: span => wire.jitter!.setSpan(span),
  };
  return {
    bring,
    tune(name, value) {
      bring(name);
      setters[name](value);
    },
  };
};
