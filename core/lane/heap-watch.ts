import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bytesText } from '../../sdk/quantity.js';
import { listed } from '../plan/names.js';
import type { Plan } from '../plan/plan.js';

/** Heap that the hooks of one lane may fill together where the plan does not say, in bytes. */
const HOOK_MEMORY = 512 * 2 ** 20;
/** Share of it from which on the user is warned. */
export const HEAP_WARN_SHARE = 0.8;

/** What stands for the phase where the hooks of a lane ended the run by what they keep. */
export const MEMORY_PHASE = 'memory';

/** In bytes. */
export const hookMemoryOf = ({ hookMemory }: Pick<Plan, 'hookMemory'>): number => hookMemory ?? HOOK_MEMORY;

/** How often the heap is measured, in nanoseconds: it takes some microseconds. */
const LOOK_EVERY = 100e6;
/** Garbage is collected for a second opinion this often at most: that stops the lane for as long as it takes. */
const COLLECT_EVERY = 5e9;

/** What this thread keeps in its heap and beside it (buffers), in bytes. Frames lie in shared memory, which is neither. */
export const heapBytes = (): number => {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
};

/** Frees what nobody holds. */
export const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

/** Looks after what the hooks of one lane fill, and tells when it is too much, before the worker dies of it. */
export class HeapWatch {
  private nextAt = 0;
  private collectAt = 0;
  private readonly base: number;

  constructor(
    /** In bytes. */
    private readonly limit: number,
    /** Hears of every measurement, in bytes beyond what the lane had before its hooks. */
    private readonly publish: (bytes: number) => void,
    /** Once they keep more than the limit. */
    private readonly onFull: (bytes: number) => void,
    private readonly measure: () => number = heapBytes,
    private readonly collect: () => void = collectGarbage,
  ) {
    this.base = measure();
  }

  /** Measures now and then. What nobody holds any more counts as well, as long as there is no doubt. */
  look(now: number): void {
    if (now < this.nextAt) return;
    this.nextAt = now + LOOK_EVERY;
    let bytes = this.measure() - this.base;
    if (bytes > this.limit) {
      if (now < this.collectAt) return;
      this.collectAt = now + COLLECT_EVERY;
      this.collect();
      bytes = this.measure() - this.base;
    }
    this.publish(bytes);
    if (bytes > this.limit) this.onFull(bytes);
  }
}

/** `hooks thief and tap fill 530 MiB of memory, and 512 MiB are theirs (hookMemory): …`; `where` is their lane's stages. */
export const heapSentence = (
  hooks: readonly string[],
  where: readonly string[],
  bytes: number | undefined,
  limit: number,
): string => {
  const who = `${hooks.length === 1 ? 'hook' : 'hooks'} ${listed(hooks)} at ${listed(where)}`;
  const much = bytes === undefined ? `more than ${bytesText(limit)}` : bytesText(bytes);
  const allowed = bytes === undefined ? 'hookMemory' : `the plan's hookMemory allows ${bytesText(limit)}`;
  return `${who} filled ${much} of memory (${allowed}): bound what is kept in state, or raise hookMemory`;
};

/** The hooks that stand at any of these stages, and the stages' names. */
export const hooksOf = (
  { hooks, stages }: Plan,
  ordinals: readonly number[],
  hookNames: readonly string[],
): { readonly hooks: readonly string[]; readonly stages: readonly string[] } => {
  const names = ordinals.map(ordinal => stages[ordinal]!.name);
  const here = hookNames.filter((_, i) => hooks[i]!.stages.some(stage => names.includes(stage)));
  return { hooks: [...new Set(here)], stages: names };
};
