import { build, defineHook, type FlowTable, type Frame, flowTable, option, outerLayers } from 'hookline/sdk';

interface Connection {
  bytes: number;
  segments: number;
  over: boolean;
  /** Whether the first frame seen was the client's. */
  clientFirst: boolean;
  /** The sequence numbers that follow on what has been seen of the client and of the server; -1: nothing. */
  clientNext: number;
  serverNext: number;
}

/**
 * Resets a TCP connection once so much of it has passed: learns its ends and sequence numbers, then forges an RST behind
 * the segment at hand, toward the server in the client's name, toward the client in the server's. The client is who sent the
 * first segment seen (of a SYN-ACK, who gets it). By RFC 5961 §3.2 the offset decides: 0 resets, another one inside
 * the receive window draws a challenge ACK, one outside does nothing.
 * One state for both ways, so that each side's numbers are known from its own segments.
 * Random draws: one for each connection, when its reset is due.
 */
export default defineHook({
  name: 'rst-injector',
  about: 'Resets TCP connections once so much of them has passed, with a chosen sequence number.',
  filter: 'tcp or (vlan and tcp)',
  needs: ['observe', 'inject'],
  scope: 'link',
  options: {
    after: option.bytes('payload of the connection, both ways together, that passes before', '1B'),
    segments: option.count('segments with payload that pass before', '1'),
    toward: option.oneOf(['client', 'server', 'both'])('who gets the reset', 'both'),
    offset: option.integer('added to the sequence number that is expected', '0'),
    resets: option.count('how many for each who gets one, 1 to 65536', '1'),
    step: option.integer('added to the sequence number from each to the next', '0'),
    wait: option.span('from the segment at hand to the reset', '0ms'),
    chance: option.ratio('share of the connections to reset', '100%'),
    connections: option.count('connections known at a time; past it the one longest unseen is forgotten', '4096'),
  },
  state: ({ connections }): { known: FlowTable<Connection> } => ({
    known: flowTable({
      most: connections,
      make: ({ tcp }) => ({
        bytes: 0,
        segments: 0,
        over: false,
        clientFirst: !(tcp!.syn && tcp!.ack),
        clientNext: -1,
        serverNext: -1,
      }),
    }),
  }),

  setup({ options: { resets } }) {
    if (resets < 1 || resets > 65536) throw new RangeError(`'resets' can be 1 to 65536, not ${resets}`);
  },

  preamble(frame, { options, now, state: { known }, rng, count, emit, inject }) {
    const { tcp } = frame;
    if (!tcp || tcp.rst) return;
    if (tcp.syn && !tcp.ack && known.find(frame)?.over) known.forget(frame);
    const connection = known.of(frame, now);
    if (connection === undefined || connection.over) return;
    const fromClient = known.forward === connection.clientFirst;
    const payload = tcp.payloadLength;
    const end = (tcp.seq + payload + (tcp.syn ? 1 : 0) + (tcp.fin ? 1 : 0)) >>> 0;
    if (fromClient) connection.clientNext = later(connection.clientNext, end);
    else connection.serverNext = later(connection.serverNext, end);
    connection.bytes += payload;
    if (payload > 0) connection.segments += 1;
    if (connection.bytes < options.after || connection.segments < options.segments) return;
    connection.over = true;
    if (!rng.chance(options.chance)) return;

    // What was not seen of a side is what the other one acknowledges.
    const acknowledged = tcp.ack ? tcp.ackNumber : 0;
    if (!fromClient && connection.clientNext < 0) connection.clientNext = acknowledged;
    if (fromClient && connection.serverNext < 0) connection.serverNext = acknowledged;
    const { toward, offset, wait } = options;
    for (const victim of ['client', 'server'] as const) {
      if (toward !== 'both' && toward !== victim) continue;
      const way = (victim === 'server') === fromClient ? 'onward' : 'back';
      const [next, other] =
        victim === 'server'
          ? [connection.clientNext, connection.serverNext]
          : [connection.serverNext, connection.clientNext];
      const reset = resetLike(frame, way, (next + offset) >>> 0, other);
      for (let n = 0; n < options.resets; n++) {
        inject(reset, { after: wait, toward: way });
        reset.tcp!.seq = (reset.tcp!.seq + options.step) >>> 0;
      }
      count(`toward-${victim}`, options.resets);
      emit('reset', { toward: victim, seq: (next + offset) >>> 0, expected: next, afterBytes: connection.bytes });
    }
  },
});

/** The later of two sequence numbers, which wrap around; -1 is none. */
const later = (a: number, b: number): number => (a < 0 || ((b - a) | 0) > 0 ? b : a);

/** With an acknowledgement, which a receiver needs that waits for the answer to its SYN (RFC 9293 §3.10.7.3). */
const resetLike = (frame: Frame, way: 'onward' | 'back', seq: number, ackNumber: number): Frame => {
  const { srcPort, dstPort } = frame.tcp!;
  const ports = way === 'onward' ? { srcPort, dstPort } : { srcPort: dstPort, dstPort: srcPort };
  return build({ ...outerLayers(frame, way), tcp: { ...ports, seq, ackNumber, flags: 'RA', window: 0 } });
};
