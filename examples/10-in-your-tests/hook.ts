import { defineHook, directedFlowKey, drop, option } from 'hookline/sdk';

/** Loses the first segments with data of each connection, as a link does that fades at the worst moment. Draws nothing. */
export default defineHook({
  name: 'first-lost',
  about: 'Loses the first segments with data of each connection.',
  options: { most: option.count('how many of each', '1') },
  state: () => ({ lost: new Map<string, number>() }),

  preamble(frame, { options, state }) {
    const { tcp } = frame;
    if (!tcp || tcp.payloadLength === 0) return;
    const flow = directedFlowKey(frame)!;
    const lost = state.lost.get(flow) ?? 0;
    if (lost >= options.most) return;
    state.lost.set(flow, lost + 1);
    return drop('first');
  },
});
