import { readdirSync, readFileSync } from 'node:fs';

/** The parent in the text of `/proc/PID/stat`; the name before it may hold spaces and brackets. 0 if it has none. */
export const parentOf = (stat: string): number => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);

/** Every process below `root` by parentage, from a map of process to parent. */
export const below = (root: number, parents: ReadonlyMap<number, number>): number[] => {
  const found = new Set([root]);
  let grew = true;
  while (grew) {
    grew = false;
    for (const [pid, parent] of parents) {
      if (!found.has(parent) || found.has(pid)) continue;
      found.add(pid);
      grew = true;
    }
  }
  found.delete(root);
  return [...found];
};

/** The processes below `root` now, whatever their process group; those that end meanwhile are left out. */
export const descendants = (root: number): number[] => {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), parentOf(readFileSync(`/proc/${name}/stat`, 'utf8')));
    } catch {
      // It has ended since the folder was listed.
    }
  }
  return below(root, parents);
};
