import type { Rng } from '../../../sdk/rng.js';
import type { LossPlan } from '../../plan/effects/loss.js';
import type { EffectHost } from '../effect.js';
import { BitPatternLoss } from './bit-pattern.js';
import { ConsecutiveLoss } from './consecutive.js';
import { EveryNthLoss } from './every-nth.js';
import { FourStateLoss } from './four-state.js';
import { FlowCounts, type FrameCounts, StageCounts } from './frame-counts.js';
import { GilbertLoss } from './gilbert.js';
import { GilbertElliottLoss } from './gilbert-elliott.js';
import { IndependentLoss } from './independent.js';
import type { Loss } from './loss.js';
import { MarkingLoss } from './marking.js';
import { OutageCycle } from './outage-cycle.js';
import { OutageDraws, type SpanDraw } from './outage-draws.js';
import { OutageWindows } from './outage-windows.js';
import { PositionLoss } from './positions.js';

/** The loss model of a plan. `rng` is the stage's own substream for losses; only models that draw use it. */
export const makeLoss = (plan: LossPlan, host: EffectHost, rng: Rng): Loss => {
  const model = makeModel(plan, host, rng);
  return 'ecn' in plan && plan.ecn ? new MarkingLoss(host, model) : model;
};

const makeModel = (plan: LossPlan, host: EffectHost, rng: Rng): Loss => {
  const { model } = plan;
  switch (model) {
    case 'independent':
      return new IndependentLoss(rng, host.cause('loss:independent'), plan.chance);
    case 'gilbert':
      return new GilbertLoss(rng, host.cause('loss:gilbert'), plan.p, plan.r);
    case 'gilbert-elliott': {
      const cause = host.cause('loss:gilbert-elliott');
      return new GilbertElliottLoss(rng, cause, plan.p, plan.r, plan.badLoss, plan.goodLoss);
    }
    case 'four-state': {
      const cause = host.cause('loss:four-state');
      return new FourStateLoss(rng, cause, plan.p13, plan.p31, plan.p32, plan.p23, plan.p14);
    }
    case 'consecutive':
      return new ConsecutiveLoss(rng, countsOf(plan.flows, host), host.cause('loss:consecutive'), plan.chances);
    case 'positions':
      return new PositionLoss(countsOf(plan.flows, host), host.cause('loss:pattern'), plan.positions);
    case 'every':
      return new EveryNthLoss(countsOf(plan.flows, host), host.cause('loss:pattern'), plan.first, plan.every);
    case 'pattern':
      return new BitPatternLoss(countsOf(plan.flows, host), host.cause('loss:pattern'), plan.pattern, plan.loop);
    case 'windows':
      return new OutageWindows(host.cause('loss:outage'), plan.windows);
    case 'outages': {
      const cause = host.cause('loss:outage');
      const { up, down } = plan;
      if (up.kind === 'fixed' && down.kind === 'fixed') return new OutageCycle(cause, up.span, down.span);
      return new OutageDraws(rng, cause, drawn(up), drawn(down));
    }
  }
};

const countsOf = (flows: number, host: EffectHost): FrameCounts =>
  flows === 0 ? new StageCounts() : new FlowCounts(host, flows);

const drawn = (span: SpanDraw | { readonly kind: 'fixed'; readonly span: number }): SpanDraw =>
  span.kind === 'fixed' ? { kind: 'uniform', min: span.span, max: span.span } : span;
