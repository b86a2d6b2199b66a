import type * as z from 'zod';
import { soundSections } from './effects/sections.js';
import { expectationSchema } from './expectation-schema.js';
import { type GroupInput, groupSchema } from './group-schema.js';
import { type HookInput, hookSchema } from './hook-schema.js';
import type { Path } from './plan-source.js';
import { type PortInput, portSchema } from './port-schema.js';
import { directionSchema, linkSchema, type StageInput, stageSchema } from './stage-schema.js';
import { type TopologyInput, topologySchema } from './topology-schema.js';
import { type TrafficInput, trafficSchema } from './traffic-schema.js';

/**
 * What of a plan's content is sound, part by part: what one part says of another is checked whatever is wrong with a third.
 * A part that is there and not sound is undefined.
 */
export interface SoundParts {
  readonly form: 'link' | 'graph' | 'neither';
  readonly link: StagePart;
  readonly up: StagePart;
  readonly down: StagePart;
  readonly stages: ReadonlyMap<string, StagePart>;
  readonly ports: ReadonlyMap<string, PortInput | undefined>;
  readonly topologies: ReadonlyMap<string, TopologyInput | undefined>;
  readonly groups: ReadonlyMap<string, GroupInput | undefined>;
  readonly hooks: readonly (HookInput | undefined)[];
  readonly traffic: readonly (TrafficInput | undefined)[];
  readonly expect: readonly (string | undefined)[];
}

/** Settings of a stage: where not all are sound, those that name files. */
export interface StagePart {
  readonly said: StageInput;
  readonly sound: boolean;
}

export const soundParts = (content: unknown): SoundParts => {
  const at = (...path: Path): unknown => valueAt(content, path);
  const has = (section: string): boolean => at(section) !== undefined;
  return {
    form: has('link') ? 'link' : has('stages') || has('topologies') ? 'graph' : 'neither',
    link: stagePart(at('link'), linkSchema),
    up: stagePart(at('link', 'up') ?? {}, directionSchema),
    down: stagePart(at('link', 'down') ?? {}, directionSchema),
    stages: new Map(named(at('stages')).map(([name, said]) => [name, stagePart(said ?? {}, stageSchema)])),
    ports: byName(at('ports'), portSchema),
    topologies: byName(at('topologies'), topologySchema),
    groups: byName(at('groups'), groupSchema),
    hooks: listed(at('hooks'), hookSchema),
    traffic: listed(at('traffic'), trafficSchema),
    expect: listed(at('expect'), expectationSchema),
  };
};

const stagePart = (said: unknown, schema: z.ZodType): StagePart => {
  const read = schema.safeParse(said);
  if (read.success) return { said: read.data as StageInput, sound: true };
  const scenario = valueAt(said, ['scenario']);
  const files = typeof scenario === 'string' && scenario !== '' ? { scenario } : {};
  return { said: { ...soundSections(said), ...files } as StageInput, sound: false };
};

const named = (section: unknown): [name: string, said: unknown][] =>
  typeof section === 'object' && section !== null && !Array.isArray(section) ? Object.entries(section) : [];

const byName = <S extends z.ZodType>(section: unknown, schema: S): Map<string, z.output<S> | undefined> =>
  new Map(named(section).map(([name, said]) => [name, schema.safeParse(said ?? {}).data]));

const listed = <S extends z.ZodType>(section: unknown, schema: S): (z.output<S> | undefined)[] =>
  Array.isArray(section) ? section.map(said => schema.safeParse(said).data) : [];

export const valueAt = (content: unknown, path: Path): unknown => {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
};
