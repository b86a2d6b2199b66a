import {
  type Context,
  defineHook,
  duplicate,
  type Frame,
  keep,
  option,
  selection,
  selects,
  type Ticket,
  type Verdict,
} from 'hookline/sdk';

const options = {
  ...selection,
  side: option.oneOf(['preamble', 'episode'])('where: on entry, or on exit, behind the queue', 'episode'),
  action: option.oneOf(['replay', 'reorder'])('send copies later, or let the frame itself be overtaken', 'replay'),
  nth: option.positions('which of the chosen frames, counted from 1: `3`, `3-5`, `1,4`, `10-`', '1-'),
  every: option.count('of these, every so-manieth', '1'),
  frames: option.count('how many further chosen frames go first; replay: 0 goes by `after`', '0'),
  after: option.span('replay: the time to the first copy, and from copy to copy; reorder: longest wait', '1s'),
  times: option.count('replay: copies of each', '1'),
};
/** What is to come after the chosen frame at this place, at the place modulo the length. */
type State = { place: number; met: number; copies: (Frame | undefined)[]; tickets: (Ticket | undefined)[] };
type Here = Context<typeof options, State>;
const MOST = 65_536;

/**
 * Replays frames as they were, late enough to fall behind an anti-replay window (RFC 4303 §3.4.3, RFC 6479), or early enough
 * not to: the k-th copy follows the (k × `frames`)-th chosen frame behind the original, or comes k × `after` later.
 * `reorder` adds nothing: exactly `frames` chosen frames overtake the frame, fewer if no more come within `after`.
 * Needs the right to inject; to reorder, the right to delay in its place. Copies that are due after the run's last frame
 * never come. Counts `copies due`, also those that the plan refuses. Draws nothing.
 */
export default defineHook({
  name: 'replayer',
  about: 'Replays chosen frames after further frames or a time, or lets others overtake them.',
  options,
  needs: ['observe', 'inject'],
  state: (): State => ({ place: 0, met: 0, copies: [], tickets: [] }),

  setup({ options: { action, every, frames, times } }) {
    if (every < 1) throw new RangeError("'every' counts from 1");
    if (times > 1000) throw new RangeError("'times' can be 1000 at most");
    if (frames * times > MOST) throw new RangeError(`'frames' times 'times' can be ${MOST} at most`);
    if (action === 'reorder' && frames < 1) throw new RangeError("to reorder, 'frames' must be 1 or more");
  },

  preamble(frame, ctx) {
    if (ctx.options.side === 'preamble') return chosen(frame, ctx);
  },

  episode(frame, ctx) {
    if (ctx.options.side === 'episode') return chosen(frame, ctx);
  },
});

const chosen = (frame: Frame, ctx: Here): Verdict | undefined => {
  const { options, state } = ctx;
  if (!selects(frame, options)) return undefined;
  state.place += 1;
  const isMet = options.nth.fits(state.place) && ++state.met % options.every === 0;
  if (options.action === 'reorder') return reorder(isMet, ctx);
  if (options.frames > 0) replay(isMet ? frame.copy() : undefined, ctx);
  else if (isMet) {
    ctx.count('copies due', options.times);
    return duplicate(options.times, options.after);
  }
  return undefined;
};

/** What is injected follows the frame at hand; the place that the oldest copy leaves is this frame's. */
const replay = (copy: Frame | undefined, { options: { frames, times }, state, count, inject }: Here): void => {
  const room = frames * times;
  for (let k = 1; k <= times; k++) {
    const former = state.place > k * frames ? state.copies[(state.place - k * frames) % room] : undefined;
    if (former === undefined) continue;
    inject(former);
    count('copies due');
  }
  state.copies[state.place % room] = copy;
};

const reorder = (
  isMet: boolean,
  { options: { frames, after: longest }, state, count, after }: Here,
): Verdict | undefined => {
  const at = state.place % frames;
  // The frame at hand goes on before what is released in its handler.
  state.tickets[at]?.release();
  state.tickets[at] = undefined;
  if (!isMet) return undefined;
  return keep(ticket => {
    count('overtaken');
    state.tickets[at] = ticket;
    after(longest, () => {
      if (state.tickets[at] !== ticket) return;
      state.tickets[at] = undefined;
      ticket.release();
      count('not overtaken in time');
    });
  });
};
