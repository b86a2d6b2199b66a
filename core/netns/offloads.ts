import { EnvironmentError } from '../fault.js';
import { nativeMemory } from '../port/foreign.js';
import { ethtool } from './interface-ioctl.js';

const ETHTOOL_GSTRINGS = 0x1b;
const ETHTOOL_GSSET_INFO = 0x37;
const ETHTOOL_GFEATURES = 0x3a;
const ETHTOOL_SFEATURES = 0x3b;
const ETH_SS_FEATURES = 4;
const NAME_BYTES = 32;

/** One offload, as the kernel names it (`tx-tcp-segmentation`). */
export interface Feature {
  readonly name: string;
  readonly on: boolean;
  /** False if the driver does not let it change. */
  readonly changeable: boolean;
}

/** Whether a feature lets frames through that are not what a wire would carry: unfinished or larger than the MTU. */
export const isHarmful = (name: string): boolean =>
  /^tx-checksum-/.test(name) ||
  name === 'rx-checksum' ||
  /^tx-scatter-gather/.test(name) ||
  /segmentation$/.test(name) ||
  /^tx-gso-/.test(name) ||
  /^rx-(gro|lro|udp-gro|udp_tunnel)/.test(name) ||
  name === 'large-receive-offload';

const whyItMatters = (name: string): string => {
  if (name.includes('checksum')) return 'frames would carry unfinished checksums and every TCP connection would fail';
  if (name.startsWith('rx-')) return 'frames would be joined into larger ones before the emulator sees them';
  return 'frames of up to 64 KB, larger than the MTU, would reach the emulator';
};

const featureNames = (interfaceName: string): string[] => {
  const info = nativeMemory(24);
  const infoView = new DataView(info.buffer);
  infoView.setUint32(0, ETHTOOL_GSSET_INFO, true);
  infoView.setBigUint64(8, 1n << BigInt(ETH_SS_FEATURES), true);
  ethtool(interfaceName, info, 'count its offloads');
  const count = infoView.getUint32(16, true);
  const strings = nativeMemory(12 + count * NAME_BYTES);
  const view = new DataView(strings.buffer);
  view.setUint32(0, ETHTOOL_GSTRINGS, true);
  view.setUint32(4, ETH_SS_FEATURES, true);
  view.setUint32(8, count, true);
  ethtool(interfaceName, strings, 'name its offloads');
  return Array.from({ length: count }, (_, i) => {
    const bytes = strings.subarray(12 + i * NAME_BYTES, 12 + (i + 1) * NAME_BYTES);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  });
};

const readFeatures = (interfaceName: string, names: readonly string[]): Feature[] => {
  const blocks = Math.ceil(names.length / 32);
  const command = nativeMemory(8 + blocks * 16);
  const view = new DataView(command.buffer);
  view.setUint32(0, ETHTOOL_GFEATURES, true);
  view.setUint32(4, blocks, true);
  ethtool(interfaceName, command, 'read its offloads');
  // A block of 32 features: available, requested, active, never changed.
  return names.map((name, i) => {
    const at = 8 + (i >>> 5) * 16;
    const bit = 1 << (i & 31);
    const available = (view.getUint32(at, true) & bit) !== 0;
    const fixed = (view.getUint32(at + 12, true) & bit) !== 0;
    return { name, on: (view.getUint32(at + 8, true) & bit) !== 0, changeable: available && !fixed };
  });
};

/** The offloads of an interface in the calling thread's namespace; names that the kernel leaves empty are left out. */
export const offloads = (interfaceName: string): Feature[] =>
  readFeatures(interfaceName, featureNames(interfaceName)).filter(feature => feature.name !== '');

const writeFeatures = (
  interfaceName: string,
  names: readonly string[],
  picked: (name: string) => boolean,
  on: boolean,
): void => {
  const blocks = Math.ceil(names.length / 32);
  const command = nativeMemory(8 + blocks * 8);
  const view = new DataView(command.buffer);
  view.setUint32(0, ETHTOOL_SFEATURES, true);
  view.setUint32(4, blocks, true);
  readFeatures(interfaceName, names).forEach(({ name, changeable }, i) => {
    if (!picked(name) || !changeable) return;
    // A block: valid (what to change), requested (to what).
    const at = 8 + (i >>> 5) * 8;
    const bit = 1 << (i & 31);
    view.setUint32(at, view.getUint32(at, true) | bit, true);
    if (on) view.setUint32(at + 4, view.getUint32(at + 4, true) | bit, true);
  });
  ethtool(interfaceName, command, `turn its offloads ${on ? 'on' : 'off'}`);
};

/** Turns offloads of an interface of the calling thread's namespace on or off; those that cannot change stay. */
export const setOffloads = (interfaceName: string, wanted: readonly string[], on: boolean): void =>
  writeFeatures(interfaceName, featureNames(interfaceName), name => wanted.includes(name), on);

/** Tells what offloads that cannot be turned off do to frames. */
export const stayedOn = (interfaceName: string, left: readonly string[]): string =>
  `${interfaceName}: the offload ${left.join(', ')} cannot be turned off: ${whyItMatters(left[0]!)}`;

/**
 * Turns off whatever would put frames before the emulator that no wire carries, at an interface of the calling
 * thread's namespace, and reads back. Needs no ethtool program. Throws an EnvironmentError naming what stayed on.
 */
export const turnOffloadsOff = (interfaceName: string): void => {
  const names = featureNames(interfaceName);
  writeFeatures(interfaceName, names, isHarmful, false);
  const left = readFeatures(interfaceName, names).filter(feature => feature.on && isHarmful(feature.name));
  if (left.length === 0) return;
  throw new EnvironmentError(
    stayedOn(
      interfaceName,
      left.map(({ name }) => name),
    ),
    'use a veth pair, or an interface whose driver lets it change',
  );
};
