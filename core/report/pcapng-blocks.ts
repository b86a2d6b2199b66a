/** Type of a pcapng block: a frame, and the sums of an interface. */
export const FRAME_BLOCK = 6;
export const STATISTICS_BLOCK = 5;

/** No block of a capture is nearly so long: bytes that say so are none of pcapng. */
const BLOCK_MOST = 1 << 24;

/** Cuts a pcapng stream (little-endian, as PcapngEncoder writes it) into whole blocks, however its pieces come. */
export class PcapngBlocks {
  private rest: Buffer = Buffer.alloc(0);

  /** `onBlock` is given each block whole; its bytes are valid during the call. */
  constructor(private readonly onBlock: (type: number, block: Buffer) => void) {}

  /** Returns the whole blocks of this piece and what was left of the one before. Throws a RangeError for what is no pcapng. */
  push(piece: Buffer): Buffer {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    let at = 0;
    while (bytes.length - at >= 8) {
      const length = bytes.readUInt32LE(at + 4);
      if (length < 12 || length > BLOCK_MOST || length % 4 !== 0) throw new RangeError('this is no capture');
      if (bytes.length - at < length) break;
      this.onBlock(bytes.readUInt32LE(at), bytes.subarray(at, at + length));
      at += length;
    }
    this.rest = bytes.subarray(at);
    return bytes.subarray(0, at);
  }
}

/** Frames that an interface's sums call missing: isb_ifdrop. */
export const missingFrames = (block: Buffer): number => {
  const end = block.length - 4;
  for (let at = 20; at + 4 <= end; ) {
    const code = block.readUInt16LE(at);
    const length = block.readUInt16LE(at + 2);
    if (code === 5 && length === 8) return block.readUInt32LE(at + 4) + block.readUInt32LE(at + 8) * 4294967296;
    if (code === 0) break;
    at += 4 + ((length + 3) & ~3);
  }
  return 0;
};
