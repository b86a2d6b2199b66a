import { join, relative } from 'node:path';
import { findProgram } from '../netns/find-program.js';
import { ownName } from './own-name.js';

/** Three commands worth typing after the demo; `folder` is that of its plan. */
export const nextSteps = (folder: string, real: boolean): string[] => {
  const name = ownName();
  const near = relative(process.cwd(), folder);
  const file = (base: string): string => join(near.startsWith('..') ? folder : near, base);
  const simulate = `${name} simulate ${file('plan.yaml')} --set ack-blackout.until=12.3s --out runs/shorter`;
  if (!real)
    return [
      simulate,
      `${name} simulate ${file('scenario.csv')} --hook attacker --set attacker.chance=1%`,
      `${name} doctor`,
    ];
  const ping = findProgram('ping') ? 'ping -c 10 192.168.66.2' : 'sh';
  const measured = findProgram('iperf3') ? `--server 'iperf3 -s -1' -- iperf3 -c 192.168.66.2` : `-- ${ping}`;
  return [
    `${name} run ${file('scenario.csv')} ${measured}`,
    `${name} run ${file('scenario.csv')} --hook attacker --set attacker.chance=20% -- ${ping}`,
    simulate,
  ];
};
