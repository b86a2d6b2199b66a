import type { Frame } from '../frame.js';
import { summariseArp } from './arp.js';
import { summariseEth } from './eth.js';
import { summariseIcmp } from './icmp.js';
import { summariseIcmpv6 } from './icmpv6.js';
import { summariseIpv4 } from './ipv4.js';
import { summariseIpv6 } from './ipv6.js';
import { summariseTcp } from './tcp.js';
import { summariseUdp } from './udp.js';
import { summariseVlan } from './vlan.js';

/** One line of all layers, outermost first, as in `74 B VLAN 5 IPv4 10.0.0.1 > 10.0.0.2 ttl 64 TCP 5000 > 80 [S] …`. */
export const summarise = (frame: Frame): string => {
  const parts = [`${frame.length} B`];
  const { eth, arp, ipv4, ipv6, tcp, udp, icmp, icmpv6 } = frame;
  if (!eth) return `${parts[0]} too short for Ethernet`;
  for (let vlan = frame.vlan; vlan; vlan = vlan.inner) parts.push(summariseVlan(vlan));
  if (arp) parts.push(summariseArp(arp));
  else if (ipv4) parts.push(summariseIpv4(ipv4));
  else if (ipv6) parts.push(summariseIpv6(ipv6));
  else parts.push(summariseEth(eth));
  if (tcp) parts.push(summariseTcp(tcp));
  else if (udp) parts.push(summariseUdp(udp));
  else if (icmp) parts.push(summariseIcmp(icmp));
  else if (icmpv6) parts.push(summariseIcmpv6(icmpv6));
  else if (ipv4) parts.push(`protocol ${ipv4.protocol}`);
  else if (ipv6) parts.push(`protocol ${ipv6.protocol}`);
  return parts.join(' ');
};
