import type { AttachPlan } from '../../plan/port-plan.js';

/** As it is written: `netns:lab`. */
export const attachText = ({ kind, name }: AttachPlan): string => `${kind}:${name}`;
