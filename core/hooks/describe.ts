import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import type { Right } from '../../sdk/rights.js';
import { optionExample } from './option-examples.js';

export interface OptionDescription {
  readonly name: string;
  /** `span`, `ratio`, `count` …, or the words of a `oneOf` joined by `|`. */
  readonly kind: string;
  /** A value of this kind in the words of a user; empty where none is known. */
  readonly example: string;
  /** As its author wrote it; undefined when the option must be set. */
  readonly fallback: string | undefined;
  readonly about: string;
}

/** A hook as people choose and set it. */
export interface HookDescription {
  readonly name: string;
  readonly about: string;
  /** The sides of a stage it stands at. */
  readonly sides: readonly ('preamble' | 'episode')[];
  readonly scope: 'stage' | 'link' | 'run';
  /** Before or behind the other hooks; undefined: in the plan's order. */
  readonly order: 'pre' | 'post' | undefined;
  /** The filter of each side that has one. */
  readonly filter: { readonly preamble?: string; readonly episode?: string };
  /** Places of frames, as in `3 of flow`. */
  readonly nth: string | undefined;
  readonly every: string | undefined;
  /** Rights it cannot do without. */
  readonly needs: readonly Right[];
  /** Numbers it keeps beside each frame, and their types. */
  readonly columns: Readonly<Record<string, string>>;
  readonly impure: boolean;
  readonly options: readonly OptionDescription[];
}

const filtersOf = ({ filter, ...hook }: AnyHook): HookDescription['filter'] => {
  if (filter === undefined) return {};
  if (typeof filter !== 'string') return filter;
  const sides = (['preamble', 'episode'] as const).filter(side => hook[side] !== undefined);
  return Object.fromEntries(sides.map(side => [side, filter]));
};

const asText = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

export const describeHook = (hook: AnyHook): HookDescription => ({
  name: hook.name,
  about: hook.about ?? '',
  sides: (['preamble', 'episode'] as const).filter(side => hook[side] !== undefined),
  scope: hook.scope ?? 'stage',
  order: hook.order,
  filter: filtersOf(hook),
  nth: asText(hook.nth),
  every: asText(hook.every),
  needs: hook.needs ?? [],
  columns: { ...hook.columns },
  impure: hook.impure ?? false,
  options: Object.entries((hook.options ?? {}) as Record<string, Option<unknown>>).map(([name, option]) => ({
    name,
    kind: option.choices?.join('|') ?? option.kind,
    example: optionExample(option),
    fallback: option.fallback,
    about: option.about,
  })),
});

/**
 * The description as lines for a terminal: the name and what the hook does, then a line an option, in columns:
 *
 *     ack-thief: Withholds acknowledgements in bursts.
 *       chance  ratio  share of ACKs that start a burst (default 2%)
 *       burst   count  ACKs stolen once a burst has begun (required)
 */
export const describeText = (hook: HookDescription): string => {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(text => text.length));
  const names = widest(hook.options.map(option => option.name));
  const kinds = widest(hook.options.map(option => option.kind));
  const lines = hook.options.map(({ name, kind, fallback, about }) => {
    const value = fallback === undefined ? 'required' : `default ${fallback === '' ? "''" : fallback}`;
    return `  ${name.padEnd(names)}  ${kind.padEnd(kinds)}  ${about} (${value})`;
  });
  return [hook.about === '' ? hook.name : `${hook.name}: ${hook.about}`, ...lines].join('\n');
};
