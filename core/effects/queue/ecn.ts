import type { EffectHost } from '../effect.js';
import { frameAt } from '../frame-at.js';

/** The codepoint "congestion experienced" (RFC 3168 §5). */
const CE = 3;

/**
 * Marks the frame's packet "congestion experienced" (RFC 3168 §5), the IPv4 header checksum amended (RFC 1624). False for
 * what cannot be marked and is to be dropped instead: not ECN-capable, or not IP. One that bears the mark already counts
 * as marked: it tells its sender as much.
 */
export const markCongestion = (host: EffectHost, slot: number): boolean => {
  const frame = frameAt(host, slot);
  const ip = frame.ipv4 ?? frame.ipv6;
  if (ip === undefined || ip.ecn === 0) return false;
  ip.ecn = CE;
  return true;
};
