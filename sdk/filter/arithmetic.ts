import { type Test, Window } from './window.js';

/**
 * Numbers of a filter: 32 bits without sign, as BPF reckons. In memory they are signed ones with the same bits, which V8
 * keeps without heap objects; only division, remainder and order look at them as unsigned.
 */
export interface Value {
  readonly read: (frame: Window) => number;
  /** Known when the filter is compiled. */
  readonly constant?: number;
  /** What the frame must be for the number to be there; a comparison is false without. */
  readonly needs: readonly Test[];
}

export const constant = (value: number): Value => ({ read: () => value | 0, constant: value | 0, needs: [] });

/** The frame's length in bytes. */
export const frameLength: Value = { read: frame => frame.length, needs: [] };

type Operation = (a: number, b: number, frame: Window) => number;

// A shift by 32 or more leaves nothing (a shift in JavaScript would take its count modulo 32).
const OPERATIONS: Readonly<Record<string, { readonly precedence: number; readonly apply: Operation }>> = {
  '|': { precedence: 1, apply: (a, b) => a | b },
  '^': { precedence: 2, apply: (a, b) => a ^ b },
  '&': { precedence: 3, apply: (a, b) => a & b },
  '<<': { precedence: 4, apply: (a, b) => (b >>> 0 < 32 ? a << b : 0) },
  '>>': { precedence: 4, apply: (a, b) => (b >>> 0 < 32 ? (a >>> b) | 0 : 0) },
  '+': { precedence: 5, apply: (a, b) => (a + b) | 0 },
  '-': { precedence: 5, apply: (a, b) => (a - b) | 0 },
  '*': { precedence: 6, apply: (a, b) => Math.imul(a, b) },
  '/': { precedence: 6, apply: (a, b, frame) => (b === 0 ? frame.fail() : ((a >>> 0) / (b >>> 0)) | 0) },
  '%': { precedence: 6, apply: (a, b, frame) => (b === 0 ? frame.fail() : ((a >>> 0) % (b >>> 0)) | 0) },
};

/** How tightly a sign binds, from 1; 0 for what is no operator. As in C; libpcap gives `%` and `^` no place of their own. */
export const precedence = (sign: string): number => (Object.hasOwn(OPERATIONS, sign) ? OPERATIONS[sign].precedence : 0);

/** What is wrong with dividing or shifting by this constant, if anything. */
export const operandFault = (sign: string, by: Value): string | undefined => {
  if (by.constant === undefined) return undefined;
  if ((sign === '/' || sign === '%') && by.constant === 0) return 'division by zero';
  if ((sign === '<<' || sign === '>>') && by.constant >>> 0 > 31) return 'a shift by more than 31 bits';
  return undefined;
};

const both = (left: readonly Test[], right: readonly Test[]): Test[] => [...new Set([...left, ...right])];

/** Two numbers joined by an operator, without `operandFault`; what is constant is computed at once. */
export const combine = (sign: string, left: Value, right: Value): Value => {
  const { apply } = OPERATIONS[sign];
  const { read: a } = left;
  const { read: b, constant: by } = right;
  const needs = both(left.needs, right.needs);
  if (by === undefined) return { read: frame => apply(a(frame), b(frame), frame), needs };
  if (left.constant !== undefined) return constant(apply(left.constant, by, new Window()));
  // Masks are what filters are full of.
  if (sign === '&') return { read: frame => a(frame) & by, needs };
  return { read: frame => apply(a(frame), by, frame), needs };
};

export const RELATIONS: readonly string[] = ['=', '==', '!=', '<', '<=', '>', '>='];

const compare = (sign: string, a: Value['read'], b: Value['read']): Test => {
  switch (sign) {
    case '!=':
      return frame => a(frame) !== b(frame);
    case '<':
      return frame => a(frame) >>> 0 < b(frame) >>> 0;
    case '<=':
      return frame => a(frame) >>> 0 <= b(frame) >>> 0;
    case '>':
      return frame => a(frame) >>> 0 > b(frame) >>> 0;
    case '>=':
      return frame => a(frame) >>> 0 >= b(frame) >>> 0;
    default:
      return frame => a(frame) === b(frame);
  }
};

/** Whether two numbers stand so to each other, in frames that have them. */
export const relate = (sign: string, left: Value, right: Value): Test =>
  both(left.needs, right.needs).reduceRight<Test>(
    (inner, need) => frame => need(frame) && inner(frame),
    compare(sign, left.read, right.read),
  );
