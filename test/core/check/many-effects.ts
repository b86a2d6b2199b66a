import type { CheckReport } from '../../../core/check/check-report.js';
import { checkReport } from '../../../core/check/check-report.js';
import { faultText } from '../../../core/fault.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { defineHook, option } from '../../../sdk/index.js';

const FILES: Readonly<Record<string, string>> = {
  'lab/leo.csv':
    'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Loss[%],Queue[B]\n0,0,41,80,,\n4000,1,37,100,0.5,\n8000,1,36.7,101.5,2,65536\n',
  'lab/flat.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,30,60\n3000,0,30,60\n7000,loop\n',
  'lab/radio.delays': '1.5\n2\n4.5\n',
  'lab/thief.ts': '',
  'lab/log.ts': '',
};

/** A plan without faults, from its text and the files above. */
export const planOf = (text: string): Plan => {
  const { plan, faults } = parsePlan(text, 'lab/plan.yaml', path => FILES[path]);
  if (plan === undefined) throw new Error(faults.map(faultText).join('\n'));
  return plan;
};

/** A plan with many effects and two hooks; nothing of it lies on a disk. */
export const MANY = `
seed: 7
duration: 6s
startup: first-packet
link:
  scenario: leo.csv
  reconfiguration: { delay: 20ms, mode: all }
  up:
    mtu: { size: 1280, icmp: no }
    capacity: 300 frames
    pacing: { model: token-bucket, burst: 32KiB, peakRate: 90Mbit/s, overhead: ethernet }
    loss: { chance: 1%, ecn: yes }
    ber: 1e-7
    jitter: { span: 2ms, correlation: 25% }
    delayTrace: { file: radio.delays, order: free }
    reorder: 1%
  down:
    scenario: flat.csv
    queue: fq-codel
    loss: { outages: { up: 30s, down: 2s } }
    corrupt: 0.1%
    duplicate: { chance: 1%, copies: 2 }
    slot: { min: 1ms, max: 3ms, packets: 16 }
hooks:
  - { use: ./thief.ts, at: up, options: { chance: 3% }, onError: detach }
  - ./log.ts
traffic:
  - { kind: tcp, from: client }
  - { kind: poisson, from: server, rate: 1Mbit/s }
store: { memory: 64MiB }
`;

const THIEF = defineHook({
  name: 'ack-thief',
  options: { chance: option.ratio('share', '2%'), burst: option.count('how many', '4') },
  preamble() {},
});
/** Goes first, though the plan has it last. */
const LOG = defineHook({
  name: 'two-sided-log',
  scope: 'link',
  order: 'pre',
  impure: true,
  preamble() {},
  episode() {},
});

export const manyEffects = (): CheckReport => {
  const plan = planOf(MANY);
  const hooks = [THIEF, LOG].map((hook, i) => ({ hook, plan: plan.hooks[i]! }));
  return checkReport('lab/plan.yaml', plan, hooks);
};
