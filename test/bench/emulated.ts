import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinkWorld } from '../../core/netns/world.js';
import { parsePlan } from '../../core/plan/parse-plan.js';
import type { Plan } from '../../core/plan/plan.js';
import { prepareHooks } from '../../core/run/prepare-hooks.js';
import { type RealRun, runReal } from '../../core/run/real-run.js';

/** The plan of this text, which must have no faults. */
export const planOf = (text: string): Plan => {
  const { plan, faults } = parsePlan(text, 'bench.yaml', () => '');
  if (plan === undefined) throw new Error(JSON.stringify(faults));
  return plan;
};

/** One hook at each end of each stage: what the targets are stated for. */
const ENDS_HOOK = `import { defineHook } from 'hookline/sdk';
export default defineHook({
  name: 'both-ends',
  state: () => ({ seen: 0 }),
  preamble(frame, { state }) { if (frame.ipv4) state.seen = (state.seen + 1) & 0xffff; },
  episode(frame, { state }) { if (frame.ipv4) state.seen = (state.seen + 1) & 0xffff; },
});
`;

/** Runs `work` while the plan is emulated in `world`, with a hook at both ends of each stage. */
export const emulated = async (
  world: LinkWorld,
  text: string,
  work: () => Promise<void>,
  priority: 'fifo' | 'nice' = 'fifo',
): Promise<RealRun> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-bench-'));
  try {
    const file = join(folder, 'both-ends.ts');
    writeFileSync(file, ENDS_HOOK);
    const plan = planOf(text);
    const use = { file, stages: ['up', 'down'], options: {}, onError: 'stop', places: {} } as const;
    const hooks = await prepareHooks({ ...plan, hooks: [use] }, [], folder);
    let done: () => void = () => {};
    const stop = new Promise<void>(resolve => {
      done = resolve;
    });
    return await runReal({
      plan: hooks.plan,
      hooks,
      hookFolder: folder,
      world,
      capturing: false,
      serverTimeoutMs: 10_000,
      foreground: false,
      output: 'err',
      priority,
      onProgress: () => {},
      progressEveryMs: 5000,
      onLine: () => {},
      onHang: () => {},
      onLost: () => {},
      stop,
      alongside: async () => {
        try {
          await work();
        } finally {
          done();
        }
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
