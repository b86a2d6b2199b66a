import type { Frame } from '../../../sdk/frame.js';
import type { Ipv4 } from '../../../sdk/wire/ipv4.js';
import type { Ipv6 } from '../../../sdk/wire/ipv6.js';

const ICMP = 1;
const ICMPV6 = 58;
const ICMPV6_REDIRECT = 137;
const CLASS_D = 0xe0000000;

/**
 * ICMP messages that are no errors: echo, router discovery, timestamp, information, address mask (RFC 792, 1256, 950)
 * and extended echo (RFC 8335). A type that nobody knows is taken for an error: an answer to it might start a loop.
 */
const isQuery = (type: number): boolean =>
  type === 0 || (type >= 8 && type <= 10) || (type >= 13 && type <= 18) || type === 42 || type === 43;

/**
 * Whether an ICMP error may be sent about this packet (RFC 1812 §4.3.2.7, RFC 1122 §3.2.2): not about an ICMP error, a
 * fragment but the first, what went to a group or to everyone (by its MAC or IP address), or what names no single
 * sender. A directed broadcast is known by its MAC address alone: a link has no prefix to compare with.
 */
export const answerableIpv4 = (frame: Frame, ip: Ipv4): boolean => {
  if (frame.eth!.multicast || ip.fragmentOffset !== 0) return false;
  const { src, dst } = ip;
  if (dst >= CLASS_D || dst >>> 24 === 0) return false;
  const net = src >>> 24;
  if (src >= CLASS_D || net === 0 || net === 127) return false;
  if (ip.protocol !== ICMP) return true;
  const at = ip.at + ip.headerLength;
  return at < ip.end && isQuery(frame.memory[at]!);
};

/**
 * Whether a packet-too-big message may be sent about this packet (RFC 4443 §2.4(e)): not about an ICMPv6 error or a
 * redirect, nor to a sender that is unspecified or a group. Unlike other errors it is sent about multicast (e.3, e.4,
 * e.5): path MTU discovery works for groups. Later fragments are no exception there, and do not tell their ICMPv6 type.
 */
export const answerableIpv6 = (frame: Frame, ip: Ipv6): boolean => {
  const { memory } = frame;
  const source = ip.at + 8;
  if (memory[source] === 0xff) return false;
  let any = 0;
  for (let i = 0; i < 16; i++) any |= memory[source + i]!;
  if (any === 0) return false;
  if (ip.protocol !== ICMPV6 || ip.fragmentOffset !== 0) return true;
  if (ip.upperAt >= ip.end) return false;
  const type = memory[ip.upperAt]!;
  return type >= 128 && type !== ICMPV6_REDIRECT;
};
