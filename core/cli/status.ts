import { userInfo } from 'node:os';
import { running } from '../run/announce.js';
import { askRun } from '../run/control-client.js';
import { chooseRun } from './choose-run.js';
import { EXIT } from './exit-code.js';
import type { LiveOptions } from './set.js';
import { statusText } from './status-text.js';
import type { Terminal } from './terminal.js';

/** `hookline status`: what a running emulation is like now. */
export const status =
  (terminal: Terminal) =>
  async (options: LiveOptions): Promise<number> => {
    const { pid, name } = chooseRun('status', running(), options.pid, userInfo().username);
    const told = await askRun(pid, { do: 'status' });
    if (!('status' in told)) throw new Error('the run answered something else');
    const { status: now } = told;
    terminal.out(options.json ? `${JSON.stringify({ name, ...now }, null, 2)}\n` : statusText(name, now));
    return EXIT.ok;
  };
