import type { AnyHook } from '../../sdk/hook.js';
import { HEAP_WARN_SHARE, heapSentence, hookMemoryOf, hooksOf } from '../lane/heap-watch.js';
import type { LaneSet } from '../lane/lane-set.js';
import type { LanePart } from '../lane/partition.js';
import type { Plan } from '../plan/plan.js';
import { monotonic } from '../port/clock.js';

/** Tells the lanes and the user when the machine's memory is low, and when it is so no more. */
export const tellMemory =
  (lanes: LaneSet, onLine: (text: string) => void) =>
  (low: boolean): void => {
    for (const { control } of lanes.lanes) control.memoryLow = low;
    onLine(
      low
        ? "the machine's memory is low: frames for which more of it would be needed are dropped (memory)\n"
        : 'there is memory again: the link takes frames as before\n',
    );
  };

/** Warns once a lane when its hooks fill most of what they may; to be called now and then. */
export const tellHeap = (
  plan: Plan,
  parts: readonly LanePart[],
  used: readonly AnyHook[],
  lanes: LaneSet,
  onLine: (text: string) => void,
): (() => void) => {
  const limit = hookMemoryOf(plan);
  const told = new Set<number>();
  const names = used.map(({ name }) => name);
  return () => {
    lanes.lanes.forEach(({ control }, lane) => {
      const bytes = control.get('hookHeap');
      if (bytes < HEAP_WARN_SHARE * limit || told.has(lane)) return;
      told.add(lane);
      const { hooks, stages } = hooksOf(plan, parts[lane]!.stages, names);
      const text = `${heapSentence(hooks, stages, bytes, limit)}; past it the run ends`;
      onLine(`warning: ${text}\n`);
      lanes.note('', 'warn', { text });
    });
  };
};

/** Tells once when the scenarios' clock has started; to be called now and then. */
export const tellClock = (lanes: LaneSet, origin: number, tell: (at: Date) => void): (() => void) => {
  let told = false;
  return () => {
    const { scenarioAt } = lanes;
    if (told || scenarioAt === Number.POSITIVE_INFINITY) return;
    told = true;
    tell(new Date(Date.now() - (monotonic() - origin - scenarioAt) / 1e6));
  };
};
