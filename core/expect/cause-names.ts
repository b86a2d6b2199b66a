import { KNOWN_CAUSES, MANY_REASONS } from '../frame/causes.js';

/** All causes of death but those of hooks, which name their own reasons (docs/effects.md). */
export const CAUSE_NAMES: readonly string[] = [
  ...KNOWN_CAUSES,
  'ber:fcs',
  'capacity',
  'dispatch:match',
  'learn:ingress',
  'loss:consecutive',
  'loss:four-state',
  'loss:gilbert',
  'loss:gilbert-elliott',
  'loss:independent',
  'loss:outage',
  'loss:pattern',
  'pacing:burst',
  'queue:codel',
  'queue:fq-codel',
  'queue:head',
  'queue:pie',
  'queue:red',
  MANY_REASONS,
];

export const isCause = (name: string): boolean => CAUSE_NAMES.includes(name);

/** The hook and the reason of `hook:NAME:REASON`; undefined for any other cause. */
export const hookCause = (cause: string): { readonly hook: string; readonly reason: string } | undefined => {
  const [, hook, reason] = /^hook:([^:]+):(.+)$/.exec(cause) ?? [];
  return hook === undefined ? undefined : { hook, reason: reason! };
};
