import type { Frame } from '../frame.js';
import type { Tcp } from '../wire/tcp.js';
import { type Half, unwrap } from './half.js';

const NOP = 1;
const SACK = 5;

/** Offset in the frame's memory of the SACK option (RFC 2018 §3), -1 for none. Stops at the first option that makes no sense. */
const sackOption = (frame: Frame, tcp: Tcp): number => {
  const { memory } = frame;
  const end = tcp.at + tcp.headerLength;
  let at = tcp.at + 20;
  while (at + 1 < end && memory[at] !== 0) {
    const length = memory[at] === NOP ? 1 : memory[at + 1];
    if (memory[at] !== NOP && (length < 2 || at + length > end)) return -1;
    if (memory[at] === SACK) return length >= 10 ? at : -1;
    at += length;
  }
  return -1;
};

/**
 * SACK blocks, D-SACK ones (RFC 2883) as well, in the sender's own numbers. What has arrived of an edit counts only whole:
 * a block that holds nothing else goes, the ones behind it move up, and no-operations fill the place.
 */
const translateSack = (frame: Frame, tcp: Tcp, { map, sent }: Half): void => {
  const option = sackOption(frame, tcp);
  if (option < 0) return;
  const size = frame.memory[option + 1];
  const count = (size - 2) >>> 3;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const block = option + 2 + 8 * i;
    const left = map.toOriginalFrom(unwrap(frame.u32(block), sent));
    const right = map.toOriginal(unwrap(frame.u32(block + 4), sent));
    if (left >= right) continue;
    const place = option + 2 + 8 * kept;
    frame.edit32(place, left >>> 0);
    frame.edit32(place + 4, right >>> 0);
    kept += 1;
  }
  if (kept === count) return;
  const from = kept === 0 ? option : option + 2 + 8 * kept;
  for (let at = from; at < option + size; at++) frame.edit8(at, NOP);
  if (kept > 0) frame.edit8(option + 1, 2 + 8 * kept);
};

/**
 * Puts what a segment says of the other direction's stream into the numbers of that stream's sender: acknowledgement,
 * window and SACK blocks. The window ends where the receiver's ends, as far as edits so far tell, and is left alone
 * while its scale is not known because the SYNs were not seen.
 */
export const translateAcknowledgement = (frame: Frame, tcp: Tcp, own: Half, other: Half): void => {
  if (!tcp.ack || !other.begun) return;
  const { map } = other;
  const edited = unwrap(tcp.ackNumber, other.sent);
  const original = map.toOriginal(edited);
  own.acknowledged = Math.max(own.acknowledged, original);
  if (map.empty) return;
  tcp.ackNumber = original >>> 0;
  if (own.synSeen && other.synSeen && !tcp.syn) {
    // Scaled only if both sides offered to (RFC 7323 §2.2).
    const scale = own.windowScale >= 0 && other.windowScale >= 0 ? own.windowScale : 0;
    const room = map.toOriginal(edited + tcp.window * (1 << scale)) - original;
    tcp.window = Math.min(0xffff, Math.max(0, room) >>> scale);
  }
  translateSack(frame, tcp, other);
  map.acknowledge(original);
};
