import { defaultAddresses, type PortPlan } from './port-plan.js';

/** All settings of a port, as a plan file has them. */
export const portSettings = ({ name, host, interfaceName, mac, ipv4, ipv6, enter, attach, pcap }: PortPlan) => ({
  ...(host === name ? {} : { host }),
  ...(attach === undefined ? {} : { attach: `${attach.kind}:${attach.name}` }),
  // An interface that is there already has its name.
  ...(attach?.kind === 'if' ? {} : { interface: interfaceName }),
  mac,
  ipv4: ipv4 ?? 'none',
  ipv6: ipv6 ?? 'none',
  ...(enter.length === 0
    ? {}
    : { enter: enter.map(({ match, topology }) => (match === undefined ? topology : { match, topology })) }),
  ...(pcap === undefined ? {} : { pcap }),
});

/** What differs from the port of a plain link: its names and addresses are phantomlink's, and stay. */
export const linkPortSettings = (port: PortPlan, ordinal: number): Record<string, unknown> => {
  const { enter: _, ...settings } = portSettings(port);
  const usual = defaultAddresses(ordinal);
  const same: Readonly<Record<string, string | undefined>> = { ...usual, interface: usual.interfaceName };
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== same[name]));
};
