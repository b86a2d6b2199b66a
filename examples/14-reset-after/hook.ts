import { build, defineHook, directedFlowKey, drop, type Frame, flowTable, option, outerLayers } from 'hookline/sdk';

/** A reset that is believed: its sequence number is the very next one that its receiver expects (RFC 5961 §3.2). */
const reset = (segment: Frame, toward: 'onward' | 'back'): Frame => {
  const { srcPort, dstPort, seq, ackNumber } = segment.tcp!;
  const onward = { srcPort, dstPort, seq, flags: 'R' };
  const back = { srcPort: dstPort, dstPort: srcPort, seq: ackNumber, flags: 'R' };
  return build({ ...outerLayers(segment, toward), tcp: toward === 'onward' ? onward : back });
};

/**
 * Resets each TCP connection once so many bytes have crossed: the segment that goes beyond them is dropped, and both ends
 * get a reset in the other's name. Bytes are counted by sequence numbers: what is sent again counts once. Draws nothing.
 */
export default defineHook({
  name: 'reset-after',
  about: 'Resets each TCP connection after so many bytes.',
  options: { bytes: option.bytes('payload of one direction that passes first', '1MB') },
  needs: ['drop', 'inject'],
  filter: 'tcp',
  state: () => ({ flows: flowTable({ most: 10_000, make: () => ({ first: -1, isTold: false }) }) }),

  preamble(frame, { options, state, now, emit, inject }) {
    const { tcp } = frame;
    const flow = tcp && state.flows.of(frame, now);
    if (!flow) return;
    if (tcp.syn || flow.first < 0) Object.assign(flow, { first: tcp.seq + (tcp.syn ? 1 : 0), isTold: false });
    const before = (tcp.seq - flow.first) >>> 0;
    if (tcp.payloadLength === 0 || before + tcp.payloadLength <= options.bytes) return;
    if (!flow.isTold) emit('reset', { flow: directedFlowKey(frame), passed: before });
    flow.isTold = true;
    inject(reset(frame, 'onward'));
    inject(reset(frame, 'back'), { toward: 'back' });
    return drop('reset');
  },
});
