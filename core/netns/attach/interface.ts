import { networkInterfaces } from 'node:os';
import { EnvironmentError } from '../../fault.js';
import { driverOf, interfaceState } from '../interface-ioctl.js';
import { isHarmful, offloads, setOffloads, stayedOn } from '../offloads.js';
import { keepOffloads } from './keep-offloads.js';
import { interfaceNames } from './places.js';

/** An interface of this machine while the emulator uses it. */
export interface TakenInterface {
  /** What the user should know of it. */
  readonly notes: readonly string[];
  /** Puts back what was changed. */
  close(): void;
}

/** Only what arrives matters: what the emulator sends is whole. */
const onArrival = (name: string): boolean => isHarmful(name) && !name.startsWith('tx-');

const harmfulNow = (name: string): string[] =>
  offloads(name).flatMap(feature => (feature.on && onArrival(feature.name) ? [feature.name] : []));

/**
 * Prepares an interface of the calling thread's namespace for the emulator: the offloads that would join or leave
 * unfinished what arrives are turned off, and on again at the end, be that a `kill -9`. Nothing else of it is changed, and
 * it is promiscuous for as long as the emulator's socket is open. Throws an EnvironmentError for one that is missing,
 * down or the loopback.
 */
export const takeInterface = (name: string): TakenInterface => {
  const state = interfaceState(name);
  if (state === undefined) {
    const there = interfaceNames();
    const hint = there.length > 0 ? `there are ${there.join(', ')}` : 'there is none but lo';
    throw new EnvironmentError(`there is no interface ${name} here`, hint);
  }
  if (state.loopback)
    throw new EnvironmentError(`${name} leads nowhere but here`, 'an interface with a wire behind it');
  if (!state.up) throw new EnvironmentError(`the interface ${name} is down`, `ip link set ${name} up`);
  if (!state.running) throw new EnvironmentError(`the interface ${name} has no carrier: nothing is at its other end`);
  const wasOn = harmfulNow(name);
  const keeper = keepOffloads(name, wasOn);
  const close = (): void => {
    // One that has vanished has nothing to be put back.
    if (interfaceState(name) !== undefined) setOffloads(name, wasOn, true);
    keeper.release();
  };
  try {
    setOffloads(name, wasOn, false);
    return { notes: [...offloadNotes(name), ...addressNotes(name)], close };
  } catch (error) {
    close();
    throw error;
  }
};

const offloadNotes = (name: string): string[] => {
  const left = harmfulNow(name);
  const veth = driverOf(name) === 'veth';
  return [
    ...(left.length > 0 ? [stayedOn(name, left)] : []),
    ...(veth
      ? [`${name} is one end of a veth pair: turn the offloads of the other end off, ethtool -K … tx off, where it is`]
      : []),
  ];
};

const addressNotes = (name: string): string[] => {
  const all = (networkInterfaces()[name] ?? []).map(({ cidr, address }) => cidr ?? address);
  return all.length === 0
    ? []
    : [`${name} has the addresses ${all.join(', ')}: the kernel answers there as well as what is behind the emulator`];
};
