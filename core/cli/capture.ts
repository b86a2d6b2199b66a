import { userInfo } from 'node:os';
import { InputError } from '../fault.js';
import { countText, framesText } from '../report/number-text.js';
import { running } from '../run/announce.js';
import { type CaptureSums, type CaptureTarget, captureRun } from '../run/capture-client.js';
import { fileTarget, outputTarget } from './capture-target.js';
import { chooseRun } from './choose-run.js';
import { EXIT } from './exit-code.js';
import { onInterrupt } from './interrupt.js';
import type { Terminal } from './terminal.js';

export interface CaptureOptions {
  readonly pid?: string;
  readonly write?: string;
  readonly filter?: string;
  readonly count?: string;
  readonly quiet?: boolean;
}

/** `hookline capture`: what passes stages of a running emulation, as pcapng, while it goes on. */
export const capture =
  (terminal: Terminal) =>
  async (places: readonly string[], options: CaptureOptions): Promise<number> => {
    const { pid, name } = chooseRun('capture', running(), options.pid, userInfo().username);
    const { filter, write: path = '-' } = options;
    const count = countOf(options.count);
    const request = { do: 'capture' as const, places: [...places], filter, count };
    const file = path === '-' ? undefined : fileTarget(path);
    const target: CaptureTarget = file ?? outputTarget();
    const interrupt = onInterrupt();
    try {
      const going = await captureRun(pid, request, target);
      const tell = (text: string): void => {
        if (!options.quiet) terminal.err(text);
      };
      tell(`capturing ${going.interfaces.join(', ')} of ${name}; Ctrl-C ends\n`);
      void interrupt.happened.then(() => going.stop());
      tell(sumsText(await going.ended));
      // Ended by Ctrl-C it is as good as ended with the run: that is how captures end.
      return EXIT.ok;
    } finally {
      interrupt.stop();
      file?.close();
    }
  };

const countOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(count) && count > 0) return count;
  const message = `expected a number of frames, found '${text}'`;
  throw new InputError([{ file: '--count', line: 0, column: 0, message }]);
};

const sumsText = ({ frames, missing }: CaptureSums): string => {
  const left = missing === 0 ? '' : `, ${countText(missing)} left out: what reads the capture is too slow`;
  return `${framesText(frames)} captured${left}\n`;
};
