import {
  type Context,
  defineHook,
  drop,
  type FlowTable,
  type Frame,
  flowTable,
  type Nanos,
  option,
  selection,
  selects,
  type Verdict,
} from 'hookline/sdk';

const options = {
  ...selection,
  inside: option.oneOf(['client', 'server'])('which side is behind the NAT: its flows are rebound', 'client'),
  after: option.span('how old a flow is when it is rebound', '2s'),
  frames: option.count('and how many of its frames have gone out by then', '0'),
  again: option.flag('rebind anew whenever as much time and as many frames have passed', 'no'),
  ports: option.ports('source ports to give, in turn', '61000-61999'),
  newSrc: option.unless('keep', option.network)('source address to give with them'),
  old: option.oneOf(['drop', 'pass'])('what becomes of answers to a port from before', 'drop'),
};

/** `port` and `src` as the inside knows them; `given` as the outside does, 0 before the first rebinding. */
type Flow = { readonly port: number; readonly src: Uint8Array; since: Nanos; frames: number; given: number };
/** Flows by the ends that the inside sees, and by those that the outside sees or once saw. */
type State = {
  next: number;
  readonly inner: FlowTable<Flow>;
  readonly outer: FlowTable<{ flow: Flow | undefined; given: number }>;
};
type Here = Context<typeof options, State>;
const MOST = 65_536;

/**
 * A NAT that loses its bindings: from some moment on a flow comes from another source port, or address as well, and
 * answers to that are translated back. QUIC migrates (RFC 9000 §9), what knows its peer by the address breaks off. Checksums
 * follow. TCP and UDP without fragments; what ICMP errors quote stays as it is. Of the 65,536 flows at most, the one
 * longest unseen is forgotten, and from then on as if never rebound. Draws nothing.
 */
export default defineHook({
  name: 'nat-rebinder',
  about: 'Gives flows another source port or address on their way, as a NAT does that rebinds.',
  scope: 'link',
  options,
  needs: ['modify', 'drop'],
  filter: 'tcp or udp',
  state: (): State => ({
    next: 0,
    inner: flowTable({ most: MOST, make: beginning }),
    outer: flowTable({ most: MOST, make: () => ({ flow: undefined, given: 0 }) }),
  }),

  setup({ options: { newSrc } }) {
    if (newSrc && newSrc.bits !== newSrc.address.length * 8)
      throw new RangeError("'newSrc' is one address, no network");
  },

  preamble(frame, ctx) {
    const ip = frame.ipv4 ?? frame.ipv6;
    if (ip === undefined || ip.fragmented || !(frame.tcp ?? frame.udp)) return;
    if ((ctx.direction === 'up') !== (ctx.options.inside === 'client')) return back(frame, ctx);
    if (selects(frame, ctx.options)) out(frame, ctx);
  },
});

/** Where the source address stands; the destination's follows it. */
const addressAt = ({ ipv4, ipv6 }: Frame): number => (ipv4 ? ipv4.at + 12 : ipv6!.at + 8);

const beginning = (frame: Frame, now: Nanos): Flow => {
  const at = addressAt(frame);
  const src = frame.memory.slice(at, at + (frame.ipv4 ? 4 : 16));
  return { port: (frame.tcp ?? frame.udp)!.srcPort, src, since: now, frames: 0, given: 0 };
};

const out = (
  frame: Frame,
  { options: { after, again, frames, newSrc, ports }, state, now, count, emit }: Here,
): void => {
  const flow = state.inner.of(frame, now)!;
  if ((flow.given === 0 || again) && now - flow.since >= after && flow.frames >= frames) {
    flow.given = ports.low + (state.next++ % (ports.high - ports.low + 1));
    [flow.since, flow.frames] = [now, 0];
    count('rebound');
    emit('rebind', { from: flow.port, to: flow.given, frame: frame.id });
  }
  flow.frames += 1;
  if (flow.given === 0) return;
  (frame.tcp ?? frame.udp)!.srcPort = flow.given;
  if (newSrc?.address.length === flow.src.length) putAddress(frame, addressAt(frame), newSrc.address);
  const binding = state.outer.of(frame, now)!;
  binding.flow = flow;
  binding.given = flow.given;
  count('translated');
};

const back = (frame: Frame, { options, state, count }: Here): Verdict | undefined => {
  const binding = state.outer.find(frame);
  const flow = binding?.flow ?? state.inner.find(frame);
  if (flow === undefined || flow.given === 0) return undefined;
  if (binding?.given !== flow.given && options.old === 'drop') return drop('old-binding');
  if (binding === undefined) return undefined;
  (frame.tcp ?? frame.udp)!.dstPort = flow.port;
  putAddress(frame, addressAt(frame) + flow.src.length, flow.src);
  count('translated back');
  return undefined;
};

const putAddress = (frame: Frame, at: number, address: Uint8Array): void => {
  for (let i = 0; i < address.length; i++) frame.edit8(at + i, address[i]);
};
