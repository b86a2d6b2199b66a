import type { Frame } from '../../sdk/frame.js';
import { Arp } from '../../sdk/wire/arp.js';
import { Eth } from '../../sdk/wire/eth.js';
import { Icmp } from '../../sdk/wire/icmp.js';
import { Icmpv6 } from '../../sdk/wire/icmpv6.js';
import { Ipv4 } from '../../sdk/wire/ipv4.js';
import { Ipv6 } from '../../sdk/wire/ipv6.js';
import { Tcp } from '../../sdk/wire/tcp.js';
import { Udp } from '../../sdk/wire/udp.js';
import { Vlan } from '../../sdk/wire/vlan.js';

/** A running hash of whatever was read, to compare two readings. */
export class Digest {
  value = 0;

  number(value: number): void {
    this.value = Math.imul(this.value ^ (value | 0) ^ Math.imul((value / 4294967296) | 0, 31), 0x01000193);
  }
  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.number(text.charCodeAt(i));
  }
  bytes(bytes: Uint8Array): void {
    this.number(bytes.length);
    for (let i = 0; i < bytes.length; i++) this.number(bytes[i]!);
  }
  /** Anything that a view or a finder can give. */
  any(value: unknown): void {
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'boolean') this.number(value ? 2 : 3);
    else if (typeof value === 'string') this.text(value);
    else if (value instanceof Uint8Array) this.bytes(value);
    else if (Array.isArray(value)) for (const each of value) this.any(each);
    else if (value === undefined) this.number(5);
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) this.any(each);
  }
}

type View = object;
interface Accessor {
  readonly name: string;
  readonly get?: (this: View) => unknown;
  readonly set?: (this: View, value: unknown) => void;
}

// biome-ignore lint/complexity/noBannedTypes: what is asked of is a class, and nothing of it but its prototype.
const accessorsOf = (kind: Function): readonly Accessor[] =>
  Object.entries(Object.getOwnPropertyDescriptors(kind.prototype))
    .filter(([name, { get, set }]) => (get ?? set) !== undefined && name !== 'inner')
    .map(([name, { get, set }]) => ({ name, ...(get && { get }), ...(set && { set }) }));

const LAYERS = {
  eth: accessorsOf(Eth),
  vlan: accessorsOf(Vlan),
  arp: accessorsOf(Arp),
  ipv4: accessorsOf(Ipv4),
  ipv6: accessorsOf(Ipv6),
  tcp: accessorsOf(Tcp),
  udp: accessorsOf(Udp),
  icmp: accessorsOf(Icmp),
  icmpv6: accessorsOf(Icmpv6),
};
type Layer = keyof typeof LAYERS;
export const LAYER_NAMES = Object.keys(LAYERS) as Layer[];
const SETTERS = Object.fromEntries(
  LAYER_NAMES.map(layer => [layer, LAYERS[layer].filter(({ set }) => set !== undefined)]),
) as Record<Layer, Accessor[]>;

const readView = (frame: Frame, view: View, accessors: readonly Accessor[], digest: Digest): void => {
  for (const { name, get } of accessors) {
    if (get === undefined) continue;
    const value = get.call(view);
    digest.any(value);
    if (!(value instanceof Uint8Array) || value.length === 0) continue;
    const at = value.byteOffset - frame.memory.byteOffset;
    if (at < frame.start || at + value.length > frame.start + frame.length) {
      throw new Error(`${view.constructor.name}.${name} leads out of the frame`);
    }
  }
};

/** Reads every view and everything of it. Throws if one hands out bytes outside the frame. */
export const readAll = (frame: Frame, digest: Digest): void => {
  for (const layer of LAYER_NAMES) {
    const view = frame[layer];
    digest.number(view === undefined ? 0 : 1);
    if (view !== undefined) readView(frame, view, LAYERS[layer], digest);
  }
  for (let tag = frame.vlan?.inner; tag !== undefined; tag = tag.inner) readView(frame, tag, LAYERS.vlan, digest);
  const { tcp } = frame;
  for (let i = -1; tcp !== undefined && i <= tcp.sackCount; i++) {
    digest.any(tcp.sackLeft(i));
    digest.any(tcp.sackRight(i));
  }
  digest.number(frame.payloadOffset);
  digest.any(frame.payload);
  digest.any(frame.headerChecksumOk);
  digest.any(frame.transportChecksumOk);
};

/** Sets a random part of a layer, if it is there. */
export const setAny = (frame: Frame, layer: Layer, which: number, value: number, address: Uint8Array): boolean => {
  const view = frame[layer];
  if (view === undefined) return false;
  const setters = SETTERS[layer];
  const { name, set } = setters[which % setters.length]!;
  set!.call(view, layer === 'ipv6' && (name === 'src' || name === 'dst') ? address : value);
  return true;
};
