import type { Frame } from '../frame.js';
import { dnsName, dnsNameLength } from './dns-name.js';
import { Extent } from './extent.js';

/** A resource record of a DNS message (RFC 1035 §4.1.3). Offsets count as those of the message do. */
export interface DnsRecord {
  /** Where it stands. */
  readonly section: 'answer' | 'authority' | 'additional';
  /** Whom it is about, its case kept. */
  readonly name: string;
  /** 1 A, 2 NS, 5 CNAME, 28 AAAA, 41 OPT … */
  readonly type: number;
  /** 1 IN; of an OPT record the sender's largest datagram (RFC 6891 §6.1.2). */
  readonly class: number;
  /** In seconds. */
  readonly ttl: number;
  /** Where the four bytes of the time to live stand. */
  readonly ttlAt: number;
  /** Where its data begin. */
  readonly dataAt: number;
  /** In bytes. */
  readonly dataLength: number;
}

const HEADER = 12;
const SECTIONS = ['answer', 'authority', 'additional'] as const;

/**
 * A DNS message (RFC 1035 §4.1). Offsets count from the first byte of what was looked at (of a frame as `frame.write` does)
 * and are -1 for what is not there.
 *
 *     at: id | flags | questions | answers | authorities | additionals | question … | records …
 */
export class DnsMessage {
  /** Offset of the message. */
  at = -1;
  /** Just past the message, or past what there is of it. */
  end = -1;
  /** Whether all of it lies in this frame. False for one cut by the end of a TCP segment or of an IP fragment. */
  complete = false;
  /** Offset of the first question's name; -1 without a question. */
  nameAt = -1;
  /** Offset just past the first question, its type and class included; -1 without one. */
  questionEnd = -1;

  constructor(private readonly extent: Extent) {}

  private word(offset: number): number {
    return this.extent.u16(this.extent.base + this.at + offset);
  }

  /** What question and answer have in common. */
  get id(): number {
    return this.word(0);
  }
  /** The second word: response, operation, flags and response code. */
  get flags(): number {
    return this.word(2);
  }
  /** An answer and not a question. */
  get response(): boolean {
    return (this.flags & 0x8000) !== 0;
  }
  /** 0 a standard query. */
  get opcode(): number {
    return (this.flags >>> 11) & 15;
  }
  /** The server is responsible for the name. */
  get authoritative(): boolean {
    return (this.flags & 0x0400) !== 0;
  }
  /** Cut short: the client asks again over TCP. */
  get truncated(): boolean {
    return (this.flags & 0x0200) !== 0;
  }
  /** The client wants the server to ask on. */
  get recursionDesired(): boolean {
    return (this.flags & 0x0100) !== 0;
  }
  /** The server would. */
  get recursionAvailable(): boolean {
    return (this.flags & 0x0080) !== 0;
  }
  /** 0 no error, 2 server failure, 3 no such name. */
  get rcode(): number {
    return this.flags & 15;
  }
  /** How many there are, as the header says. */
  get questions(): number {
    return this.word(4);
  }
  /** Records that answer, as the header says. */
  get answers(): number {
    return this.word(6);
  }
  /** Records that name servers, as the header says. */
  get authorities(): number {
    return this.word(8);
  }
  /** Further records, as the header says. */
  get additionals(): number {
    return this.word(10);
  }
  /** The name of the first question, its case kept; makes a string. Undefined without one. */
  get name(): string | undefined {
    const { memory, base } = this.extent;
    return this.nameAt < 0 ? undefined : dnsName(memory, base + this.nameAt, base + this.at, base + this.end);
  }
  /** What the first question asks for: 1 A, 28 AAAA …; -1 without one. */
  get type(): number {
    return this.questionEnd < 0 ? -1 : this.extent.u16(this.extent.base + this.questionEnd - 4);
  }
  /** Class of the first question, 1 for IN; -1 without one. */
  get class(): number {
    return this.questionEnd < 0 ? -1 : this.extent.u16(this.extent.base + this.questionEnd - 2);
  }

  /** The records, in order, up to the first that makes no sense or is cut; makes objects. */
  records(): DnsRecord[] {
    const { extent } = this;
    const { memory, base } = extent;
    const start = base + this.at;
    const end = base + this.end;
    const records: DnsRecord[] = [];
    let at = start + HEADER;
    for (let i = 0; i < this.questions; i++) {
      const length = dnsNameLength(memory, at, end);
      if (length < 0) return records;
      at += length + 4;
    }
    for (let part = 0; part < 3; part++) {
      const count = this.word(6 + 2 * part);
      for (let i = 0; i < count; i++) {
        const length = dnsNameLength(memory, at, end);
        const name = dnsName(memory, at, start, end);
        const fields = at + length;
        if (length < 0 || name === undefined || fields + 10 > end) return records;
        const dataLength = extent.u16(fields + 8);
        if (fields + 10 + dataLength > end) return records;
        records.push({
          section: SECTIONS[part],
          name,
          type: extent.u16(fields),
          class: extent.u16(fields + 2),
          ttl: extent.u32(fields + 4),
          ttlAt: fields + 4 - base,
          dataAt: fields + 10 - base,
          dataLength,
        });
        at = fields + 10 + dataLength;
      }
    }
    return records;
  }

  /** Reads the header and the first question; for `dnsMessage`. False if they make no sense. */
  read(prefixed: boolean, cut: boolean): boolean {
    const { extent } = this;
    const { base, from } = extent;
    const at = prefixed ? from + 2 : from;
    const length = prefixed ? extent.u16(from) : extent.end - at;
    const end = Math.min(extent.end, at + length);
    if (length < HEADER || at + HEADER > end) return false;
    this.at = at - base;
    this.end = end - base;
    this.complete = !cut && at + length <= extent.end;
    this.nameAt = -1;
    this.questionEnd = -1;
    // Operations beyond 6 are not assigned (RFC 6895 §2.2, RFC 8490).
    if (this.opcode > 6) return false;
    if (this.questions === 0) return true;
    const name = dnsNameLength(extent.memory, at + HEADER, end);
    if (name < 0 || at + HEADER + name + 4 > end) return !this.complete;
    this.nameAt = at + HEADER - base;
    this.questionEnd = this.nameAt + name + 4;
    return true;
  }
}

const extent = new Extent();
const view = new DnsMessage(extent);
const isPort = (port: number): boolean => port === 53 || port === 5353 || port === 5355;

/**
 * The DNS message of a frame from or to port 53 (DNS), 5353 (mDNS) or 5355 (LLMNR): a UDP datagram's, or the one that
 * begins at a TCP segment's first byte, after the two bytes of its length (RFC 7766 §8). Undefined if there is none, or its
 * header and first question make no sense. Bytes are taken for a message without such a length: at other ports look at
 * `frame.payload`. The same object every time: valid until the next call, and as long as the frame is. Allocates nothing.
 */
export const dnsMessage = (where: Frame | Uint8Array): DnsMessage | undefined => {
  let prefixed = false;
  let cut = false;
  if (!(where instanceof Uint8Array)) {
    const transport = where.udp ?? where.tcp;
    if (transport === undefined || !(isPort(transport.dstPort) || isPort(transport.srcPort))) return undefined;
    prefixed = where.tcp !== undefined;
    cut = where.udp !== undefined && where.udp.length > 8 + where.udp.payloadLength;
  }
  return extent.point(where, prefixed ? 'tcp' : 'udp') && view.read(prefixed, cut) ? view : undefined;
};
