import { createWriteStream } from 'node:fs';
import { userInfo } from 'node:os';
import { InputError } from '../fault.js';
import { type Announced, running } from '../run/announce.js';
import { captureRun } from '../run/capture-client.js';
import { filterFault } from '../run/capture-request.js';
import { VERSION } from '../version.js';
import { streamTarget } from './capture-target.js';
import { chooseRun } from './choose-run.js';
import { EXIT } from './exit-code.js';
import { install, uninstall } from './extcap-install.js';
import { onInterrupt } from './interrupt.js';
import type { Terminal } from './terminal.js';

/** What Wireshark asks (extcap(4), doc/extcap_example.py), and where `install` puts the link. */
export interface ExtcapOptions {
  readonly extcapInterfaces?: boolean;
  readonly extcapInterface?: string;
  readonly extcapDlts?: boolean;
  readonly extcapConfig?: boolean;
  readonly extcapCaptureFilter?: string;
  readonly capture?: boolean;
  readonly fifo?: string;
  readonly dir?: string;
}

/** What each stage is offered as: both together first, which most are after. */
const SIDES = ['', '.entry', '.exit', '.deaths'];

/** `hookline extcap`: the stages of running emulations as interfaces of Wireshark. */
export const extcap =
  (terminal: Terminal) =>
  async (word: string | undefined, options: ExtcapOptions): Promise<number> => {
    const { extcapInterface: name, extcapCaptureFilter: filter } = options;
    if (word !== undefined) {
      if (word === 'install') terminal.out(install(options.dir));
      else if (word === 'uninstall') terminal.out(uninstall(options.dir));
      else throw refused(`expected install or uninstall, found '${word}'`);
    } else if (options.extcapInterfaces) terminal.out(interfacesText(running()));
    else if (name === undefined) throw refused('expected install, uninstall, or what Wireshark asks');
    else if (options.extcapDlts) terminal.out('dlt {number=1}{name=EN10MB}{display=Ethernet}\n');
    else if (options.extcapConfig) return EXIT.ok;
    else if (options.capture) return captureInto(name, options.fifo, filter);
    // Asked for nothing else, it wants to know whether the filter is one: silence says yes.
    else if (filter !== undefined) terminal.out(filterText(filter));
    return EXIT.ok;
  };

const refused = (message: string): InputError => new InputError([{ file: 'extcap', line: 0, column: 0, message }]);

/** `hookline-4711-up.exit`: also a part of a file's name, and of the names of Wireshark's preferences. */
const nameOf = (pid: number, place: string): string => `hookline-${pid}-${place}`;

/** The run and the place that an interface stands for. Throws an InputError for a name that `nameOf` does not give. */
export const placeOf = (name: string): { readonly pid: string; readonly place: string } => {
  const [, pid, place] = /^hookline-(\d+)-([\w.-]+)$/.exec(name) ?? [];
  if (pid === undefined || place === undefined) throw refused(`no interface '${name}'`);
  return { pid, place };
};

/** One interface for each stage of each run, and for each of its sides. */
export const interfacesText = (runs: readonly Pick<Announced, 'pid' | 'name' | 'live'>[]): string =>
  [
    `extcap {version=${VERSION}}{display=Hookline}`,
    ...runs.flatMap(({ pid, name, live }) =>
      live.stages.flatMap(stage =>
        SIDES.map(side => {
          // A brace would end the value.
          const shown = `hookline: ${name.replace(/[{}]/g, '_')} ${stage}${side}`;
          return `interface {value=${nameOf(pid, stage + side)}}{display=${shown}}`;
        }),
      ),
    ),
  ]
    .map(line => `${line}\n`)
    .join('');

const filterText = (filter: string): string => {
  const fault = filterFault(filter);
  return fault === undefined ? '' : `${fault.message}\n`;
};

const captureInto = async (name: string, fifo: string | undefined, filter: string | undefined): Promise<number> => {
  if (fifo === undefined) throw refused('expected --fifo');
  const { pid, place } = placeOf(name);
  const run = chooseRun('extcap', running(), pid, userInfo().username);
  const stream = createWriteStream(fifo);
  const interrupt = onInterrupt();
  try {
    const words = filter ? { filter } : {};
    const going = await captureRun(run.pid, { do: 'capture', places: [place], ...words }, streamTarget(stream));
    void interrupt.happened.then(() => going.stop());
    await going.ended;
    return EXIT.ok;
  } finally {
    interrupt.stop();
    stream.end();
  }
};
