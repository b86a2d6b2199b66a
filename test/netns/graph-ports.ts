import { type AttachPlan, defaultAddresses, type PortPlan } from '../../core/plan/port-plan.js';

/** Ports with the addresses of their places, as `name`, `name@host` or `name kind:place`. Nothing enters at them. */
export const ports = (...words: readonly string[]): PortPlan[] =>
  words.map((word, i) => {
    const [, name = '', host = name, kind, place] = /^([\w-]+)(?:@(\w+))?(?: (\w+):(\S+))?$/.exec(word)!;
    const attach = kind === undefined ? {} : { attach: { kind: kind as AttachPlan['kind'], name: place! } };
    return { name, host, ...defaultAddresses(i), enter: [], ...attach };
  });
