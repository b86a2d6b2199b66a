import type { AnyHook } from '../../sdk/hook.js';
import { drop } from '../../sdk/verdict.js';

/** Hooks of the bench. Its frames are UDP to port 5001. */
export const BENCH_HOOKS: Readonly<Record<string, AnyHook>> = {
  'an empty hook': { name: 'empty', preamble() {} },
  'an empty hook, both ends': { name: 'empty', preamble() {}, episode() {} },
  'a hook that rewrites a header': {
    name: 'rewriter',
    preamble(frame) {
      const ip = frame.ipv4;
      if (ip) ip.ttl -= 1;
    },
  },
  'a filter that rejects': { name: 'elsewhere', filter: 'tcp port 80', preamble: () => drop('never') },
  'every 1000th of flow': { name: 'seldom', every: '1000 of flow', preamble() {} },
  'a hook without the right to modify': { name: 'blind', preamble() {} },
};
