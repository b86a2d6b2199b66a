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

defineHook({
  name: 'late',
  // @ts-expect-error what is called outside frames is synchronous too
  async setup() {},
});
defineHook({
  name: 'late',
  // @ts-expect-error nothing comes later than the last frame
  async teardown() {},
});
defineHook({
  name: 'none',
  preamble(_, { options }) {
    // @ts-expect-error a hook that declares no options has none
    void options.chance;
  },
});

// Which frames it sees, what it needs, whose its state is.
defineHook({ name: 'x', filter: 'tcp and port 80', nth: '3 of flow', needs: ['observe', 'drop'], scope: 'link' });
defineHook({ name: 'x', filter: { preamble: 'tcp' }, every: 10, order: 'pre' });
// @ts-expect-error a filter is a text
defineHook({ name: 'x', filter: /tcp/ });
// @ts-expect-error a filter has two sides, not two directions
defineHook({ name: 'x', filter: { up: 'tcp' } });
// @ts-expect-error positions are a number or a text
defineHook({ name: 'x', nth: [3] });
// @ts-expect-error so is a step
defineHook({ name: 'x', every: true });
// @ts-expect-error no such right
defineHook({ name: 'x', needs: ['observ'] });
// @ts-expect-error rights are a list
defineHook({ name: 'x', needs: 'drop' });
// @ts-expect-error state is a stage's, a link's or a run's
defineHook({ name: 'x', scope: 'flow' });
// @ts-expect-error no such key
defineHook({ name: 'x', preample() {} });
// @ts-expect-error no such key either
defineHook({ name: 'x', onError: 'drop' });

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
