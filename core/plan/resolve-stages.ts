import { LINK_STAGES } from './link-form.js';
import { nameFault } from './names.js';
import type { StagePlan } from './plan.js';
import { type Layer, StageResolver } from './resolve-stage.js';
import type { Resolving } from './resolving.js';
import type { SoundParts } from './sound-parts.js';

/** Words that mean every stage where the name of one stands. */
const EVERY = ['link', 'all', 'both'];

/** The two stages of a plain link: a direction's own settings before those of the link. */
export const resolveLinkStages = (resolving: Resolving, { link, up, down }: SoundParts): StagePlan[] => {
  const all = [link, up, down];
  const silent = all.every(
    ({ said }) => said.scenario === undefined && said.rate === undefined && said.delay === undefined,
  );
  if (silent && all.every(({ sound }) => sound))
    resolving.fault(['link'], 'expected a scenario, or a rate and a delay', 'as in rate: 10Mbit/s');
  const resolver = new StageResolver(resolving);
  const below: Layer = { said: link.said, path: ['link'] };
  // Of a plan with faults, also where each direction has its own.
  if (link.said.scenario !== undefined && !all.every(({ sound }) => sound))
    resolver.scenario(link.said.scenario, ['link', 'scenario']);
  return LINK_STAGES.map(name => {
    const own: Layer = { said: (name === 'up' ? up : down).said, path: ['link', name] };
    return resolver.stage({ name, direction: name, pair: name === 'up' ? 'down' : 'up' }, [own, below]);
  });
};

/** The stages of a graph, in the order of the file. */
export const resolveStages = (resolving: Resolving, { stages }: SoundParts): StagePlan[] => {
  const resolver = new StageResolver(resolving);
  return [...stages].map(([name, { said }]) => {
    const { direction = 'up', pair, ...settings } = said;
    if (pair !== undefined) checkPair(resolving, name, pair, [...stages.keys()]);
    const stage = { name, direction, ...(pair === undefined ? {} : { pair }) };
    return resolver.stage(stage, [{ said: settings, path: ['stages', name] }]);
  });
};

const checkPair = (resolving: Resolving, name: string, pair: string, names: readonly string[]): void => {
  const path = ['stages', name, 'pair'];
  if (pair === name)
    resolving.fault(path, 'a stage is not its own way back', 'without a pair it goes straight to the port');
  else if (!names.includes(pair)) resolving.unknown(path, 'stage', pair, names);
};

/** Notes names that stages, ports and topologies may not have. */
export const checkNames = (resolving: Resolving, section: string, names: Iterable<string>, reserved = EVERY): void => {
  for (const name of names) {
    // Such keys lose their order when the file is read.
    const digits = /^\d+$/.test(name) ? `a name has a letter in it, unlike '${name}'` : undefined;
    const taken = reserved.includes(name) ? `'${name}' means something else where a name stands` : undefined;
    const message = nameFault(name) ?? digits ?? taken;
    if (message === undefined) continue;
    const place = resolving.source.keyPlace([section, name]);
    resolving.faultAt(place, [section], message, taken === undefined ? undefined : 'call it otherwise');
  }
};
