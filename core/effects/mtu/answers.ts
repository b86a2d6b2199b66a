import { finish, sumWords } from '../../../sdk/checksum.js';
import { Frame } from '../../../sdk/frame.js';
import type { Ipv4 } from '../../../sdk/wire/ipv4.js';
import type { Ipv6 } from '../../../sdk/wire/ipv6.js';
import type { EffectHost } from '../effect.js';
import type { AnswerRate } from './answer-rate.js';
import { answerableIpv4, answerableIpv6 } from './eligible.js';

const ICMP = 1;
const ICMPV6 = 58;
const TTL = 64;
/** Precedence 6, internetwork control (RFC 1812 §4.3.2.5). */
const CONTROL = 0xc0;
/** Of the whole IPv4 packet (RFC 1812 §4.3.2.3). */
const MOST_IPV4 = 576;
/** Of the whole IPv6 packet: the smallest MTU of a link (RFC 4443 §2.4(c)). */
const MOST_IPV6 = 1280;

/**
 * Answers about packets that are too big, as whole frames back to where they came from: ICMP 3/4 with the next hop's MTU
 * (RFC 792, RFC 1191 §4) and ICMPv6 type 2 (RFC 4443 §3.2).
 *
 *     | addresses turned round, tags | IP, TTL 64 | ICMP: type, code, sum, MTU | the packet, as much as may be |
 *
 * Units: bytes, nanoseconds. Random draws: none. IPv4 answers may be fragmented, with an identification of their own: the
 * way back may have the same MTU. An answer past the rate is left out. The frame to answer must be whole and its IP
 * header's checksum right.
 */
export class TooBigAnswers {
  private readonly memory: Uint8Array;
  private readonly frame = new Frame();
  private identification = 0;

  /** The addresses are those that answer: 4 and 16 bytes. */
  constructor(
    private readonly host: EffectHost,
    private readonly rate: AnswerRate,
    private readonly address: Uint8Array,
    private readonly address6: Uint8Array,
  ) {
    // Ethernet header and tags are no longer than the frame they come from.
    this.memory = new Uint8Array(host.store.slotBytes + MOST_IPV6);
  }

  ipv4(slot: number, about: Frame, ip: Ipv4, mtu: number, now: number): void {
    if (!answerableIpv4(about, ip) || !this.rate.take(now)) return;
    const { memory } = this;
    const at = this.turnRound(about, ip.at);
    const quoted = Math.min(ip.end - ip.at, MOST_IPV4 - 28);
    memory.fill(0, at, at + 28);
    memory[at] = 0x45;
    memory[at + 1] = CONTROL;
    this.put16(at + 2, 28 + quoted);
    this.put16(at + 4, this.identification);
    this.identification = (this.identification + 1) & 0xffff;
    memory[at + 8] = TTL;
    memory[at + 9] = ICMP;
    memory.set(this.address, at + 12);
    this.copy(about, ip.at + 12, at + 16, 4);
    this.put16(at + 10, finish(sumWords(memory, at, at + 20)));
    memory[at + 20] = 3;
    memory[at + 21] = 4;
    this.put16(at + 26, mtu);
    this.copy(about, ip.at, at + 28, quoted);
    const end = at + 28 + quoted;
    this.put16(at + 22, finish(sumWords(memory, at + 20, end)));
    this.send(end, slot);
  }

  ipv6(slot: number, about: Frame, ip: Ipv6, mtu: number, now: number): void {
    if (!answerableIpv6(about, ip) || !this.rate.take(now)) return;
    const { memory } = this;
    const at = this.turnRound(about, ip.at);
    const quoted = Math.min(ip.end - ip.at, MOST_IPV6 - 48);
    memory.fill(0, at, at + 48);
    memory[at] = 0x60;
    this.put16(at + 4, 8 + quoted);
    memory[at + 6] = ICMPV6;
    memory[at + 7] = TTL;
    memory.set(this.address6, at + 8);
    this.copy(about, ip.at + 8, at + 24, 16);
    memory[at + 40] = 2;
    this.put16(at + 46, mtu);
    this.copy(about, ip.at, at + 48, quoted);
    const end = at + 48 + quoted;
    const pseudo = sumWords(memory, at + 8, at + 40) + ICMPV6 + 8 + quoted;
    this.put16(at + 42, finish(sumWords(memory, at + 40, end, pseudo)));
    this.send(end, slot);
  }

  /** Writes what stands in front of the IP packet; returns where that begins. */
  private turnRound(about: Frame, packetAt: number): number {
    const { memory } = this;
    const before = packetAt - about.start;
    this.copy(about, about.start, 6, 6);
    this.copy(about, about.start + 6, 0, 6);
    this.copy(about, about.start + 12, 12, before - 12);
    // A group address cannot send (IEEE 802.3 §3.2.3): without its group bit a multicast or broadcast one is an
    // individual address, locally administered.
    memory[6] = memory[6]! & 0xfe;
    return before;
  }

  private copy(about: Frame, from: number, to: number, bytes: number): void {
    const source = about.memory;
    for (let i = 0; i < bytes; i++) this.memory[to + i] = source[from + i]!;
  }

  private put16(at: number, value: number): void {
    this.memory[at] = value >>> 8;
    this.memory[at + 1] = value;
  }

  private send(length: number, like: number): void {
    this.host.reply(this.frame.point(this.memory, 0, length, length, 0), like);
  }
}
