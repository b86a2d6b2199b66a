import { defineHook, type Frame, hold, type Nanos, type OptionValues, option, selection, selects } from 'hookline/sdk';

const options = {
  ...selection,
  messages: option.oneOf(['ntp', 'ptp'])('whose: NTP (UDP 123), or PTP events (UDP 319)', 'ntp'),
  way: option.oneOf(['requests', 'answers'])('which of them; PTP: to, or from the clock that is followed', 'requests'),
  delay: option.span('how much later they come: twice the error of the offset', '100ms'),
  start: option.span('when that begins, from the start of the run', '0s'),
  ramp: option.span('how long the delay then grows evenly until it has its length; 0s is a step', '0s'),
};
type Values = OptionValues<typeof options>;

const PORT = { ntp: 123, ptp: 319 } as const;
/** NTP has its mode in the low 3 bits of the first byte, PTP the type of the message in the low 4. */
const KIND = { ntp: 7, ptp: 15 } as const;
const bits = (...kinds: readonly number[]): number => kinds.reduce((all, kind) => all | (1 << kind), 0);
const MEANT = {
  // Symmetric active, client; Delay_Req, Pdelay_Req.
  requests: { ntp: bits(1, 3), ptp: bits(1, 2) },
  // Symmetric passive, server, broadcast; Sync, Pdelay_Resp.
  answers: { ntp: bits(2, 4, 5), ptp: bits(0, 3) },
} as const;

/**
 * Delays the messages of a time protocol on one way only, by a step or a growing span. Not a byte is changed, so that
 * authentication (RFC 8915, RFC 8573) sees nothing wrong: a clock that takes both ways to be equally long is off by
 * half the difference (RFC 7384 §3.2.6), ahead if requests are delayed, behind if answers are. The ways are told apart
 * by what the messages say (RFC 5905 §7.3, IEEE 1588-2008 table 19), so it may stand at both stages of a link. Draws
 * nothing.
 */
export default defineHook({
  name: 'ntp-delay',
  about: 'Delays NTP or PTP messages of one way only, by a step or a ramp.',
  options,
  needs: ['delay'],
  filter: 'udp port 123 or udp port 319',

  preamble(frame, { options, now, count }) {
    if (now < options.start || !isMeant(frame, options)) return;
    count('delayed');
    return hold(delayAt(now - options.start, options));
  },
});

const isMeant = (frame: Frame, options: Values): boolean => {
  const { udp } = frame;
  const { messages, way } = options;
  if (!udp || udp.payloadLength < 1) return false;
  if (udp.srcPort !== PORT[messages] && udp.dstPort !== PORT[messages]) return false;
  const kind = frame.memory[udp.at + 8] & KIND[messages];
  return ((MEANT[way][messages] >>> kind) & 1) === 1 && selects(frame, options);
};

const delayAt = (since: number, { delay, ramp }: Values): Nanos =>
  since >= ramp ? delay : (Math.round((delay * since) / ramp) as Nanos);
