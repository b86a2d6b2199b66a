import type { BitRate, Nanos } from '../../sdk/units.js';
import { parseScenario } from '../scenario/parse-csv.js';
import type { LinkScenario, Scenario } from '../scenario/scenario.js';
import { type EndOfScenario, withEnd } from '../scenario/scenario-end.js';
import type { EffectsPlan } from './effects/effects-plan.js';
import { resolveEffects } from './effects/resolve-effects.js';
import { EFFECT_NAMES, type EffectsInput } from './effects/sections.js';
import { AT_ONCE, constant, type QueuePlan, type StagePlan } from './plan.js';
import type { Path } from './plan-source.js';
import type { Resolving } from './resolving.js';
import type { StageSettings } from './stage-schema.js';

const AUTO: QueuePlan = { limit: 'auto', multiplier: 1 };

/** Settings of a stage and where they stand: a direction's own before those of its link. */
export interface Layer {
  readonly said: StageSettings;
  readonly path: Path;
}

type Named = Pick<StagePlan, 'name' | 'direction' | 'pair'>;

/** Makes stages of their settings. Scenarios, traces and tables are read once, however many stages use them. */
export class StageResolver {
  private readonly scenarios = new Map<string, LinkScenario | undefined>();
  private readonly named = new Map<string, { readonly value: unknown }>();

  constructor(private readonly resolving: Resolving) {}

  /** Of several layers the first that says something is heard. */
  stage(stage: Named, layers: readonly Layer[]): StagePlan {
    // A layer's own scenario is nearer than what those below it say: it leaves their rate and delay behind.
    const own = layers.findIndex(({ said }) => said.scenario !== undefined);
    const near = own < 0 ? layers : layers.slice(0, own + 1);
    const rate = first(near, 'rate')?.value;
    const delay = first(near, 'delay')?.value;
    const table = this.table(stage.direction, layers[own], near);
    const scenario = table
      ? withColumns(table, rate, delay)
      : constant(rate ?? (Number.POSITIVE_INFINITY as BitRate), delay ?? (0 as Nanos));
    const reconfigurations = layers.map(({ said }) => said.reconfiguration);
    return {
      ...stage,
      scenario,
      queue: first(layers, 'queue')?.value ?? AUTO,
      reconfiguration: {
        delay: reconfigurations.find(said => said?.delay !== undefined)?.delay ?? AT_ONCE.delay,
        mode: reconfigurations.find(said => said?.mode !== undefined)?.mode ?? AT_ONCE.mode,
      },
      effects: this.effects(layers),
    };
  }

  /** Read once, so that its faults are told once. */
  scenario(text: string, path: Path): LinkScenario | undefined {
    if (this.scenarios.has(text)) return this.scenarios.get(text);
    const scenario = this.resolving.readNamed(path, text, (table, file) => {
      const { scenario: value, faults } = parseScenario(table, file);
      return { value, faults };
    });
    this.scenarios.set(text, scenario);
    return scenario;
  }

  /** The rows of the stage's direction, with the end that the plan gives them. */
  private table(direction: 'up' | 'down', own: Layer | undefined, near: readonly Layer[]): Scenario | undefined {
    const end = first(near, 'scenarioEnd');
    if (own === undefined) {
      if (end !== undefined) this.resolving.fault([...end.path, 'scenarioEnd'], 'there is no scenario to end');
      return undefined;
    }
    const table = this.scenario(own.said.scenario!, [...own.path, 'scenario'])?.[direction];
    if (table === undefined || end === undefined) return table;
    const ended = withEnd(table, end.value);
    if (ended === undefined) this.resolving.fault([...end.path, 'scenarioEnd'], ...noLength(end.value));
    return ended;
  }

  /** A section of the nearer layer replaces that of the one below whole. */
  private effects(layers: readonly Layer[]): EffectsPlan {
    const said = Object.fromEntries(EFFECT_NAMES.map(name => [name, first(layers, name)?.value])) as EffectsInput;
    return resolveEffects(said, (section, setting, named, parse) => {
      const path = [...first(layers, section)!.path, section];
      const known = this.named.get(`${section} ${named}`);
      if (known !== undefined) return known.value as never;
      const isText = this.resolving.source.scalarText(path) !== undefined;
      const value = this.resolving.readNamed(isText ? path : [...path, setting], named, parse);
      this.named.set(`${section} ${named}`, { value });
      return value;
    });
  }
}

const first = <K extends keyof StageSettings>(
  layers: readonly Layer[],
  name: K,
): { readonly value: NonNullable<StageSettings[K]>; readonly path: Path } | undefined => {
  for (const { said, path } of layers) {
    const value = said[name];
    if (value !== undefined) return { value: value as NonNullable<StageSettings[K]>, path };
  }
  return undefined;
};

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
