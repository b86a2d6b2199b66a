import type { Frame } from './frame.js';
import { hasFlags, inNetwork, inPorts, type Network } from './match.js';
import { type OptionValues, option } from './option.js';

/** Options with which a hook lets its user choose frames: spread them into its own, and ask `selects`. */
export const selection = {
  /** A layer that the frame has; `any` for all frames. */
  protocol: option.oneOf(['any', 'arp', 'ipv4', 'ipv6', 'tcp', 'udp', 'icmp', 'icmpv6'])(
    'only frames of this protocol',
    'any',
  ),
  /** An address or network that the frame comes from. */
  src: option.unless('any', option.network)('only frames from this address or network'),
  /** An address or network that it goes to. */
  dst: option.unless('any', option.network)('only frames to this address or network'),
  /** A port, or a range, that it comes from. */
  srcPort: option.unless('any', option.ports)('only frames from this port or range'),
  /** A port, or a range, that it goes to. */
  dstPort: option.unless('any', option.ports)('only frames to this port or range'),
  /** TCP flags that stand or, with `!`, are absent. */
  flags: option.unless('any', option.flags)('only TCP segments with these flags, as in `syn !ack`'),
  /** Whether there are bytes behind the transport header. */
  payload: option.oneOf(['any', 'none', 'some'])('only frames without, or only with, transport payload', 'any'),
};

/** What `selects` compares a frame with: the values of the `selection` options. */
export type Selection = OptionValues<typeof selection>;

const isFrom = (frame: Frame, network: Network, source: boolean): boolean => {
  if (network.version === 4) {
    const { ipv4 } = frame;
    return ipv4 !== undefined && inNetwork(network, frame.memory, ipv4.at + (source ? 12 : 16));
  }
  const { ipv6 } = frame;
  return ipv6 !== undefined && inNetwork(network, frame.memory, ipv6.at + (source ? 8 : 24));
};

/** Whether the frame is one of those chosen. Allocates nothing, draws nothing. */
export const selects = (frame: Frame, chosen: Selection): boolean => {
  if (chosen.protocol !== 'any' && frame[chosen.protocol] === undefined) return false;
  if (chosen.src && !isFrom(frame, chosen.src, true)) return false;
  if (chosen.dst && !isFrom(frame, chosen.dst, false)) return false;
  if (chosen.srcPort || chosen.dstPort) {
    const transport = frame.tcp ?? frame.udp;
    if (!transport) return false;
    if (chosen.srcPort && !inPorts(chosen.srcPort, transport.srcPort)) return false;
    if (chosen.dstPort && !inPorts(chosen.dstPort, transport.dstPort)) return false;
  }
  if (chosen.flags && !(frame.tcp && hasFlags(chosen.flags, frame.tcp))) return false;
  if (chosen.payload === 'any') return true;
  const view = frame.tcp ?? frame.udp ?? frame.icmp ?? frame.icmpv6;
  return view !== undefined && view.payloadLength > 0 === (chosen.payload === 'some');
};
