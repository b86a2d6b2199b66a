import { comparePlans } from './compare-plans.js';
import { median } from './machine.js';

const ROUNDS = 7;
/** It sends a frame of 1000 bytes in 80 us and gets one each 90 us: nothing waits unless an effect makes it. */
const LINK = 'rate: 100Mbit/s, delay: 20ms';

/** Each effect, so set that it works on every frame and loses few: what is lost is spared what comes behind. */
const SECTIONS: Readonly<Record<string, string>> = {
  mtu: 'mtu: 1280',
  capacity: 'capacity: 10000 frames',
  'pacing: clock, ethernet': 'pacing: { model: clock, overhead: ethernet }',
  'pacing: token-bucket': 'pacing: { model: token-bucket, burst: 8kB }',
  'pacing: jiffy': 'pacing: { model: jiffy, hz: 1000, carry: yes }',
  'queue: drop-head': 'queue: { discipline: drop-head, limit: 1000 frames }',
  'queue: red': 'queue: red',
  'queue: codel': 'queue: codel',
  'queue: pie': 'queue: pie',
  'queue: fq-codel': 'queue: fq-codel',
  'loss: independent': 'loss: 0.1%',
  'loss: gilbert-elliott': 'loss: { model: gilbert-elliott, p: 0.1%, r: 50% }',
  'loss: every nth, per flow': 'loss: { every: 1000, per: flow }',
  'ber: fcs': 'ber: 1e-7',
  'ber: residual': 'ber: { rate: 1e-5, mode: residual }',
  corrupt: 'corrupt: 1%',
  duplicate: 'duplicate: 1%',
  'jitter: normal': 'jitter: 1ms',
  'jitter: pareto, correlated, free': 'jitter: { span: 1ms, distribution: pareto, correlation: 25%, order: free }',
  slot: 'slot: 1ms',
  'reorder: later': 'reorder: 1%',
  'reorder: gap': 'reorder: { gap: 10 }',
};
const ALL =
  'mtu: 1280, capacity: 10000 frames, queue: fq-codel, pacing: { model: token-bucket, burst: 8kB, overhead: ethernet }, ' +
  'loss: { model: gilbert-elliott, p: 0.1%, r: 50% }, ber: 1e-7, corrupt: 1%, duplicate: 1%, ' +
  'jitter: { span: 1ms, order: free }, slot: 1ms, reorder: 1%';
/** Sections of which a plan asks nothing. */
const OFF = 'queue: auto, pacing: clock, loss: 0%, ber: 0, corrupt: 0%, duplicate: 0%, jitter: 0s, reorder: 0%';

export interface EffectsCost {
  /** Nanoseconds a frame of the stage without effects. */
  readonly none: number;
  /** Nanoseconds a frame that each effect adds, alone, and all together. */
  readonly added: Readonly<Record<string, number>>;
  /** A frame through a stage that asks for nothing of each effect, over one through a stage without any. */
  readonly off: number;
  /** What a million frames through all effects leave on the heap, in bytes a frame. */
  readonly heap: number;
}

/** What effects cost a frame: the median of the differences to a stage without them, each of the same round. */
export const effectsCost = async (): Promise<EffectsCost> => {
  const none: number[] = [];
  const added: Record<string, number> = {};
  let heap = 0;
  for (const [name, text] of Object.entries({ ...SECTIONS, 'all of them': ALL })) {
    const pair = await comparePlans(LINK, `${LINK}, ${text}`, ROUNDS);
    for (const [without] of pair.costs) none.push(without);
    added[name] = Math.round(median(pair.costs.map(([without, cost]) => cost - without)));
    heap = pair.heap;
  }
  const off = await comparePlans(LINK, `${LINK}, ${OFF}`, ROUNDS);
  return {
    none: Math.round(median(none)),
    added,
    off: Number(median(off.costs.map(([without, cost]) => cost / without)).toFixed(2)),
    heap: Number(heap.toFixed(2)),
  };
};
