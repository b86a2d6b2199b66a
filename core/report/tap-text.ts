import { ABSORBED as ABSORBED_WHY } from '../frame/ledger.js';
import { ABSORBED, DEATHS, ENTRY, EXIT } from '../stage/recorder.js';
import type { PcapngEncoder } from './pcapng-write.js';

const NAMES: readonly (readonly [side: number, name: string])[] = [
  [ENTRY, 'entry'],
  [EXIT, 'exit'],
  [DEATHS, 'ended inside'],
];

/** The interfaces of a capture at some sides of a stage, in their order: `up:entry`, `up:exit`, `up:ended inside`. */
export const sideInterfaces = (stage: string, sides: number): { readonly side: number; readonly name: string }[] =>
  NAMES.flatMap(([side, name]) => ((sides & side) === 0 ? [] : [{ side, name: `${stage}:${name}` }]));

/** Writes a frame that a tap told of: what ended there with its cause as its comment. */
export const writeTap = (
  into: Pick<PcapngEncoder, 'frame'>,
  place: number,
  side: number,
  id: number,
  at: number,
  fate: number,
  causes: readonly string[],
  memory: Uint8Array,
  start: number,
  length: number,
): void => {
  const direction = side === ENTRY ? 'in' : side === EXIT ? 'out' : undefined;
  const comment = side !== DEATHS ? undefined : fate >= 0 ? causes[fate] : ABSORBED_WHY[ABSORBED - fate];
  into.frame(place, at, memory, start, length, length, direction, comment, id);
};
