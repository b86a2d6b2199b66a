import { type BitRate, defineHook, indexOfBytes, needle, ns, type Option, option, type StageView } from 'hookline/sdk';

const sought = (about: string, fallback: string): Option<ReturnType<typeof needle>> => ({
  kind: 'text or 0x hex',
  about,
  fallback,
  parse: text => needle(text.startsWith('0x') ? { hex: text } : text),
});

/**
 * Cuts a link when certain bytes pass for the n-th time, and mends it some round trips later: both directions stand
 * still, and what comes meanwhile waits in their queues or finds them full. The frame that did it waits as well. Draws nothing.
 */
export default defineHook({
  name: 'cut-on-bytes',
  about: 'Cuts the link for some round trips when certain bytes pass.',
  scope: 'link',
  options: {
    look: sought('bytes to look for in the payload of one frame', 'STOP'),
    nth: option.count('which occurrence cuts, counted from 1', '1'),
    trips: option.count('for how many round trips, queues left out', '3'),
  },
  needs: ['delay', 'drop'],
  state: () => ({ stages: [] as StageView[], seen: 0 }),

  setup({ stage, state }) {
    state.stages.push(stage);
  },

  preamble(frame, { options, state, after, emit, stage }) {
    if (indexOfBytes(frame, options.look) < 0 || ++state.seen !== options.nth) return;
    const rates = state.stages.map(({ rate }): BitRate => rate);
    const trip = state.stages.reduce((sum, { delay }) => sum + delay, 0);
    for (const each of state.stages) each.set({ rate: 0 as BitRate });
    emit('cut', { frame: frame.id, lastsNs: trip * options.trips });
    after(ns(trip * options.trips), () => {
      for (const [i, each] of state.stages.entries()) each.set({ rate: rates[i] });
      emit('mended', { waiting: stage.queue.frames });
    });
  },
});
