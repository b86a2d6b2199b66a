import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as z from 'zod';
import { warningsOf } from '../../../core/check/warnings.js';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine } from '../../../core/plan/command-line.js';
import { queueSchema } from '../../../core/plan/effects/queue.js';
import { EFFECT_NAMES, EFFECT_SECTIONS } from '../../../core/plan/effects/sections.js';
import { hookSchema } from '../../../core/plan/hook-schema.js';
import { HOOK_SETTINGS } from '../../../core/plan/hook-setting-names.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { SETTING_NAMES } from '../../../core/plan/plan-settings.js';
import { portSchema } from '../../../core/plan/port-schema.js';
import { planSchema } from '../../../core/plan/schema.js';
import { stageSchema } from '../../../core/plan/stage-schema.js';
import { POLICIES } from '../../../core/plan/topology-plan.js';
import { topologySchema } from '../../../core/plan/topology-schema.js';
import { TRAFFIC } from '../../../core/plan/traffic-schema.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, body]) => body!);
const PLAN = page('plan.md');
const SCENARIO = page('scenario.md');
const EFFECTS = page('effects.md');
const TOPOLOGIES = page('topologies.md');

test('every scenario in the docs is read', () => {
  const tables = blocks(SCENARIO, 'csv');
  assert.is(tables.length, 3);
  for (const table of tables) assert.equal(parseScenario(table, 'scenario.md').faults.map(faultText), []);
});

test('every plan in the docs is read', () => {
  const plans = blocks(PLAN, 'yaml');
  assert.is(plans.length, 5);
  const [csv] = blocks(SCENARIO, 'csv');
  for (const plan of plans) assert.equal(parsePlan(plan, 'plan.yaml', () => csv).faults.map(faultText), []);
});

test('every plan of docs/import.md is read', () => {
  const [plan, ...others] = blocks(page('import.md'), 'yaml');
  assert.is(others.length, 0);
  assert.equal(parsePlan(plan!, 'plan.yaml', () => undefined).faults.map(faultText), []);
});

test('every plan of docs/effects.md is read, with the files it names, and so are its sections in short form', () => {
  const files: Readonly<Record<string, string>> = { 'cell.trace': '1\n2\n', 'radio.delays': '20.5\n30 # a turn\n' };
  const plans = blocks(EFFECTS, 'yaml');
  assert.ok(plans.length > EFFECT_NAMES.length);
  for (const plan of plans) {
    const { plan: read, faults } = parsePlan(plan, 'plan.yaml', path => files[path]);
    assert.equal(faults.map(faultText), []);
    assert.ok(
      read!.stages.some(({ effects, queue }) => Object.keys(effects).length > 0 || queue.limit !== 'auto'),
      plan,
    );
  }
  const shown = new Set(plans.flatMap(plan => EFFECT_NAMES.filter(name => plan.includes(`${name}:`))));
  assert.equal(
    EFFECT_NAMES.filter(name => !shown.has(name)),
    [],
  );
  const shorts = [...EFFECTS.matchAll(/`((\w+): [^`{"[]+)`/g)].filter(([, , name]) => name! in EFFECT_SECTIONS);
  assert.ok(shorts.length >= 8);
  for (const [, short] of shorts.filter(([, short]) => !short!.includes('FILE'))) {
    assert.equal(
      parsePlan(`link: { rate: 1Mbit/s, delay: 1ms, ${short} }`, 'plan.yaml', () => undefined).faults.map(faultText),
      [],
      short,
    );
  }
});

/** Names of the settings of a section and the words that they may have, those of settings inside included. */
const spelled = (schema: z.ZodType): { names: Set<string>; words: Set<string> } => {
  const names = new Set<string>();
  const words = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (typeof node === 'object' && node !== null) {
      const { properties, enum: choice, const: only, ...rest } = node as Record<string, unknown>;
      for (const [name, inner] of Object.entries((properties ?? {}) as object)) {
        names.add(name);
        walk(inner);
      }
      for (const word of [...((choice ?? []) as unknown[]), only]) if (typeof word === 'string') words.add(word);
      walk(Object.values(rest));
    }
  };
  walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'throw' }));
  return { names, words };
};
/** Words of a text that stand as code, blocks left out. */
const codeWords = (text: string): Set<string> =>
  new Set(
    [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].flatMap(
      ([, span]) => span!.match(/[\w-]+/g) ?? [],
    ),
  );
/** The part of a page under a heading. */
const under = (text: string, heading: string): string => text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

test('docs/effects.md has a section for every effect, in the order in which frames meet them', () => {
  const headings = [...EFFECTS.matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading!);
  const effects = headings.filter(heading => heading === 'queue' || heading in EFFECT_SECTIONS);
  assert.equal(effects, [
    'mtu',
    'capacity',
    'queue',
    ...EFFECT_NAMES.filter(name => name !== 'mtu' && name !== 'capacity'),
  ]);
});

test('every setting of every effect, and every word that one may have, stands in its section of docs/effects.md', () => {
  let seen = 0;
  for (const [section, schema] of Object.entries({ ...EFFECT_SECTIONS, queue: queueSchema })) {
    const { names, words } = spelled(schema as z.ZodType);
    const own = codeWords(under(EFFECTS, section));
    // The distributions of a slot's gap are those of jitter, and stand there.
    const jitter = section === 'slot' ? codeWords(under(EFFECTS, 'jitter')) : own;
    seen += names.size;
    const missing = [
      ...[...names].filter(name => !own.has(name)),
      ...[...words].filter(word => !jitter.has(word) && !own.has(word)),
    ];
    assert.equal(missing, [], section);
  }
  assert.ok(seen > 80, `${seen}`);
});

test('every --set in the docs is understood, those of a graph by the graph', () => {
  for (const [block, count] of [8, 7].entries()) {
    const { plan } = parsePlan(blocks(PLAN, 'yaml')[block + 1]!, 'plan.yaml', () => blocks(SCENARIO, 'csv')[0]);
    const sets = [...blocks(PLAN, 'text')[block]!.matchAll(/--set (\S+)/g)].map(([, set]) => set!);
    assert.is(sets.length, count);
    const { faults, pending } = mergeCommandLine(plan!, { hooks: [], sets }, () => undefined);
    assert.equal(faults.map(faultText), []);
    assert.equal(pending, []);
  }
});

test('every plan of docs/topologies.md is read, nothing in them is hardly meant, and each policy has one', () => {
  const plans = blocks(TOPOLOGIES, 'yaml');
  const shown = new Set<string>();
  for (const text of plans) {
    const { plan, faults } = parsePlan(text, 'plan.yaml', () => undefined);
    assert.equal(faults.map(faultText), [], text);
    assert.equal(
      warningsOf(plan!, []).map(({ message }) => message),
      [],
      text,
    );
    for (const { vertices, arcs } of plan!.topologies)
      vertices.forEach(({ dispatch }, i) => {
        if (arcs.filter(({ from }) => from === i).length > 1) shown.add(dispatch.policy);
      });
  }
  assert.equal(
    POLICIES.filter(policy => !shown.has(policy)),
    [],
  );
  const headings = [...TOPOLOGIES.matchAll(/^### ([\w-]+)$/gm)].map(([, heading]) => heading!);
  assert.equal(headings, [...POLICIES]);
});

test('every setting of ports, stages and topologies, and every word that one may have, stands in docs/plan.md', () => {
  const sections = { ports: portSchema, stages: stageSchema, topologies: topologySchema };
  for (const [section, schema] of Object.entries(sections)) {
    const own = codeWords(PLAN.split(`\n### \`${section}\`\n`)[1]!.split('\n## ')[0]!);
    const { shape } = schema as { shape: object };
    const { names, words } = section === 'stages' ? { names: [], words: [] } : spelled(schema as z.ZodType);
    const settings = section === 'stages' ? ['direction', 'pair'] : [...Object.keys(shape), ...names];
    assert.equal(
      [...settings, ...words].filter(name => !own.has(name)),
      [],
      section,
    );
  }
});

test('every setting of a hook, and every word that one may have, stands in docs/plan.md', () => {
  const own = codeWords(PLAN.split('\n### `hooks`\n')[1]!.split('\n### ')[0]!);
  const { names, words } = spelled(hookSchema);
  assert.ok(names.size > 12, `${names.size}`);
  assert.equal(
    [...names, ...words].filter(name => !own.has(name)),
    [],
  );
  const command = codeWords(under(PLAN, 'On the command line'));
  assert.equal(
    Object.keys(HOOK_SETTINGS)
      .flatMap(name => name.split('.'))
      .filter(name => !command.has(name)),
    [],
  );
});

test('every setting stands in the docs', () => {
  const words = [...Object.keys(planSchema.shape), ...Object.values(TRAFFIC).flatMap(kind => Object.keys(kind.shape))];
  for (const word of [...words, ...Object.keys(TRAFFIC), ...SETTING_NAMES.map(name => name.split('.').at(-1)!)]) {
    assert.match(PLAN, new RegExp(`\`(?:[\\w.]+\\.)?${word}\\b`), word);
  }
});

test.run();
