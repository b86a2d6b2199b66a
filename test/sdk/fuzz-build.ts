import { build, type FrameSpec } from '../../sdk/build.js';
import type { Rng } from '../../sdk/rng.js';
import { percent } from '../../sdk/units.js';
import { IPV4S, IPV6S, PORTS } from './filter/random-frames.js';

/** What `build` says of layers that do not go together. Any other TypeError is a fault. */
const REFUSALS = /^(one of |tcp and udp need |no TCP flag )/;

const randomSpec = (rng: Rng): FrameSpec => {
  const port = (): number => rng.pick(PORTS);
  const is = (share: number): boolean => rng.chance(percent(share));
  const spec: Record<string, unknown> = { payload: rng.below(100), pad: is(30), capacity: rng.below(300) };
  if (is(20)) spec.vlan = Array.from({ length: rng.below(4) }, () => ({ vid: rng.below(5000), pcp: rng.below(9) }));
  const v4 = {
    src: rng.pick(IPV4S),
    dst: rng.pick(IPV4S),
    ttl: rng.below(300),
    options: new Uint8Array(is(80) ? 0 : rng.below(50)),
  };
  const body = new Uint8Array(rng.pick([6, 14, 5]));
  const v6 = {
    src: rng.pick(IPV6S),
    dst: rng.pick(IPV6S),
    extensions: is(70) ? [] : [{ type: rng.pick([0, 43, 44, 60, 51]), body }],
  };
  if (is(50)) spec.ipv4 = is(80) ? v4 : { ...v4, fragmentOffset: 8 * rng.below(9000), moreFragments: is(50) };
  else spec.ipv6 = v6;
  if (is(5)) spec.ipv6 = v6;
  const kind = rng.below(5);
  if (kind === 0)
    spec.tcp = { srcPort: port(), dstPort: port(), flags: is(95) ? 'PA' : 'X', options: new Uint8Array(rng.below(44)) };
  if (kind === 1) spec.udp = { srcPort: port(), dstPort: port(), checksum: is(80) };
  if (kind === 2) spec.icmp = { type: rng.below(256) };
  if (kind === 3) spec.icmpv6 = { type: rng.below(256), id: rng.u32(), sequence: rng.u32() };
  return spec as FrameSpec;
};

/** Builds from a random description, sensible or not: true if there is a frame, whose checksums must then be right. */
export const buildAny = (rng: Rng): boolean => {
  const spec = randomSpec(rng);
  try {
    const frame = build(spec);
    if (frame.headerChecksumOk === false || frame.transportChecksumOk === false) {
      throw new Error(`built with a wrong checksum: ${frame.summary()}`);
    }
    return true;
  } catch (error) {
    const isRefused = error instanceof TypeError && REFUSALS.test(error.message);
    if (!(isRefused || error instanceof RangeError)) throw error;
    return false;
  }
};
