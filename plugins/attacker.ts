import type { OptionValues, Verdict } from 'hookline/sdk';
import {
  type Context,
  defineHook,
  directedFlowKey,
  drop,
  duplicate,
  type Frame,
  hold,
  option,
  selection,
  selects,
} from 'hookline/sdk';

const declared = {
  ...selection,
  action: option.oneOf(['drop', 'delay', 'replay', 'inject', 'tamper'])('what to do to the frames chosen', 'drop'),
  side: option.oneOf(['preamble', 'episode'])('where: on entry or on exit', 'preamble'),
  nth: option.count('attack the n-th chosen frame of each flow first, counted from 1', '1'),
  every: option.count('and then every k-th after it; 0 attacks one frame a flow', '1'),
  chance: option.ratio('share of those to attack', '100%'),
  delay: option.span('delay: how long; replay and inject: after how long', '100ms'),
  copies: option.count('replay: how many copies, each one delay after the last', '1'),
  forge: option.oneOf(['reset', 'copy'])('inject: a TCP reset in the name of a peer, or a copy', 'reset'),
  toward: option.oneOf(['onward', 'back'])('inject: the way of the frame, or against it', 'onward'),
  at: option.count('tamper: first payload byte to change, counted from 0', '0'),
  xor: option.hex('tamper: bits to flip from there on', 'ff'),
  stale: option.flag('tamper: leave the checksums as they were', 'no'),
};
type Values = OptionValues<typeof declared>;
type Flows = { readonly seen: Map<string, number> };

/**
 * Drops, delays, replays, forges or tampers with chosen frames. A frame is chosen by what it is (address, port, protocol,
 * flags, payload), by its place in its flow, and by chance. It counts those (`chosen`): what was done to them, and what the plan
 * refused, the run counts.
 * Random draws: one for each frame that is chosen by everything but chance.
 */
export default defineHook({
  name: 'attacker',
  about: 'Drops, delays, replays, injects or tampers with chosen frames.',
  options: declared,
  state: (): Flows => ({ seen: new Map() }),

  setup({ options }) {
    if (options.nth < 1) throw new RangeError("'nth' counts from 1");
    if (options.copies > 1000) throw new RangeError("'copies' can be 1000 at most");
  },

  preamble(frame, ctx) {
    if (ctx.options.side === 'preamble' && isChosen(frame, ctx)) return attack(frame, ctx);
  },

  episode(frame, ctx) {
    if (ctx.options.side === 'episode' && isChosen(frame, ctx)) return attack(frame, ctx);
  },
});

const isChosen = (frame: Frame, { options, state, rng }: Context<typeof declared, Flows>): boolean => {
  if (!selects(frame, options)) return false;
  const flow = directedFlowKey(frame) ?? '';
  const place = (state.seen.get(flow) ?? 0) + 1;
  state.seen.set(flow, place);
  const past = place - options.nth;
  const due = options.every === 0 ? past === 0 : past >= 0 && past % options.every === 0;
  return due && rng.chance(options.chance);
};

const attack = (frame: Frame, { options, count, inject }: Context<typeof declared, Flows>): Verdict | undefined => {
  count('chosen');
  switch (options.action) {
    case 'drop':
      return drop('attacked');
    case 'delay':
      return hold(options.delay);
    case 'replay':
      return duplicate(options.copies, options.delay);
    case 'inject': {
      const forged = options.forge === 'copy' ? frame.copy() : resetLike(frame, options.toward === 'back');
      if (forged) inject(forged, { after: options.delay, toward: options.toward });
      return undefined;
    }
    case 'tamper':
      tamper(frame, options);
      return undefined;
  }
};

/** A reset with the sequence number that the receiver expects: in the sender's name, or against the way in the receiver's. */
const resetLike = (frame: Frame, back: boolean): Frame | undefined => {
  const { eth, ipv4, ipv6, tcp } = frame;
  if (!eth || !tcp) return undefined;
  const forged = frame.copy();
  forged.resize(forged.payloadOffset);
  forged.repair();
  const reset = forged.tcp!;
  reset.flags = 0x04;
  reset.window = 0;
  if (!back) return forged;
  [forged.eth!.src, forged.eth!.dst] = [eth.dst, eth.src];
  if (ipv4) [forged.ipv4!.src, forged.ipv4!.dst] = [ipv4.dst, ipv4.src];
  if (ipv6) [forged.ipv6!.src, forged.ipv6!.dst] = [ipv6.dst, ipv6.src];
  [reset.srcPort, reset.dstPort, reset.seq] = [tcp.dstPort, tcp.srcPort, tcp.ackNumber];
  return forged;
};

const tamper = (frame: Frame, { at, xor, stale }: Values): void => {
  const { payload, payloadOffset } = frame;
  if (!payload) return;
  for (let i = 0; i < xor.length && at + i < payload.length; i++) {
    const changed = payload[at + i] ^ xor[i];
    if (stale) payload[at + i] = changed;
    else frame.edit8(frame.start + payloadOffset + at + i, changed);
  }
};
