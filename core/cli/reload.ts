import { userInfo } from 'node:os';
import { spanText } from '../../sdk/quantity.js';
import { type Fault, faultText } from '../fault.js';
import { running } from '../run/announce.js';
import { askRun } from '../run/control-client.js';
import type { HookReloaded } from '../run/hook-reloader.js';
import { chooseRun } from './choose-run.js';
import { EXIT } from './exit-code.js';
import type { LiveOptions } from './set.js';
import type { Terminal } from './terminal.js';

/** `hookline reload`: builds hooks of a running emulation anew and puts them in the place of their former versions. */
export const reload =
  (terminal: Terminal) =>
  async (hook: string | undefined, options: LiveOptions): Promise<number> => {
    const { pid } = chooseRun('reload', running(), options.pid, userInfo().username);
    const told = await askRun(pid, { do: 'reload', ...(hook === undefined ? {} : { hook }) });
    if (!('reloaded' in told)) throw new Error('the run answered something else');
    if (options.json) terminal.out(`${JSON.stringify(told, null, 2)}\n`);
    const refused = told.reloaded.some(isRefused);
    for (const each of told.reloaded)
      if (!options.json || isRefused(each)) (isRefused(each) ? terminal.err : terminal.out)(reloadText(each));
    return refused ? EXIT.input : EXIT.ok;
  };

const isRefused = ({ faults, lanes }: HookReloaded): boolean =>
  faults !== undefined || lanes.some(lane => 'faults' in lane);

const STATES = { adopted: 'state adopted', new: 'state made anew' } as const;

const refusal = (faults: readonly Fault[], hook: string, where: string): string =>
  `${faults.map(fault => `${faultText(fault)}\n`).join('')}${hook}: the former version goes on${where}\n`;

/** `reloaded thief (3 ms): state adopted`, or why not; several lines where its lanes differ. */
export const reloadText = ({ hook, took, faults, lanes }: HookReloaded): string => {
  if (faults !== undefined) return refusal(faults, hook, '');
  const good = lanes.flatMap(lane => ('faults' in lane ? [] : [lane]));
  const bad = lanes.flatMap(lane => ('faults' in lane ? [lane] : []));
  const all = bad.length === 0;
  const at = (stages: readonly string[]): string => ` at ${stages.join(', ')}`;
  const stages = good.flatMap(lane => lane.stages);
  const states = [...new Set(good.map(({ state }) => STATES[state]))];
  const time = spanText(Math.max(1e6, Math.round(took / 1e6) * 1e6));
  const done = good.length === 0 ? '' : `reloaded ${hook}${all ? '' : at(stages)} (${time}): ${states.join(', ')}\n`;
  // Lanes that run the same code refuse it with the same words.
  const refused = new Map<string, string[]>();
  for (const lane of bad) {
    const key = JSON.stringify(lane.faults);
    refused.set(key, [...(refused.get(key) ?? []), ...lane.stages]);
  }
  const texts = [...refused].map(([key, where]) =>
    refusal(JSON.parse(key) as Fault[], hook, good.length === 0 && refused.size === 1 ? '' : at(where)),
  );
  return done + texts.join('');
};
