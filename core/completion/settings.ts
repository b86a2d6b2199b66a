import type { Setting } from './surroundings.js';

/** The parts of the plan's JSON Schema that are read here. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  /** Where it stands in the schema's definitions, as `#/definitions/NAME`. */
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Sections of the plan that `--set` does not reach by a fixed name. */
const OTHERS = ['hookline', 'stages', 'topologies', 'groups', 'hooks', 'traffic', 'ports', 'captures', 'expect'];
/** Sections whose single settings `--set` reaches; the others it takes in their short form only. */
const SECTIONS = ['link', 'up', 'down', 'reconfiguration', 'store'];
/** The one setting of a queue that has a name of its own. */
const OF_QUEUE = 'multiplier';

/**
 * The settings that `--set` knows, from the JSON Schema of the plan: reading that is quick, and loading the schema
 * it is generated from takes longer than all the rest of a completion.
 */
export const settingsOf = (schema: Schema): Setting[] => {
  const resolved = (part: Schema): Schema => {
    const refs = [part.$ref, ...(part.allOf ?? []).map(each => each.$ref)].filter(ref => ref !== undefined);
    const named = refs.map(ref => resolved(schema.definitions?.[ref.split('/').at(-1)!] ?? {}));
    return Object.assign({}, ...named, part) as Schema;
  };
  const under = (section: Schema, prefix: string): Setting[] =>
    Object.entries(section.properties ?? {}).flatMap(([name, said]) => {
      if (OTHERS.includes(name)) return [];
      const setting = resolved(said);
      // What differs in one direction is set as up.queue, not as link.up.queue.
      const path = prefix === 'link.' && (name === 'up' || name === 'down') ? name : prefix + name;
      const shapes = (setting.anyOf ?? [setting])
        .map(resolved)
        .flatMap(shape => (shape.anyOf ?? [shape]).map(resolved));
      const inner = shapes.find(shape => shape.properties);
      const single = shapes.find(shape => shape.type !== undefined && shape.type !== 'object' && shape.type !== 'null');
      const own = single ? [settingOf(path, setting, single)] : [];
      if (inner && name === 'queue') {
        const multiplier = resolved(inner.properties![OF_QUEUE]!);
        return [...own, settingOf(`${path}.${OF_QUEUE}`, multiplier, multiplier)];
      }
      return inner && SECTIONS.includes(name) ? [...own, ...under(inner, `${path}.`)] : own;
    });
  return under(resolved(schema), '');
};

const settingOf = (name: string, setting: Schema, single: Schema): Setting => ({
  name,
  about: setting.description ?? single.description ?? '',
  fallback: setting.default === undefined ? undefined : String(setting.default),
  choices: single.enum,
});
