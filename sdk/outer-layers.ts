import type { FrameSpec } from './build.js';
import type { Frame } from './frame.js';

/** The layers below the transport, as `build` takes them. */
export type OuterLayers = Pick<FrameSpec, 'eth' | 'vlan' | 'ipv4' | 'ipv6'>;

/**
 * What a frame forged beside this one begins with: its link addresses, VLAN tags and network addresses, as they are
 * (`onward`: in its sender's name) or changed over (`back`: in its receiver's name). The rest has `build`'s defaults. Of a
 * frame that is not IP the link addresses and tags alone, of one below 14 bytes nothing. Draws nothing.
 *
 *     build({ ...outerLayers(query, 'back'), udp: { srcPort: 53, dstPort: query.udp.srcPort }, payload })
 */
export const outerLayers = (frame: Frame, way: 'onward' | 'back'): OuterLayers => {
  const { memory, start, eth, ipv4, ipv6 } = frame;
  if (!eth) return {};
  const ends = <T>(src: T, dst: T): { src: T; dst: T } => (way === 'onward' ? { src, dst } : { src: dst, dst: src });
  const vlan = [];
  for (let tag = frame.vlan; tag; tag = tag.inner) {
    vlan.push({ vid: tag.vid, pcp: tag.pcp, dei: tag.dei, tpid: tag.tpid });
  }
  const link = { eth: ends(memory.slice(start + 6, start + 12), memory.slice(start, start + 6)), vlan };
  if (ipv4) return { ...link, ipv4: ends(ipv4.src, ipv4.dst) };
  return ipv6 ? { ...link, ipv6: ends(ipv6.src.slice(), ipv6.dst.slice()) } : link;
};
