import { resolve } from 'node:path';
import type { Message } from 'esbuild';
import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import { shownPath } from './place.js';

const MISSING_EXPORT = /^No matching export in "[a-z-]+:(.*)" for import "(.+)"$/;
const NO_LOADER = /^No loader is configured for "(.*)" files: /;
const UNRESOLVED = /^Could not resolve "([^./].*)"$/;

/**
 * What esbuild says, as a fault at its place. Paths are relative to `folder`, what has no place is about `entry`;
 * `provided` are the names that modules of Hookline's own export, by module.
 */
export const bundleFault =
  (folder: string, entry: string, provided: Readonly<Record<string, readonly string[]>>) =>
  ({ text, location, notes }: Message): Fault => {
    const place = {
      file: shownPath(location === null ? entry : resolve(folder, location.file)),
      line: location?.line ?? 0,
      column: location === null ? 0 : location.column + 1,
    };
    const [, module, missing] = MISSING_EXPORT.exec(text) ?? [];
    if (module !== undefined && missing !== undefined && provided[module] !== undefined)
      return { ...place, message: `${module} exports no ${missing}`, ...didYouMean(missing, provided[module]) };
    const unresolved = UNRESOLVED.exec(text)?.[1];
    if (unresolved !== undefined)
      return { ...place, message: `cannot find the package ${unresolved}`, hint: 'is it installed beside the hook?' };
    const ending = NO_LOADER.exec(text)?.[1];
    if (ending !== undefined)
      return {
        ...place,
        message: `a hook cannot import ${ending === '' ? 'a file without an ending' : `a ${ending} file`}`,
        hint: 'it imports TypeScript, JavaScript and JSON',
      };
    const hint = notes[0]?.text;
    return { ...place, message: text.replace(/\.$/, ''), ...(hint ? { hint } : {}) };
  };
