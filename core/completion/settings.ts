import type { Setting } from './surroundings.js';

/** The parts of the plan's JSON Schema that are read here. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

/** Sections of the plan that `--set` does not reach by a fixed name, and `queue.limit`, whose short form it takes. */
const OTHERS = ['hookline', 'hooks', 'traffic', 'ports', 'limit'];

/**
 * The settings that `--set` knows, from the JSON Schema of the plan: reading that is quick, and loading the schema
 * it is generated from takes longer than all the rest of a completion.
 */
export const settingsOf = (schema: Schema): Setting[] => under(schema, '');

const under = (schema: Schema, prefix: string): Setting[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, setting]) => {
    if (OTHERS.includes(name)) return [];
    // What differs in one direction is set as up.queue, not as link.up.queue.
    const path = prefix === 'link.' && (name === 'up' || name === 'down') ? name : prefix + name;
    const shapes = setting.anyOf ?? [setting];
    const section = shapes.find(shape => shape.properties);
    const single = shapes.find(shape => shape.type !== undefined && shape.type !== 'object' && shape.type !== 'null');
    return [...(single ? [settingOf(path, setting, single)] : []), ...(section ? under(section, `${path}.`) : [])];
  });

const settingOf = (name: string, setting: Schema, single: Schema): Setting => ({
  name,
  about: setting.description ?? single.description ?? '',
  fallback: setting.default === undefined ? undefined : String(setting.default),
  choices: single.enum,
});
