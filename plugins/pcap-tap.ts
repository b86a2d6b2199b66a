import { defineHook, type Frame, option, selection, selects } from 'hookline/sdk';

/** Captures chosen frames where they enter the stage, where they leave it, or both, each with a comment. */
export default defineHook({
  name: 'pcap-tap',
  about: 'Writes chosen frames into a capture file of the run.',
  order: 'post',
  options: {
    ...selection,
    side: option.oneOf(['preamble', 'episode', 'both'])('where to capture: on entry, on exit, on both', 'both'),
    comment: option.text('a note on every frame captured', ''),
    most: option.unless('all', option.count)('frames to capture before stopping'),
  },
  state: () => ({ taken: 0 }),

  preamble(frame, { options, state, capture, count }) {
    if (options.side === 'episode' || !wanted(frame, options, state)) return;
    capture(frame, note('in', options.comment));
    count('captured');
  },

  episode(frame, { options, state, capture, count }) {
    if (options.side === 'preamble' || !wanted(frame, options, state)) return;
    capture(frame, note('out', options.comment));
    count('captured');
  },
});

const wanted = (
  frame: Frame,
  options: Parameters<typeof selects>[1] & { readonly most: number | undefined },
  state: { taken: number },
): boolean => {
  if (options.most !== undefined && state.taken >= options.most) return false;
  if (!selects(frame, options)) return false;
  state.taken += 1;
  return true;
};

const note = (side: string, comment: string): string => (comment === '' ? side : `${side}: ${comment}`);
