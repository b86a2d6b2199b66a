import { defineHook, option } from 'hookline/sdk';

/**
 * A multipath scheduler: everything takes the first way behind `access`, as long as what enters it also leaves it. When
 * nothing has come out for `patience` it takes the second, and tries the first again once in that time.
 */
export default defineHook({
  name: 'failover',
  about: 'sends frames by the first way, and by the second while the first is silent',
  options: {
    active: option.oneOf(['yes', 'no'])('whether it chooses at all', 'yes'),
    patience: option.span('silence that counts as an outage', '100ms'),
  },
  scope: 'run',
  state: () => ({ silentSince: -1, triedAt: 0 }),

  preamble(_, { stage, state, now }) {
    if (stage.name !== 'access' && state.silentSince < 0) state.silentSince = now;
  },

  episode(_, { stage, state, options, now, route, routes, count }) {
    if (stage.name !== 'access') {
      state.silentSince = -1;
      return;
    }
    if (options.active === 'no') return;
    const [first, second] = routes;
    if (first === undefined || second === undefined) return;
    const silent = state.silentSince >= 0 && now - state.silentSince > options.patience;
    if (!silent || now - state.triedAt > options.patience) {
      state.triedAt = now;
      route(first);
    } else {
      count('by the second way');
      route(second);
    }
  },
});
