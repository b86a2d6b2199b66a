import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { BitRate, Nanos } from '../../sdk/units.js';
import type { Fault } from '../fault.js';
import { parseScenario } from '../scenario/parse-csv.js';
import type { LinkScenario, Scenario } from '../scenario/scenario.js';
import { type EndOfScenario, withEnd } from '../scenario/scenario-end.js';
import type { EffectsPlan } from './effects/effects-plan.js';
import { resolveEffects } from './effects/resolve-effects.js';
import { EFFECT_NAMES, type EffectsInput, soundSections } from './effects/sections.js';
import { limitFaults } from './limits.js';
import type { HookPlan, Plan, QueuePlan, StagePlan, TrafficPlan } from './plan.js';
import { AT_ONCE, constant } from './plan.js';
import { type Path, type PlanSource, pathText } from './plan-source.js';
import { LINK_PORTS, LINK_TOPOLOGIES, type PortPlan } from './port-plan.js';
import { type HookInput, hookSchema, type LinkInput, type PlanInput, type TrafficInput } from './schema.js';

/** The text of a file by its path, as the user would name it from here; undefined when it cannot be read. */
export type ReadFile = (path: string) => string | undefined;

const AUTO: QueuePlan = { limit: 'auto', multiplier: 1 };
const DIRECTIONS = ['up', 'down'] as const;
type Direction = (typeof DIRECTIONS)[number];
/** iperf3's port; each further sender takes the next one. */
const FIRST_PORT = 5201;

/** Turns a plan file's content into a plan: paths relative to its folder, scenarios read, defaults filled in. */
export class Resolver {
  readonly faults: Fault[] = [];
  private readonly scenarios = new Map<string, LinkScenario | undefined>();
  /** Traces and tables, read once, however many stages use them. */
  private readonly named = new Map<string, { readonly value: unknown }>();

  constructor(
    private readonly source: PlanSource,
    private readonly readFile: ReadFile,
  ) {}

  plan(input: PlanInput): Plan {
    const plan: Plan = {
      seed: input.seed,
      duration: input.duration ?? (Number.POSITIVE_INFINITY as Nanos),
      startup: input.startup,
      stages: this.stages(input.link),
      ports: LINK_PORTS.map(port => this.port(port, input.ports?.[port.name as 'client' | 'server']?.pcap)),
      topologies: LINK_TOPOLOGIES,
      hooks: (input.hooks ?? []).map((hook, i) => this.hook(hook, ['hooks', i])),
      traffic: (input.traffic ?? []).map((traffic, i) => trafficPlan(traffic, i)),
      store: { bytes: input.store?.memory ?? 0, slotBytes: input.store?.slot ?? 2048 },
      lanes: 'auto',
    };
    for (const { path, message, hint } of limitFaults(plan)) this.fault(path, message, hint);
    return plan;
  }

  /**
   * Notes the faults of the files that a refused plan names: they need not wait until the plan itself is mended. Returns
   * the hooks whose own settings are sound.
   */
  checkFiles(content: unknown): HookPlan[] {
    for (const path of [
      ['link', 'scenario'],
      ['link', 'up', 'scenario'],
      ['link', 'down', 'scenario'],
    ]) {
      const scenario = valueAt(content, path);
      if (typeof scenario === 'string') this.scenario(scenario, path);
    }
    const link = soundSections(valueAt(content, ['link']));
    for (const name of DIRECTIONS) this.effects(link, soundSections(valueAt(content, ['link', name])), name);
    const hooks = valueAt(content, ['hooks']);
    const sound: HookPlan[] = [];
    for (let i = 0; Array.isArray(hooks) && i < hooks.length; i++) {
      const read = hookSchema.safeParse(hooks[i]);
      const use = valueAt(hooks[i], ['use']);
      if (read.success) sound.push(this.hook(read.data, ['hooks', i]));
      else if (typeof use === 'string') this.checkHookFile(use, ['hooks', i, 'use']);
    }
    return sound;
  }

  private checkHookFile(use: string, path: Path): void {
    if (!isPath(use)) return;
    const file = this.beside(use);
    if (this.readFile(file) === undefined) this.fault(path, `cannot read '${use}'`, `looked for ${file}`);
  }

  private fault(path: Path, message: string, hint?: string): void {
    const fault = { file: this.source.file, ...this.source.place(path), message: `${pathText(path)}: ${message}` };
    // What the link says for both directions is told once.
    if (this.faults.some(told => told.message === fault.message)) return;
    this.faults.push(hint === undefined ? fault : { ...fault, hint });
  }

  private stages(link: LinkInput): StagePlan[] {
    const said = [link, link.up ?? {}, link.down ?? {}];
    if (said.every(part => part.scenario === undefined && part.rate === undefined && part.delay === undefined)) {
      this.fault(['link'], 'expected a scenario, or a rate and a delay', 'as in rate: 10Mbit/s');
    }
    return DIRECTIONS.map(name => this.stage(link, name));
  }

  private stage(link: LinkInput, name: Direction): StagePlan {
    const own = link[name] ?? {};
    // A direction's own scenario is nearer than what the link says for both: it takes the link's rate and delay with it.
    const ownScenario = own.scenario !== undefined;
    const rate = own.rate ?? (ownScenario ? undefined : link.rate);
    const delay = own.delay ?? (ownScenario ? undefined : link.delay);
    const table = this.table(link, name);
    const scenario = table
      ? withColumns(table, rate, delay)
      : constant(rate ?? (Number.POSITIVE_INFINITY as BitRate), delay ?? (0 as Nanos));
    const pair = name === 'up' ? 'down' : 'up';
    const queue = own.queue ?? link.queue ?? AUTO;
    const reconfiguration = {
      delay: own.reconfiguration?.delay ?? link.reconfiguration?.delay ?? AT_ONCE.delay,
      mode: own.reconfiguration?.mode ?? link.reconfiguration?.mode ?? AT_ONCE.mode,
    };
    const effects = this.effects(link, own, name);
    return { name, direction: name, pair, scenario, queue, reconfiguration, effects };
  }

  /** A section of the direction's own replaces the link's whole. */
  private effects(link: EffectsInput, own: EffectsInput, name: Direction): EffectsPlan {
    const said = Object.fromEntries(EFFECT_NAMES.map(effect => [effect, own[effect] ?? link[effect]])) as EffectsInput;
    return resolveEffects(said, (section, setting, named, parse) => {
      const path = ['link', ...(own[section] === undefined ? [] : [name]), section];
      const known = this.named.get(`${section} ${named}`);
      if (known !== undefined) return known.value as never;
      const value = this.readNamed(
        this.source.scalarText(path) === undefined ? [...path, setting] : path,
        named,
        parse,
      );
      this.named.set(`${section} ${named}`, { value });
      return value;
    });
  }

  /** What is named by a path, or said as a block of text in its place. */
  private readNamed<T>(
    path: Path,
    named: string,
    parse: (text: string, file: string) => { readonly value: T | undefined; readonly faults: readonly Fault[] },
  ): T | undefined {
    if (named.includes('\n')) {
      const { value, faults } = parse(named, this.source.file);
      this.faults.push(...this.placedIn(path, faults));
      return value;
    }
    const file = this.beside(named);
    const text = this.readFile(file);
    if (text === undefined) {
      this.fault(path, `cannot read '${named}'`, `looked for ${file}`);
      return undefined;
    }
    const { value, faults } = parse(text, file);
    this.faults.push(...faults);
    return value;
  }

  /** The direction's rows, with the end that the plan gives them. */
  private table(link: LinkInput, name: Direction): Scenario | undefined {
    const own = link[name] ?? {};
    const ownScenario = own.scenario !== undefined;
    const text = ownScenario ? own.scenario : link.scenario;
    const ofLink = ownScenario ? undefined : link.scenarioEnd;
    const then = own.scenarioEnd ?? ofLink;
    const path = ['link', ...(own.scenarioEnd === undefined ? [] : [name]), 'scenarioEnd'];
    if (text === undefined) {
      if (then !== undefined) this.fault(path, 'there is no scenario to end');
      return undefined;
    }
    const table = this.scenario(text, ownScenario ? ['link', name, 'scenario'] : ['link', 'scenario'])?.[name];
    if (table === undefined || then === undefined) return table;
    return withEnd(table, then) ?? this.noLength(path, then);
  }

  private noLength(path: Path, then: EndOfScenario): undefined {
    this.fault(path, ...noLength(then));
    return undefined;
  }

  /** Read once, however many stages use it, so that its faults are told once. */
  private scenario(text: string, path: Path): LinkScenario | undefined {
    if (this.scenarios.has(text)) return this.scenarios.get(text);
    const scenario = text.includes('\n') ? this.inlineScenario(text, path) : this.scenarioFile(text, path);
    this.scenarios.set(text, scenario);
    return scenario;
  }

  private scenarioFile(name: string, path: Path): LinkScenario | undefined {
    const file = this.beside(name);
    const text = this.readFile(file);
    if (text === undefined) {
      this.fault(path, `cannot read '${name}'`, `looked for ${file}`);
      return undefined;
    }
    const { scenario, faults } = parseScenario(text, file);
    this.faults.push(...faults);
    return scenario;
  }

  private inlineScenario(text: string, path: Path): LinkScenario | undefined {
    const { scenario, faults } = parseScenario(text, this.source.file);
    this.faults.push(...this.placedIn(path, faults));
    return scenario;
  }

  /** Faults of a block of text, where it stands in the plan. */
  private placedIn(path: Path, faults: readonly Fault[]): Fault[] {
    const block = this.source.blockPlace(path);
    return faults.map(fault => ({
      ...fault,
      ...(block && fault.line > 0
        ? { line: block.line + fault.line - 1, column: block.column + fault.column - 1 }
        : this.source.place(path)),
    }));
  }

  private hook(hook: HookInput, path: Path): HookPlan {
    const places: Record<string, { file: string; line: number; column: number }> = {};
    const options: Record<string, string> = {};
    const { file } = this.source;
    const asText = this.source.scalarText(path) !== undefined;
    places[''] = { file, ...this.source.place(asText ? path : [...path, 'use']) };
    for (const [name, value] of Object.entries(hook.options ?? {})) {
      const at = [...path, 'options', name];
      // As it was written: `port: 0x50` or `id: 007` must reach the hook's own parser untouched.
      options[name] = this.source.scalarText(at) ?? String(value);
      places[name] = { file, ...this.source.place(at) };
    }
    this.checkHookFile(hook.use, asText ? path : [...path, 'use']);
    return {
      file: isPath(hook.use) ? resolve(this.beside(hook.use)) : hook.use,
      stages: hook.at === 'both' ? DIRECTIONS : [hook.at],
      options,
      onError: hook.onError,
      places,
    };
  }

  private port(port: PortPlan, pcap: string | undefined): PortPlan {
    return pcap === undefined ? port : { ...port, pcap: resolve(this.beside(pcap)) };
  }

  private beside(path: string): string {
    return isAbsolute(path) ? path : join(dirname(this.source.file), path);
  }
}

const trafficPlan = (traffic: TrafficInput, index: number): TrafficPlan => {
  const { kind, from, start, stop, port, ...settings } = traffic;
  return {
    kind,
    from,
    to: from === 'client' ? 'server' : 'client',
    start,
    stop: stop ?? (Number.POSITIVE_INFINITY as Nanos),
    settings: { ...settings, port: port ?? FIRST_PORT + index },
  };
};

const valueAt = (content: unknown, path: Path): unknown => {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
};

/** A path to a hook, not the name of a shipped one: it has a slash or a script's ending. */
export const isPath = (use: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(use);

/** Message and hint about a table whose only row cannot be its end as well. */
export const noLength = (then: EndOfScenario): [message: string, hint: string] => [
  `a table of one row has no time at which to ${then}`,
  `give it a last row with a time and ${then}`,
];

/** A scenario with its rate or delay replaced in every row. */
export const withColumns = (scenario: Scenario, rate: BitRate | undefined, delay: Nanos | undefined): Scenario =>
  rate === undefined && delay === undefined
    ? scenario
    : { ...scenario, rows: scenario.rows.map(row => ({ ...row, rate: rate ?? row.rate, delay: delay ?? row.delay })) };
