import { defineHook, drop, type FlowTable, flowTable, option } from 'hookline/sdk';

interface Victim {
  /** Acknowledgements seen. */
  seen: number;
  /** Acknowledgements that the burst still takes, however long it lasts. */
  left: number;
  /** Until when it goes on, however many it takes. */
  until: number;
}

/**
 * Withholds pure acknowledgements in bursts, so that the sender's retransmission timer fires (RFC 6298 §5) although not
 * one byte of its data was lost. Acknowledgements are cumulative: a burst that ends before the timer does next to nothing.
 * Each connection is robbed by itself; segments with data, SYN, FIN and RST pass.
 * Random draws: one for each acknowledgement outside a burst, unless `every` says where bursts begin.
 */
export default defineHook({
  name: 'ack-thief',
  about: 'Withholds acknowledgements in bursts, so that retransmission timers fire.',
  filter: 'tcp or (vlan and tcp)',
  needs: ['drop'],
  options: {
    chance: option.ratio('share of the ACKs outside bursts that begin one', '2%'),
    every: option.unless('by chance', option.count)('begin a burst at every so-manieth ACK of a connection instead'),
    burst: option.count('ACKs that a burst takes at least', '4'),
    lasts: option.span('how long a burst goes on at least; Linux senders wait for 200 ms and more', '300ms'),
    connections: option.count('connections known at a time; past it the one longest unseen is forgotten', '4096'),
  },
  state: ({ connections }): { victims: FlowTable<Victim> } => ({
    victims: flowTable({ most: connections, make: () => ({ seen: 0, left: 0, until: 0 }) }),
  }),

  setup({ options }) {
    if (options.every === 0) throw new RangeError("'every' counts from 1");
  },

  preamble(frame, { now, options, state, rng, count, emit }) {
    const { tcp } = frame;
    if (!tcp?.ack || tcp.syn || tcp.fin || tcp.rst || tcp.payloadLength > 0) return;
    const victim = state.victims.of(frame, now);
    if (victim === undefined) return;
    victim.seen += 1;
    if (victim.left === 0 && now >= victim.until) {
      const begins = options.every === undefined ? rng.chance(options.chance) : victim.seen % options.every === 0;
      if (!begins) return;
      victim.left = options.burst;
      victim.until = now + options.lasts;
      count('bursts');
      emit('burst', { seq: tcp.seq, ack: tcp.ackNumber, acks: options.burst, untilNs: victim.until });
    }
    if (victim.left > 0) victim.left -= 1;
    return drop('ack-stolen');
  },
});
