import type { Frame } from '../frame.js';
import { Extent } from './extent.js';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

/**
 * The first message of a TLS client (RFC 8446 §4.1.2). Offsets count from the first byte of what was looked at (of a frame
 * as `frame.write` does) and are -1 for what is not there, or does not lie whole in this frame.
 *
 *     recordAt: 22 | version | length | 1 | length | version | random | session id | ciphers | … | extensions
 */
export class ClientHello {
  /** Whether the message ends in this frame and in its first record. */
  complete = false;
  /** Offset of the record in which it begins. */
  recordAt = -1;
  /** Bytes of the record after its five, as its header says; they may go on in the next segment. */
  recordLength = 0;
  /** Bytes of the message after its four, as its header says; they may go on in further records. */
  messageLength = 0;
  /** The version in the message, 0x0303 also in TLS 1.3, where `versions` has the truth. */
  legacyVersion = 0;
  /** 32 bytes. */
  randomAt = -1;
  /** The legacy session id. */
  sessionIdAt = -1;
  /** In bytes. */
  sessionIdLength = 0;
  /** Cipher suites, two bytes each. */
  ciphersAt = -1;
  /** In bytes. */
  ciphersLength = 0;
  /** Extensions: type, length and content each. */
  extensionsAt = -1;
  /** In bytes, as the message says. */
  extensionsLength = 0;
  /** The first host name of the server name extension (RFC 6066 §3). */
  sniAt = -1;
  /** In bytes. */
  sniLength = 0;
  /** Protocol names, each after a byte with its length (RFC 7301 §3.1). */
  alpnAt = -1;
  /** In bytes. */
  alpnLength = 0;
  /** Supported versions, two bytes each (RFC 8446 §4.2.1). */
  versionsAt = -1;
  /** In bytes. */
  versionsLength = 0;

  constructor(private readonly extent: Extent) {}

  /** The host name asked for; makes a string. Undefined if there is none, or it does not lie whole in this frame. */
  get sni(): string | undefined {
    return this.sniAt < 0 ? undefined : this.extent.text(this.extent.base + this.sniAt, this.sniLength);
  }
  /** The application protocols offered, as in `h2`; makes a list. */
  get alpn(): string[] {
    const names: string[] = [];
    const end = this.extent.base + this.alpnAt + this.alpnLength;
    for (let at = this.extent.base + this.alpnAt; this.alpnAt >= 0 && at < end; ) {
      const length = this.extent.u8(at);
      if (at + 1 + length > end) break;
      names.push(this.extent.text(at + 1, length));
      at += 1 + length;
    }
    return names;
  }
  /** The versions offered, 0x0304 for TLS 1.3; makes a list. Without the extension it is `legacyVersion`. */
  get versions(): number[] {
    return this.versionsAt < 0 ? [this.legacyVersion] : this.words(this.versionsAt, this.versionsLength);
  }
  /** The numbers of the cipher suites offered; makes a list. */
  get ciphers(): number[] {
    return this.ciphersAt < 0 ? [] : this.words(this.ciphersAt, this.ciphersLength);
  }

  /** Offset of the content of the first extension of this type that lies whole in this frame, -1 for none. */
  extension(type: number): number {
    const { extent } = this;
    if (this.extensionsAt < 0) return -1;
    const limit = this.limit();
    let at = extent.base + this.extensionsAt;
    while (at + 4 <= limit) {
      const next = at + 4 + extent.u16(at + 2);
      if (next > limit) return -1;
      if (extent.u16(at) === type) return at + 4 - extent.base;
      at = next;
    }
    return -1;
  }

  private words(at: number, length: number): number[] {
    return Array.from({ length: length >> 1 }, (_, i) => this.extent.u16(this.extent.base + at + 2 * i));
  }

  /** Just past what there is of the extensions, as an offset in the memory. */
  private limit(): number {
    const { extent } = this;
    return Math.min(extent.base + this.extensionsAt + this.extensionsLength, this.last());
  }
  /** Just past what there is of the message. */
  private last(): number {
    const { extent } = this;
    const record = extent.base + this.recordAt + 5;
    return Math.min(extent.end, record + Math.min(this.recordLength, 4 + this.messageLength));
  }

  /** Reads the message at the extent's beginning; for `tlsClientHello`. False if there is none. */
  read(): boolean {
    const { extent } = this;
    const { base, from } = extent;
    // A record's version is 0x0301 to 0x0303 in the wild, and "MUST be ignored for all purposes" (RFC 8446 §5.1).
    if (extent.u8(from) !== HANDSHAKE || extent.u8(from + 1) !== 3) return false;
    const recordLength = extent.u16(from + 3);
    const version = extent.u16(from + 9);
    if (recordLength < 6 || extent.u8(from + 5) !== CLIENT_HELLO || version >>> 8 !== 3) return false;
    this.recordAt = from - base;
    this.recordLength = recordLength;
    this.messageLength = (extent.u8(from + 6) << 16) | extent.u16(from + 7);
    this.legacyVersion = version;
    this.complete = from + 9 + this.messageLength <= this.last();
    this.randomAt = -1;
    this.sessionIdAt = -1;
    this.sessionIdLength = 0;
    this.ciphersAt = -1;
    this.ciphersLength = 0;
    this.extensionsAt = -1;
    this.extensionsLength = 0;
    this.sniAt = -1;
    this.sniLength = 0;
    this.alpnAt = -1;
    this.alpnLength = 0;
    this.versionsAt = -1;
    this.versionsLength = 0;
    this.readFields(from + 11);
    return true;
  }

  private readFields(from: number): void {
    const { extent } = this;
    const { base } = extent;
    const last = this.last();
    if (from + 33 > last) return;
    this.randomAt = from - base;
    let at = from + 33;
    const sessionId = extent.u8(from + 32);
    if (at + sessionId + 2 > last) return;
    this.sessionIdAt = at - base;
    this.sessionIdLength = sessionId;
    at += sessionId + 2;
    const ciphers = extent.u16(at - 2);
    if (at + ciphers + 1 > last) return;
    this.ciphersAt = at - base;
    this.ciphersLength = ciphers;
    // Compression methods, of which TLS 1.3 leaves one, then extensions, which old clients have none of.
    at += ciphers + 1;
    at += extent.u8(at - 1) + 2;
    if (at > last) return;
    this.extensionsAt = at - base;
    this.extensionsLength = extent.u16(at - 2);
    this.readServerName();
    this.readAlpn();
    this.readVersions();
  }

  /** Bytes of the content of the extension at `at`, an offset in the memory. */
  private contentLength(at: number): number {
    return this.extent.u16(at - 2);
  }

  private readServerName(): void {
    const { extent } = this;
    const found = this.extension(SERVER_NAME);
    if (found < 0) return;
    const at = extent.base + found;
    const length = this.contentLength(at);
    // A list of names; only host names (0) are known, and the first one counts.
    if (length < 5 || extent.u8(at + 2) !== 0) return;
    const name = extent.u16(at + 3);
    if (5 + name > length) return;
    this.sniAt = found + 5;
    this.sniLength = name;
  }

  private readAlpn(): void {
    const { extent } = this;
    const found = this.extension(ALPN);
    if (found < 0) return;
    const length = this.contentLength(extent.base + found);
    if (length < 2 || 2 + extent.u16(extent.base + found) > length) return;
    this.alpnAt = found + 2;
    this.alpnLength = extent.u16(extent.base + found);
  }

  private readVersions(): void {
    const { extent } = this;
    const found = this.extension(SUPPORTED_VERSIONS);
    if (found < 0) return;
    const length = this.contentLength(extent.base + found);
    if (length < 1 || 1 + extent.u8(extent.base + found) > length) return;
    this.versionsAt = found + 1;
    this.versionsLength = extent.u8(extent.base + found);
  }
}

const extent = new Extent();
const view = new ClientHello(extent);

/**
 * The TLS ClientHello that begins in this frame: at the TCP payload's first byte, or at the first of these bytes.
 * Undefined if there is none. A hello cut by a segment's or a record's end is given as far as it goes, `complete` false:
 * what lies behind the cut is -1. The same object every time: valid until the next call, and as long as the frame is.
 * Allocates nothing.
 */
export const tlsClientHello = (where: Frame | Uint8Array): ClientHello | undefined =>
  extent.point(where, 'tcp') && view.read() ? view : undefined;
