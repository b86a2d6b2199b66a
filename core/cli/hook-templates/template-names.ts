/** The templates of `hookline hook new`, by what a hook does; the first is meant where none is named. */
export const TEMPLATE_NAMES = ['attacker', 'observer', 'mutator', 'injector', 'noop'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];
