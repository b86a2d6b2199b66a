import type { Rng } from '../../../sdk/rng.js';
import { percent } from '../../../sdk/units.js';
import { parseIpv4, parseIpv6 } from '../../../sdk/wire/address.js';

/** Few values, so that filters which name them are true about as often as not. */
export const MACS = ['02:00:00:00:00:01', '02:00:00:00:00:02', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01'];
export const IPV4S = ['10.0.0.1', '10.0.0.2', '10.1.2.3', '192.168.1.1', '224.0.0.1', '255.255.255.255', '0.0.0.0'];
export const IPV6S = ['2001:db8::1', '2001:db8::2', '2001:db8:1::1', 'fe80::1', 'ff02::1', '::1'];
export const PORTS = [22, 53, 80, 443, 5004, 5005, 40000];
export const VLANS = [5, 6, 100];
const PROTOCOLS = [1, 2, 6, 6, 6, 17, 17, 17, 58, 132, 50, 51, 103, 112, 47];
const TAGS = [0x8100, 0x8100, 0x88a8, 0x9100];

const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
const random = (rng: Rng, length: number): number[] => Array.from({ length }, () => rng.below(256));
const ipv4 = (rng: Rng): number[] => {
  const number = parseIpv4(rng.pick(IPV4S));
  return [...u16(number >>> 16), ...u16(number)];
};
const ipv6 = (rng: Rng): number[] => [...parseIpv6(rng.pick(IPV6S))];
const mac = (rng: Rng): number[] =>
  rng
    .pick(MACS)
    .split(':')
    .map(part => Number.parseInt(part, 16));

const transport = (rng: Rng, protocol: number): number[] => {
  const payload = random(rng, rng.below(24));
  const ports = [...u16(rng.pick(PORTS)), ...u16(rng.pick(PORTS))];
  if (protocol === 6) {
    const flags = rng.chance(percent(50)) ? rng.pick([0x02, 0x12, 0x10, 0x18, 0x11, 0x04]) : rng.below(256);
    return [...ports, ...random(rng, 8), 0x50, flags, ...random(rng, 6), ...payload];
  }
  if (protocol === 17) return [...ports, ...u16(8 + payload.length), ...random(rng, 2), ...payload];
  if (protocol === 1) return [rng.pick([0, 3, 8, 11]), rng.below(3), ...random(rng, 6), ...payload];
  if (protocol === 58) return [rng.pick([1, 128, 129, 135]), rng.below(3), ...random(rng, 6), ...payload];
  return [...ports, ...random(rng, 8), ...payload];
};

const inIpv4 = (rng: Rng): number[] => {
  const protocol = rng.pick(PROTOCOLS);
  // Also header lengths too short to be right: a filter takes them as they are.
  const words = rng.chance(percent(70)) ? 5 : rng.below(16);
  const fragment = rng.chance(percent(75)) ? rng.pick([0, 0x4000, 0x2000]) : rng.below(0x10000);
  const body = transport(rng, protocol);
  const header = [0x40 | words, rng.below(256), ...u16(20 + body.length), ...random(rng, 2), ...u16(fragment)];
  const options = random(rng, Math.max(0, 4 * words - 20));
  return [...header, rng.below(256), protocol, ...random(rng, 2), ...ipv4(rng), ...ipv4(rng), ...options, ...body];
};

const inIpv6 = (rng: Rng): number[] => {
  const protocol = rng.pick(PROTOCOLS);
  const fragmented = rng.chance(percent(25));
  const body = transport(rng, protocol);
  const extension = fragmented ? [protocol, 0, ...random(rng, 6)] : [];
  const next = fragmented ? 44 : rng.chance(percent(10)) ? rng.pick([0, 43, 60]) : protocol;
  const length = u16(body.length + extension.length);
  return [0x60, ...random(rng, 3), ...length, next, rng.below(256), ...ipv6(rng), ...ipv6(rng), ...extension, ...body];
};

const inArp = (rng: Rng): number[] => {
  const addresses = [...mac(rng), ...ipv4(rng), ...mac(rng), ...ipv4(rng)];
  return [...u16(1), ...u16(0x0800), 6, 4, ...u16(1 + rng.below(4)), ...addresses];
};

/** A frame of some protocol, tagged or not, sometimes cut short anywhere, sometimes followed by padding. */
export const randomFrame = (rng: Rng): Uint8Array => {
  const kind = rng.below(20);
  const [type, packet] =
    kind < 10
      ? [0x0800, inIpv4(rng)]
      : kind < 16
        ? [0x86dd, inIpv6(rng)]
        : kind < 19
          ? [rng.pick([0x0806, 0x0806, 0x8035]), inArp(rng)]
          : [rng.below(0x10000), random(rng, rng.below(64))];
  const tags = rng.chance(percent(70)) ? 0 : 1 + rng.below(2);
  const tagged = Array.from({ length: tags }, () => [
    ...u16(rng.pick(TAGS)),
    ...u16((rng.below(16) << 12) | rng.pick(VLANS)),
  ]).flat();
  const frame = Uint8Array.from([...mac(rng), ...mac(rng), ...tagged, ...u16(type), ...packet]);
  if (rng.chance(percent(25))) return frame.slice(0, 1 + rng.below(frame.length));
  if (rng.chance(percent(30))) return Uint8Array.from([...frame, ...random(rng, rng.below(40))]);
  return frame;
};
