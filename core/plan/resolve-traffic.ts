import type { Nanos } from '../../sdk/units.js';
import type { TrafficPlan } from './plan.js';
import type { Resolving } from './resolving.js';
import type { TrafficInput } from './traffic-schema.js';

/** iperf3's port; each further sender takes the next one. */
const FIRST_PORT = 5201;

/** Traffic between the ports: of two it goes from the first to the other unless told. */
export const resolveTraffic = (
  resolving: Resolving,
  traffic: readonly (TrafficInput | undefined)[],
  ports: readonly string[],
): TrafficPlan[] =>
  traffic.flatMap((said, index) => {
    if (said === undefined) return [];
    const path = ['traffic', index];
    const { kind, from: begins, to: spokenTo, start, stop, port, ...settings } = said;
    const two = ports.length === 2;
    const needed = (side: string): undefined =>
      void resolving.fault(
        path,
        `${side} is missing: expected the name of a port`,
        `as in ${side}: ${ports[0] ?? 'alice'}`,
      );
    const known = (side: 'from' | 'to', name: string): string => {
      if (!ports.includes(name)) resolving.unknown([...path, side], 'port', name, ports);
      return name;
    };
    const ofTwo = two ? (spokenTo === ports[0] ? ports[1] : ports[0]) : undefined;
    const from = begins === undefined ? (ofTwo ?? needed('from')) : known('from', begins);
    const other = two ? ports.find(name => name !== from) : undefined;
    const to = spokenTo === undefined ? (other ?? needed('to')) : known('to', spokenTo);
    if (from === undefined || to === undefined) return [];
    if (from === to) resolving.fault([...path, 'to'], `from ${from} to itself`);
    return [
      {
        kind,
        from,
        to,
        start,
        stop: stop ?? (Number.POSITIVE_INFINITY as Nanos),
        settings: { ...settings, port: port ?? FIRST_PORT + index },
      },
    ];
  });
