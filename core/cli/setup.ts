import { setImmediate } from 'node:timers/promises';
import { type Fault, InputError } from '../fault.js';
import { bare, CLIENT, type LinkPair, SERVER } from '../netns/pair.js';
import { parseQdisc } from '../plan/qdisc.js';
import { makeSetup, reserveSetup } from '../setup/make-setup.js';
import { type Names, namespaceName, PLACES } from '../setup/places.js';
import type { SetupState } from '../setup/state.js';
import { tearDown } from '../setup/tear-down.js';
import { EXIT } from './exit-code.js';
import { onInterrupt } from './interrupt.js';
import { ownName } from './own-name.js';
import type { Terminal } from './terminal.js';

export interface SetupCommandOptions {
  readonly names: Names;
  readonly qdiscClient?: string;
  readonly qdiscServer?: string;
  readonly json?: boolean;
}

/** `hookline setup`: makes the namespaces of client, link and server, which stay until teardown. */
export const setup =
  (terminal: Terminal) =>
  async ({ names, qdiscClient, qdiscServer, json }: SetupCommandOptions): Promise<number> => {
    const qdisc = {
      ...(qdiscClient === undefined ? {} : { client: qdiscClient }),
      ...(qdiscServer === undefined ? {} : { server: qdiscServer }),
    };
    checkQdiscs(qdisc);
    const lock = reserveSetup(names, terminal.err);
    // From here on there is something to be undone.
    const interrupt = onInterrupt();
    try {
      const state = await makeSetup({ names, qdisc }, lock, terminal.err);
      await signalsHeard();
      if (interrupt.code() !== undefined) tearDown(terminal.err);
      else terminal.out(json ? `${JSON.stringify(setupJson(state), null, 2)}\n` : setupText(state, ownName()));
    } catch (error) {
      await signalsHeard();
      // What Ctrl-C broke off is no failure; it has been undone.
      if (interrupt.code() === undefined) throw error;
    } finally {
      interrupt.stop();
    }
    return interrupt.code() ?? EXIT.ok;
  };

/** A signal that comes during synchronous work is heard when events are polled, which two immediates have between them. */
const signalsHeard = async (): Promise<void> => {
  await setImmediate();
  await setImmediate();
};

const checkQdiscs = (qdisc: SetupState['qdisc']): void => {
  const faults = Object.entries(qdisc).flatMap(([side, text]): Fault[] => {
    const parsed = parseQdisc(text);
    return 'fault' in parsed ? [{ file: `--qdisc-${side}`, line: 0, column: 0, ...parsed.fault }] : [];
  });
  if (faults.length > 0) throw new InputError(faults);
};

/** `namespace` is left out where it has no name outside. */
const ends = ({ names, holder }: SetupState): Record<string, object> => {
  const named = (place: 'client' | 'link' | 'server') =>
    holder === undefined ? { namespace: namespaceName(names, place) } : {};
  const host = ({ interfaceName, mac, ipv4, ipv6 }: LinkPair) => ({ interface: interfaceName, mac, ipv4, ipv6 });
  return {
    client: { ...named('client'), ...host(CLIENT) },
    link: {
      ...named('link'),
      interfaces: [CLIENT, SERVER].map(({ linkInterface, linkMac }) => ({ interface: linkInterface, mac: linkMac })),
    },
    server: { ...named('server'), ...host(SERVER) },
  };
};

/** What `--json` prints. */
export const setupJson = (state: SetupState): object => ({
  names: state.names,
  ...(state.holder === undefined ? {} : { holder: state.holder.pid }),
  ...ends(state),
  qdisc: state.qdisc,
});

/** What was made and what to do with it; `own` is how this program is called. */
export const setupText = (state: SetupState, own: string): string => {
  const { names, holder } = state;
  const label = (place: (typeof PLACES)[number]): string => (holder ? place : namespaceName(names, place));
  const width = Math.max(...PLACES.map(place => label(place).length));
  const host = ({ interfaceName, ipv4, ipv6, mac }: LinkPair): string =>
    `${interfaceName}  ${bare(ipv4)}  ${bare(ipv6)}  ${mac}`;
  const queues = Object.entries(state.qdisc).map(([side, text]) => `queue from the ${side}: ${text}\n`);
  return `${[
    `${label('client').padEnd(width)}  ${host(CLIENT)}`,
    `${label('link').padEnd(width)}  ${CLIENT.linkInterface} and ${SERVER.linkInterface}: they are joined once the link is started`,
    `${label('server').padEnd(width)}  ${host(SERVER)}`,
  ].join('\n')}
${queues.join('')}${holder ? `process ${holder.pid} keeps them, as there is no root; they end with it\n` : ''}next, each in a terminal of its own:
  ${own} start SCENARIO.csv
  ${own} exec server iperf3 -s --port 5000
  ${own} exec client iperf3 -c ${bare(SERVER.ipv4)} --port 5000
'${own} teardown' removes all of it
`;
};
