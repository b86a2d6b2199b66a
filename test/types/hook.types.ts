import { type BitRate, defineHook, drop, Frame, hold, kbps, ms, type Nanos, option, type Ratio } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';

// Compiled, never run: each line below an expectation must be an error, and nothing else may be.

// @ts-expect-error a bare number is not a span
hold(5);
hold(ms(5));
// @ts-expect-error a rate is not a span
hold(kbps(5));
// @ts-expect-error a drop has a reason
drop();

const hook = defineHook({
  name: 'types',
  options: {
    share: option.ratio('r'),
    word: option.oneOf(['p', 'q'])('c', 'p'),
    port: option.unless('keep', option.port)('d'),
  },
  columns: { enteredAt: 'f64' },
  state: options => ({ n: 0, share: options.share }),

  onScenarioChange(change, { state }) {
    state.n = change.route;
    const rate: BitRate = change.rate;
    void rate;
  },

  preamble(frame, ctx) {
    const share: Ratio = ctx.options.share;
    const word: 'p' | 'q' = ctx.options.word;
    const port: number | undefined = ctx.options.port;
    const now: Nanos = ctx.now;
    void [share, word, port];
    ctx.state.n += 1;
    frame.my.enteredAt = now;
    // @ts-expect-error no such column
    frame.my.leftAt = now;
    // @ts-expect-error no such option
    ctx.options.other;
    // @ts-expect-error options are read-only
    ctx.options.share = share;
    // @ts-expect-error the view may be absent
    frame.tcp.window;
    // @ts-expect-error the word can only be p or q
    if (ctx.options.word === 'r') return;
    // @ts-expect-error a chance is a share, not a number
    ctx.rng.chance(0.5);
    // @ts-expect-error a timer takes a span
    ctx.after(5, () => {});
    return ctx.rng.chance(ctx.options.share) ? hold(ms(1)) : undefined;
  },
});

defineHook({
  name: 'late',
  // @ts-expect-error handlers are synchronous
  async episode() {
    return drop('x');
  },
});

// @ts-expect-error a hook has a name
defineHook({ preamble() {} });
// @ts-expect-error columns are of known kinds
defineHook({ name: 'x', columns: { a: 'f32' } });
// @ts-expect-error a handler does not return a number
defineHook({ name: 'x', preamble: () => 5 });
// @ts-expect-error a default must be one of the words
option.oneOf(['p', 'q'])('c', 'r');

const r = rig(hook, { options: { share: '2%', word: 'q', port: 80 } });
r.state.n = 5;
// @ts-expect-error no such option
rig(hook, { options: { shre: '2%' } });
// @ts-expect-error a span, not a number
r.advance(5);
// @ts-expect-error frames, not bytes
r.preamble(new Uint8Array(60));
r.preamble(new Frame());
