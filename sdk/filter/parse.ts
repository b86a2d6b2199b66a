import {
  combine,
  constant,
  frameLength,
  operandFault,
  precedence,
  RELATIONS,
  relate,
  type Value,
} from './arithmetic.js';
import { Cursor } from './cursor.js';
import { identify, namesFor } from './identify.js';
import { load, type Needs, SIZES } from './loads.js';
import { BEGINNINGS, CARRIED, CONSTANTS, CONTINUATIONS, ETHERTYPES, LEFT_OUT, PROTOCOLS } from './names.js';
import {
  carries,
  hasMac,
  hasTag,
  hasType,
  isIpv4Broadcast,
  isIpv4Multicast,
  isIpv6Multicast,
  isMulticast,
  type Link,
} from './primitives.js';
import { type Qualifiers, readQualifiers } from './qualifiers.js';
import type { Token } from './tokens.js';
import type { Test } from './window.js';

/** A test, and the qualifiers that a bare address or number after it takes over; undefined where none were said. */
interface Tested {
  readonly test: Test;
  readonly qualifiers: Qualifiers | undefined;
}

/** What stands in parentheses may be a test or a number: which, is known only at its end. */
type Read = Tested | Value;

const BROADCAST = new Uint8Array(6).fill(255);
const ADDRESSES: readonly Token['kind'][] = ['dotted', 'mac', 'ipv6'];

/**
 * Reads a filter from left to right, straight into closures: `vlan` changes what the words after it mean, wherever it
 * stands, so there is nothing to be gained from a tree in between.
 */
class Parser {
  private readonly cursor: Cursor;
  private readonly needs: Needs = new Map();
  private link: Link = { type: 12, payload: 14 };

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  whole(): Test {
    if (this.cursor.peek().kind === 'end') throw this.cursor.expected('a filter');
    const test = this.tested(this.expression(undefined));
    if (this.cursor.peek().kind !== 'end') throw this.cursor.expected('and, or or the end', CONTINUATIONS);
    return test.test;
  }

  /** `and` and `or` bind alike, from the left. */
  private expression(before: Qualifiers | undefined): Read {
    let left = this.term(before);
    for (;;) {
      const either = this.cursor.sees(['or', '||']);
      if (!either && !this.cursor.sees(['and', '&&'])) return left;
      const { test: a, qualifiers } = this.tested(left);
      this.cursor.take();
      const { test: b, qualifiers: last } = this.tested(this.term(qualifiers));
      left = { test: either ? frame => a(frame) || b(frame) : frame => a(frame) && b(frame), qualifiers: last };
    }
  }

  private tested(read: Read): Tested {
    if ('test' in read) return read;
    throw this.cursor.expected(
      'a comparison',
      [],
      'as in len > 100; a number of something has its word first, as in port 80',
    );
  }

  private term(before: Qualifiers | undefined): Read {
    const { cursor } = this;
    if (cursor.accept('not', '!')) {
      const { test, qualifiers } = this.tested(cursor.nested(() => this.term(before)));
      return { test: frame => !test(frame), qualifiers };
    }
    if (cursor.sees(['('])) {
      const inner = this.parenthesised(() => this.expression(before));
      return 'test' in inner ? { test: inner.test, qualifiers: before } : this.compared(inner);
    }
    if (this.isBare(before)) return { test: identify(cursor, before!, this.link), qualifiers: before };
    if (this.isValue()) return this.compared(this.operand());
    return this.primitive();
  }

  /** Whether an address, number or name stands here to which the qualifiers of the test before apply. */
  private isBare(before: Qualifiers | undefined): boolean {
    if (before === undefined) return false;
    const { kind, text, escaped } = this.cursor.peek();
    if (ADDRESSES.includes(kind)) return true;
    if (kind === 'word') return escaped || (!BEGINNINGS.includes(text) && Object.hasOwn(namesFor(before), text));
    if (kind !== 'number') return false;
    const { text: next } = this.cursor.peek(1);
    const ranged =
      ((before.type === 'portrange' || before.type === 'port') && next === '-') ||
      (before.type === 'net' && next === '/');
    return ranged || (precedence(next) === 0 && !RELATIONS.includes(next));
  }

  private isValue(): boolean {
    const { kind, text } = this.cursor.peek();
    if (kind === 'number' || text === '-' || this.cursor.sees(['len'])) return true;
    return (
      (kind === 'word' && Object.hasOwn(CONSTANTS, text)) || (this.cursor.sees(PROTOCOLS) && this.cursor.sees(['['], 1))
    );
  }

  private parenthesised<T>(read: () => T): T {
    this.cursor.expect('(');
    const inner = this.cursor.nested(read);
    this.cursor.expect(')');
    return inner;
  }

  /** Goes on from a number: to a comparison, or to the end of the parentheses it is the whole of. */
  private compared(first: Value): Read {
    const left = this.arithmetic(first, 1);
    if (!this.cursor.sees(RELATIONS)) return left;
    const sign = this.cursor.take().text;
    return { test: relate(sign, left, this.arithmetic(this.operand(), 1)), qualifiers: undefined };
  }

  /** Operators that bind as `least` or tighter, from the left. */
  private arithmetic(first: Value, least: number): Value {
    let left = first;
    for (;;) {
      const sign = this.cursor.peek();
      const binds = sign.kind === 'symbol' ? precedence(sign.text) : 0;
      if (binds === 0 || binds < least) return left;
      this.cursor.take();
      const right = this.arithmetic(this.operand(), binds + 1);
      const fault = operandFault(sign.text, right);
      if (fault) throw this.cursor.fault(fault, sign);
      left = combine(sign.text, left, right);
    }
  }

  private operand(): Value {
    const { cursor } = this;
    const { kind, text } = cursor.peek();
    if (kind === 'number') return constant(cursor.number(0xffffffff, 'a number'));
    if (cursor.accept('-'))
      return combine(
        '-',
        constant(0),
        cursor.nested(() => this.operand()),
      );
    if (cursor.sees(['('])) return this.parenthesised(() => this.arithmetic(this.operand(), 1));
    if (cursor.accept('len')) return frameLength;
    if (kind === 'word' && Object.hasOwn(CONSTANTS, text)) return constant(CONSTANTS[cursor.take().text]);
    if (cursor.sees(PROTOCOLS) && !this.isValue()) throw cursor.expected('a number', [], `as in ${text}[0]`);
    if (!this.isValue()) {
      throw cursor.expected('a number', [...Object.keys(CONSTANTS), ...PROTOCOLS, 'len'], 'or len, or as in ip[8]');
    }
    cursor.take();
    return this.field(text);
  }

  /** `[index]` or `[index:size]` after a protocol. */
  private field(protocol: string): Value {
    const { cursor } = this;
    cursor.expect('[');
    const index = cursor.nested(() => this.arithmetic(this.operand(), 1));
    let size = 1;
    if (cursor.accept(':')) {
      const token = cursor.peek();
      size = cursor.number(0xffffffff, 'a size');
      if (!SIZES.includes(size)) throw cursor.fault(`a field has 1, 2 or 4 bytes, not ${size}`, token);
    }
    cursor.expect(']');
    return load(this.needs, this.link, protocol, index, size);
  }

  private primitive(): Tested {
    const { cursor, link } = this;
    if (cursor.accept('vlan')) return { test: this.vlan(), qualifiers: undefined };
    const bound = cursor.accept('less', 'greater');
    if (bound) {
      const length = cursor.number(0xffffffff, 'a length');
      const test: Test = bound === 'less' ? frame => frame.length <= length : frame => frame.length >= length;
      return { test, qualifiers: undefined };
    }
    const { qualifiers, open } = readQualifiers(cursor);
    if (open) {
      const grouped = cursor.sees(['('])
        ? this.parenthesised(() => this.tested(this.expression(qualifiers)))
        : undefined;
      return { test: grouped?.test ?? identify(cursor, qualifiers, link), qualifiers };
    }
    const reach = cursor.peek();
    if (cursor.accept('broadcast', 'multicast'))
      return { test: this.reaching(qualifiers.protocol, reach), qualifiers: undefined };
    if (qualifiers.protocol === undefined) throw this.noTest();
    return { test: this.alone(qualifiers.protocol), qualifiers: undefined };
  }

  private vlan(): Test {
    const vid = this.cursor.peek().kind === 'number' ? this.cursor.number(4095, 'a VLAN') : undefined;
    const test = hasTag(this.link, vid);
    this.link = { type: this.link.type + 4, payload: this.link.payload + 4 };
    return test;
  }

  private reaching(protocol: string | undefined, reach: Token): Test {
    const all = reach.text === 'broadcast';
    if (protocol === undefined || protocol === 'ether') return all ? hasMac('dst', BROADCAST) : isMulticast;
    if (protocol === 'ip') return all ? isIpv4Broadcast(this.link) : isIpv4Multicast(this.link);
    if (protocol === 'ip6' && !all) return isIpv6Multicast(this.link);
    throw this.cursor.fault(`${protocol} has no ${reach.text}`, reach, all ? 'ether or ip' : 'ether, ip or ip6');
  }

  /** A protocol's word without anything after it. */
  private alone(protocol: string): Test {
    const { kind, text } = this.cursor.peek();
    if (kind === 'number' || ADDRESSES.includes(kind)) {
      const ofLink = protocol === 'ether' || Object.hasOwn(ETHERTYPES, protocol);
      const word = kind === 'number' ? 'port' : ofLink ? 'host' : 'and host';
      throw this.cursor.expected(`a word before ${text}`, [], `as in ${protocol} ${word} ${text}`);
    }
    if (protocol === 'ether')
      throw this.cursor.expected('host, src, dst, proto, broadcast, multicast or [ after ether');
    if (Object.hasOwn(ETHERTYPES, protocol)) return hasType(this.link, ETHERTYPES[protocol]);
    const { over, number } = CARRIED[protocol];
    return carries(this.link, over, number);
  }

  private noTest(): Error {
    const { kind, text } = this.cursor.peek();
    if (kind === 'word' && LEFT_OUT.has(text)) return this.cursor.fault(`'${text}' of pcap-filter is left out here`);
    let hint: string | undefined;
    if (ADDRESSES.includes(kind)) hint = `as in ${kind === 'mac' ? 'ether host' : 'host'} ${text}`;
    else if (/^\w+\.\w/.test(text))
      hint = "the language is tcpdump's, not that of Wireshark's display: as in tcp port 80";
    return this.cursor.expected('a test', BEGINNINGS, hint);
  }
}

/** A filter's text as a test. Throws a FilterError, placed in the text. */
export const parseFilter = (text: string): Test => new Parser(text).whole();
