import { ATTACKER } from './attacker.js';
import { INJECTOR } from './injector.js';
import { MUTATOR } from './mutator.js';
import { NOOP } from './noop.js';
import { OBSERVER } from './observer.js';
import type { HookTemplate } from './template.js';
import type { TemplateName } from './template-names.js';

/** What `hookline hook new` can begin with. */
export const TEMPLATES: Readonly<Record<TemplateName, HookTemplate>> = {
  attacker: ATTACKER,
  observer: OBSERVER,
  mutator: MUTATOR,
  injector: INJECTOR,
  noop: NOOP,
};
