import * as z from 'zod';
import { interfaceName, ipv4Interface, ipv6Interface, stationMac } from './address-text.js';
import { portName, topologyName } from './names.js';
import type { AttachPlan } from './port-plan.js';
import { quantity, text } from './quantities.js';
import { settings } from './settings.js';

const attach = quantity(
  (said): AttachPlan => {
    const [, kind, name] = /^(netns|docker|if):(.+)$/.exec(said.trim()) ?? [];
    if (name === undefined || /[\s]/.test(name))
      throw new RangeError(`expected netns:NAME, docker:CONTAINER or if:NAME, found '${said}'`);
    if (kind === 'netns' && (name.includes('/') || name === '.' || name === '..'))
      throw new RangeError(`no name of a network namespace: '${name}' (ip netns lists them)`);
    return { kind: kind as AttachPlan['kind'], name: kind === 'if' ? interfaceName(name) : name };
  },
  'what the port stands at',
  ['netns:lab', 'docker:web', 'if:eth1'],
);

const orNone = (parse: (said: string) => string) => (said: string) => (said.trim() === 'none' ? 'none' : parse(said));

/** One entry of `enter`. */
const entry = z.union(
  [
    topologyName.transform(topology => ({ topology, match: undefined })),
    settings({
      match: text('a filter').optional().meta({ description: 'what it takes, in the language of pcap filters' }),
      topology: topologyName,
    }),
  ],
  { error: 'expected the name of a topology, or settings (match, topology)' },
);

/** One of `ports`. */
export const portSchema = settings({
  host: portName.optional().meta({ description: 'ports of one host share its namespace' }),
  enter: z
    .array(entry, { error: 'expected a list of topologies' })
    .optional()
    .meta({ description: 'the ways in: the first whose filter a frame passes is its' }),
  attach: attach.optional().meta({ description: 'what there is already that it stands at' }),
  interface: quantity(interfaceName, 'the name of an interface', ['eth7'])
    .optional()
    .meta({ description: 'name of its interface' }),
  mac: quantity(stationMac, 'a MAC address', ['02:00:00:00:00:01']).optional().meta({ description: 'MAC address' }),
  ipv4: quantity(orNone(ipv4Interface), 'an IPv4 address with the length of its network, or none', ['10.0.0.2/24'])
    .optional()
    .meta({ description: 'IPv4 address' }),
  ipv6: quantity(orNone(ipv6Interface), 'an IPv6 address with the length of its network, or none', ['fd00::2/64'])
    .optional()
    .meta({ description: 'IPv6 address' }),
  pcap: text('a path to a capture')
    .optional()
    .meta({ description: 'capture whose frames enter here, in virtual time' }),
});
export type PortInput = z.output<typeof portSchema>;
