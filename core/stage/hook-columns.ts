import type { Columns } from '../../sdk/hook.js';
import type { FrameStore } from '../frame/store.js';

/** `frame.my`: reads and writes a hook's columns of the frame in `slot`. */
export type HookCells = Record<string, number> & { slot: number };

/** The columns of one seat. A version of the hook that declares one its former has declared gets that one's numbers. */
export class ColumnBank {
  private readonly made = new Map<string, ReturnType<FrameStore['column']>>();

  constructor(private readonly store: FrameStore) {}

  cells(columns: Columns): HookCells {
    const my = { slot: 0 };
    for (const [name, kind] of Object.entries(columns)) {
      const key = `${kind} ${name}`;
      const column = this.made.get(key) ?? this.store.column(kind);
      this.made.set(key, column);
      Object.defineProperty(my, name, {
        enumerable: true,
        get: () => column[my.slot],
        set: (value: number) => {
          column[my.slot] = value;
        },
      });
    }
    return my;
  }
}
