import type { Direction } from '../../../sdk/hook.js';
import { parseIpv4, parseIpv6 } from '../../../sdk/wire/address.js';
import type { MtuPlan } from '../../plan/effects/mtu.js';
import type { EffectHost } from '../effect.js';
import { AnswerRate } from './answer-rate.js';
import { TooBigAnswers } from './answers.js';
import { MtuLimit } from './limit.js';

/** The gateway a stage's sender would see, which answers for it unless the plan names another. */
const GATEWAYS = {
  up: { address: '192.168.22.1', address6: 'fd22::1' },
  down: { address: '192.168.66.1', address6: 'fd66::1' },
} as const;

/** The stage's MTU. What it lets pass of a frame it takes over, whole or in fragments, goes to `onward` at once. */
export const makeMtu = (
  plan: MtuPlan,
  host: EffectHost,
  direction: Direction,
  onward: (slot: number) => void,
): MtuLimit => {
  if (!plan.icmp) return new MtuLimit(host, plan.size, undefined, onward);
  const gateway = GATEWAYS[direction];
  const number = parseIpv4(plan.address ?? gateway.address);
  const address = Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
  const address6 = parseIpv6(plan.address6 ?? gateway.address6);
  const rate = new AnswerRate(plan.answers, plan.burst);
  return new MtuLimit(host, plan.size, new TooBigAnswers(host, rate, address, address6), onward);
};
