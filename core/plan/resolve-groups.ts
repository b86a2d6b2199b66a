import { checkNames } from './resolve-stages.js';
import type { Resolving } from './resolving.js';
import type { SoundParts } from './sound-parts.js';

/** The stages of each group by name, in the plan's order; undefined: the group has faults of its own. */
export type Groups = ReadonlyMap<string, readonly string[] | undefined>;

/** Sets of stages by name. */
export type NamedStages = ReadonlyMap<string, readonly string[]>;

export const soundGroups = (groups: Groups): NamedStages =>
  new Map([...groups].flatMap(([name, stages]) => (stages === undefined ? [] : [[name, stages] as const])));

/** The groups of a plan; notes names that mean something else, and stages that there are none of. */
export const resolveGroups = (
  resolving: Resolving,
  { groups }: SoundParts,
  stages: readonly string[] | undefined,
): Groups => {
  checkNames(resolving, 'groups', groups.keys());
  for (const name of groups.keys())
    if (stages?.includes(name))
      resolving.faultAtKey(['groups', name], `there is a stage ${name} as well`, 'call it otherwise');
  return new Map(
    [...groups].map(([name, said]) => {
      if (said === undefined || stages === undefined) return [name, undefined];
      const path = ['groups', name];
      const isText = resolving.source.scalarText(path) !== undefined;
      if (said.length === 0) resolving.fault(path, 'expected at least one stage');
      said.forEach((stage, i) => {
        const place = isText ? path : [...path, i];
        if (said.indexOf(stage) < i) resolving.fault(place, `stage ${stage} stands here twice`);
        else if (stages.includes(stage)) return;
        else if (groups.has(stage)) resolving.fault(place, `${stage} is a group: a group has stages`);
        else resolving.unknown(place, 'stage', stage, stages);
      });
      return [name, stages.filter(stage => said.includes(stage))];
    }),
  );
};
