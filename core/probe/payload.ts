/** Bytes a frame of a probe needs behind its ICMP or UDP header. */
export const PAYLOAD_BYTES = 20;

/** `train` frames are counted where they arrive and never answered. */
export type PayloadKind = 'request' | 'reply' | 'train';

export interface Payload {
  readonly kind: PayloadKind;
  /** Number of the train, up to 65535; 0 for requests and replies. */
  readonly train: number;
  /** From 0, among the requests or within the train. */
  readonly sequence: number;
}

const KINDS: readonly PayloadKind[] = ['request', 'reply', 'train'];
const MAGIC = 0x484b_5052;

/**
 * Writes what makes a frame known again wherever it is seen, 32-bit words in network order:
 *
 *     0 magic   4 marker of the run   8 kind, train (16 bits each)   12 sequence   16 check
 *
 * The check keeps a frame that something on the link has altered from being taken for another one.
 */
export const writePayload = (view: DataView, at: number, marker: number, payload: Payload): void => {
  const head = ((KINDS.indexOf(payload.kind) << 16) | payload.train) >>> 0;
  view.setUint32(at, MAGIC);
  view.setUint32(at + 4, marker);
  view.setUint32(at + 8, head);
  view.setUint32(at + 12, payload.sequence);
  view.setUint32(at + 16, check(marker, head, payload.sequence));
};

/** What stands at `at`, or undefined if it is not a whole payload of this run. */
export const readPayload = (view: DataView, at: number, marker: number): Payload | undefined => {
  if (at + PAYLOAD_BYTES > view.byteLength) return undefined;
  if (view.getUint32(at) !== MAGIC || view.getUint32(at + 4) !== marker) return undefined;
  const head = view.getUint32(at + 8);
  const sequence = view.getUint32(at + 12);
  const kind = KINDS[head >>> 16];
  if (kind === undefined || view.getUint32(at + 16) !== check(marker, head, sequence)) return undefined;
  return { kind, train: head & 0xffff, sequence };
};

const check = (marker: number, head: number, sequence: number): number => ~(marker ^ head ^ sequence) >>> 0;
