import { transform, version } from 'esbuild';
import type { Capability } from '../netns/capability.js';
import { foreign } from '../port/foreign.js';
import { pngOf } from '../report/timeline-chart.js';
import { nodeTooOld } from './node-version.js';

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

const node = (): Capability => {
  const why = nodeTooOld();
  return {
    name: 'node',
    ok: why === undefined,
    detail: why ?? process.version,
    cost: 'nothing works',
    cure: 'install a newer Node.js',
  };
};

const koffi = (): Capability => {
  let why: string | undefined;
  try {
    foreign();
  } catch (error) {
    why = firstLine(error);
  }
  return {
    name: 'koffi',
    ok: why === undefined,
    detail: why ?? 'reaches libc',
    cost: 'no links between real applications; `hookline simulate` still works',
    cure: 'npm ci, without --omit=optional',
  };
};

const esbuild = async (): Promise<Capability> => {
  let why: string | undefined;
  try {
    await transform('const a: number = 1', { loader: 'ts' });
  } catch (error) {
    why = firstLine(error);
  }
  return {
    name: 'esbuild',
    ok: why === undefined,
    detail: why ?? version,
    cost: 'hooks cannot be loaded',
    cure: 'npm ci, without --omit=optional',
  };
};

const pictures = async (): Promise<Capability> => {
  let why: string | undefined;
  try {
    const empty = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>';
    if ((await pngOf(empty)) === undefined) why = 'no font is installed';
  } catch (error) {
    why = firstLine(error);
  }
  return {
    name: 'pictures as PNG',
    ok: why === undefined,
    detail: why ?? 'fonts found',
    cost: 'pictures are written as SVG only',
    cure: 'apt install fonts-dejavu-core; npm ci, without --omit=optional',
  };
};

/** What Hookline itself is made of: Node and the packages with parts for one platform only. */
export const toolchain = async (): Promise<Capability[]> => [node(), koffi(), await esbuild(), await pictures()];
