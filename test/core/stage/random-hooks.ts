import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { ns } from '../../../sdk/units.js';
import { drop, duplicate, hold, keep, replace } from '../../../sdk/verdict.js';

/** Drops, holds, copies, replaces, keeps for a while and cuts frames, from its own substream. */
export const meddler = (): AnyHook =>
  defineHook({
    name: 'meddler',
    columns: { seen: 'u32' },
    preamble(frame, { rng, after }) {
      frame.my.seen += 1;
      const span = ns(rng.below(3) === 0 ? 0 : rng.below(5e6));
      switch (rng.below(16)) {
        case 0:
          return drop('chance');
        case 1:
          return hold(span);
        case 2:
          return duplicate(2, span);
        case 3:
          return keep(ticket => after(span, () => (span % 2 === 0 ? ticket.release() : ticket.drop('late'))));
        case 4:
          return replace(frame.copy(), frame.copy());
        case 5:
          frame.resize(Math.max(14, frame.length - rng.below(40)));
          return;
        case 6:
          if (frame.ipv4) frame.ipv4.ttl -= 1;
          return;
        default:
          return;
      }
    },
    episode: (_, { rng }) => (rng.below(8) === 0 ? hold(ns(rng.below(2e6))) : undefined),
  });

/** Keeps a few frames and never gives them back. */
export const hoarder = (): AnyHook =>
  defineHook({
    name: 'hoarder',
    state: () => ({ kept: 0 }),
    episode(_, { rng, state }) {
      if (state.kept === 3 || rng.below(50) > 0) return;
      state.kept += 1;
      return keep(() => {});
    },
  });

/** Adds frames of its own, either way, now and later. */
export const adder = (): AnyHook =>
  defineHook({
    name: 'adder',
    preamble(frame, { rng, inject }) {
      const after = ns(rng.below(2) * rng.below(3e6));
      const what = rng.below(20);
      if (what === 0) inject(frame, { toward: 'back', after });
      else if (what === 1) inject(frame, { toward: 'onward', after });
    },
    episode(frame, { rng, inject }) {
      if (rng.below(20) === 0) inject(frame, { toward: 'back' });
    },
  });

/** Changes rate and delay of its stage, never to a standstill. */
export const setter = (): AnyHook =>
  defineHook({
    name: 'setter',
    preamble(_, { rng, stage }) {
      if (rng.below(100) > 0) return;
      stage.set({ rate: rng.pick([1e6, 1e7, 1e9, Number.POSITIVE_INFINITY]) as typeof stage.rate });
      stage.set({ delay: ns(rng.below(10e6)) });
    },
  });

/** Looks, and lets pass. */
export const idler = (): AnyHook => defineHook({ name: 'idler', preamble() {}, episode() {} });
