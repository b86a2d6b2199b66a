import { exactRatio, exactSpan } from '../quantity-text.js';
import type { LossPlan, OutageSpan } from './loss.js';

/** Losses as a plan file spells them: it reads back as exactly the same plan. */
export const lossText = (plan: LossPlan): string | object => {
  const { model } = plan;
  const marking = 'ecn' in plan && plan.ecn ? { ecn: true } : {};
  const counted = 'flows' in plan && plan.flows > 0 ? { per: 'flow', flows: plan.flows } : {};
  switch (model) {
    case 'independent':
      return plan.ecn ? { chance: exactRatio(plan.chance), ecn: true } : exactRatio(plan.chance);
    case 'gilbert':
      return { model, p: exactRatio(plan.p), r: exactRatio(plan.r), ...marking };
    case 'gilbert-elliott':
      return {
        model,
        p: exactRatio(plan.p),
        r: exactRatio(plan.r),
        '1-h': exactRatio(plan.badLoss),
        '1-k': exactRatio(plan.goodLoss),
        ...marking,
      };
    case 'four-state':
      return {
        model,
        p13: exactRatio(plan.p13),
        p31: exactRatio(plan.p31),
        p32: exactRatio(plan.p32),
        p23: exactRatio(plan.p23),
        p14: exactRatio(plan.p14),
        ...marking,
      };
    case 'consecutive':
      return { consecutive: plan.chances.map(exactRatio), ...counted, ...marking };
    case 'positions':
      return { nth: plan.positions, ...counted };
    case 'every':
      return { every: plan.every, nth: plan.first, ...counted };
    case 'pattern':
      return { pattern: plan.pattern, loop: plan.loop, ...counted };
    case 'windows':
      return { outages: plan.windows.map(({ from, to }) => ({ from: exactSpan(from), to: exactSpan(to) })) };
    case 'outages':
      return { outages: { up: outageSpanText(plan.up), down: outageSpanText(plan.down) } };
  }
};

const outageSpanText = (span: OutageSpan): string | object => {
  switch (span.kind) {
    case 'fixed':
      return exactSpan(span.span);
    case 'uniform':
      return { min: exactSpan(span.min), max: exactSpan(span.max) };
    case 'exponential':
      return { mean: exactSpan(span.mean) };
  }
};
