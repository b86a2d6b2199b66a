import { defineHook, drop, FlowCounts, type Frame, type OptionValues, option, selection, selects } from 'hookline/sdk';

const options = {
  ...selection,
  side: option.oneOf(['preamble', 'episode'])('where: on entry or on exit', 'preamble'),
  nth: option.positions('which of the chosen frames, counted from 1: `3`, `3-5`, `1,4`, `10-`, `3 of flow`', '1'),
  every: option.unless('no', option.step)('instead, every so-manieth of them: `10`, `10 of flow`'),
};
type Values = OptionValues<typeof options>;
type State = { count: number; readonly flows: FlowCounts };

/**
 * Drops exactly the frames whose turn it is, of all chosen ones or of each flow by itself: the third SYN, frames 10 to 12,
 * every hundredth segment with data. Both directions of a flow are one, but each stage counts by itself. 65,536 flows
 * are counted; past them the one longest unseen begins anew. Draws nothing.
 */
export default defineHook({
  name: 'nth-dropper',
  about: 'Drops the n-th, the n-th to m-th or every n-th chosen frame, of all or of each flow.',
  options,
  needs: ['drop'],
  state: (): State => ({ count: 0, flows: new FlowCounts() }),

  preamble(frame, { options, state }) {
    if (options.side === 'preamble' && isDue(frame, options, state)) return drop('nth');
  },

  episode(frame, { options, state }) {
    if (options.side === 'episode' && isDue(frame, options, state)) return drop('nth');
  },
});

const isDue = (frame: Frame, options: Values, state: State): boolean => {
  if (!selects(frame, options)) return false;
  const positions = options.every ?? options.nth;
  return positions.fits(positions.ofFlow ? state.flows.count(frame) : ++state.count);
};
