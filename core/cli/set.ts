import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { InputError } from '../fault.js';
import type { QueueLimit } from '../plan/effects/queue-plan.js';
import { framesText, shareText } from '../report/number-text.js';
import { running } from '../run/announce.js';
import { askRun } from '../run/control-client.js';
import type { LiveSet } from '../run/live-control.js';
import { chooseRun } from './choose-run.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

export interface LiveOptions {
  readonly pid?: string;
  readonly json?: boolean;
}

/** A request holds this much besides: see REQUEST_MOST. JSON writes a line feed as two letters. */
const FILE_MOST = 900_000;

/** `hookline set`: changes a running emulation. */
export const set =
  (terminal: Terminal) =>
  async (stage: string, settings: readonly string[], options: LiveOptions): Promise<number> => {
    const { pid } = chooseRun('set', running(), options.pid, userInfo().username);
    const told = await askRun(pid, { do: 'set', stage, settings: [...settings], files: filesOf(settings) });
    if (!('set' in told)) throw new Error('the run answered something else');
    terminal.out(options.json ? `${JSON.stringify(told, null, 2)}\n` : setText(told));
    return EXIT.ok;
  };

/** The scenarios that the settings name, as far as they can be read: the run tells the faults of all settings at once. */
const filesOf = (settings: readonly string[]): Record<string, string> => {
  const files: Record<string, string> = {};
  for (const setting of settings) {
    const path = /^\s*scenario\s*=(.*)$/s.exec(setting)?.[1];
    if (path === undefined) continue;
    try {
      files[path] = readFileSync(path, 'utf8');
    } catch {
      continue;
    }
    if (JSON.stringify(files[path]).length > FILE_MOST) {
      const message = `too large to be set while a run goes on: ${FILE_MOST} bytes at most`;
      throw new InputError([{ file: path, line: 0, column: 0, message }]);
    }
  }
  return files;
};

const number =
  (text: (value: number) => string, none: string) =>
  (value: unknown): string =>
    value === null ? none : text(value as number);

/** As a plan spells it; rounded where that is shorter. */
const limitText = (limit: QueueLimit): string => {
  switch (limit.limit) {
    case 'auto':
      return limit.multiplier === 1 ? 'auto' : `bdp(${limit.multiplier})`;
    case 'bytes':
      return bytesText(limit.bytes);
    case 'frames':
      return framesText(limit.frames);
    case 'time':
      return spanText(limit.span);
    case 'jiffies':
      return `jiffies(${limit.jiffies})`;
    case 'none':
      return 'none';
  }
};

const TEXTS: Readonly<Record<string, (value: unknown) => string>> = {
  rate: number(rateText, 'unlimited'),
  delay: number(spanText, ''),
  jitter: number(spanText, ''),
  loss: number(shareText, ''),
  duplicate: number(shareText, ''),
  ber: String,
  mtu: size => `${size} B`,
  queue: limit => limitText(limit as QueueLimit),
  scenario: table => `${(table as { rows: number }).rows} rows, from the first`,
};

/** `up: delay 80 ms, loss 1 %, since 12.3 s of the run`, a line a stage. */
export const setText = ({ set: all }: LiveSet): string =>
  all
    .map(({ stage, at, settings }) => {
      const words = Object.entries(settings).map(([name, value]) => `${name} ${TEXTS[name]?.(value) ?? value}`);
      return `${stage}: ${words.join(', ')}; since ${spanText(at)} of the run\n`;
    })
    .join('');
