import { readFileSync } from 'node:fs';
import { type Context, defineHook, Frame, type Nanos, ns, option, readCapture, selection, selects } from 'hookline/sdk';

const options = {
  ...selection,
  file: option.text('the capture, pcap or pcapng; a path from the folder in which the run is started'),
  on: option.oneOf(['setup', 'frame'])('what begins it: the run, or the first of the frames chosen', 'setup'),
  start: option.span('how long after that', '0s'),
  speed: option.factor('how many times faster than it was captured', '1'),
  loop: option.count('how often; 0 is without end', '1'),
  gap: option.span('time from the last frame of a round to the first of the next', '1s'),
  toward: option.oneOf(['onward', 'back'])('the way of the frames', 'onward'),
  dstMac: option.unless('keep', option.mac)('link address that is written over the destination'),
  srcMac: option.unless('keep', option.mac)('link address that is written over the source'),
};
/** The frames, each with its time since the first. */
type State = { frames: Frame[]; times: number[]; isBegun: boolean };
type Here = Context<typeof options, State>;

/**
 * Injects the frames of a capture, each at its time: `start` and (time since the capture's first frame) / `speed`
 * after the run's start or the first chosen frame. Bytes go as they were captured, checksums included, but for link
 * addresses; those cut off by the capture are counted as `cut`, those whose time came, also where the plan refuses them, as `due`. With `inject` alone it stands off the path and can
 * begin by itself only. With `loop: 0` a run ends by its duration or its client, never by itself. Draws nothing.
 */
export default defineHook({
  name: 'pcap-injector',
  about: 'Injects the frames of a capture at their times.',
  options,
  needs: ['inject'],
  state: (): State => ({ frames: [], times: [], isBegun: false }),

  setup(ctx) {
    const { options, state, count } = ctx;
    for (const { at, bytes, originalLength } of framesOf(options.file)) {
      const frame = Frame.of(bytes.slice());
      if (options.dstMac) frame.bytes.set(options.dstMac.subarray(0, frame.length));
      if (options.srcMac && frame.length >= 12) frame.bytes.set(options.srcMac, 6);
      state.frames.push(frame);
      state.times.push(at / options.speed);
      if (originalLength > bytes.length) count('cut');
    }
    if (state.frames.length === 0) throw new RangeError(`there are no frames in '${options.file}'`);
    if (options.loop !== 1 && options.gap === 0) throw new RangeError("a 'loop' needs a 'gap'");
    if (options.on === 'setup') begin(ctx);
  },

  preamble(frame, ctx) {
    if (!ctx.state.isBegun && ctx.options.on === 'frame' && selects(frame, ctx.options)) begin(ctx);
  },
});

const framesOf = (file: string): ReturnType<typeof readCapture> => {
  try {
    return readCapture(readFileSync(file));
  } catch (error) {
    throw new RangeError(`cannot read '${file}': ${error instanceof Error ? error.message : error}`);
  }
};

const begin = (ctx: Here): void => {
  const { state, options, after, now } = ctx;
  state.isBegun = true;
  after(options.start, () => send(ctx, now + options.start, 0, 1));
};

/** Sends the frame of this place in its round, which began at `from`, and sees to the next one. */
const send = (ctx: Here, from: number, place: number, round: number): void => {
  const { options, state, count, inject, after, now } = ctx;
  inject(state.frames[place], { toward: options.toward });
  count('due');
  if (place + 1 < state.frames.length) {
    after(until(from + state.times[place + 1], now), () => send(ctx, from, place + 1, round));
  } else if (round !== options.loop) {
    const next = from + state.times[place] + options.gap;
    after(until(next, now), () => send(ctx, next, 0, round + 1));
  }
};

/** A capture may go back in time: such a frame follows the one before it at once. */
const until = (at: number, now: Nanos): Nanos => ns(Math.max(0, at - now));
