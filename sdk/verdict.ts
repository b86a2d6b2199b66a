import { Frame } from './frame.js';
import type { Nanos } from './units.js';

/** What a handler returns: the frame's fate. `undefined` means `pass`. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'hold'; readonly span: Nanos }
  | { readonly kind: 'duplicate'; readonly copies: number; readonly spacing: Nanos }
  | { readonly kind: 'replace'; readonly frames: readonly Frame[] }
  | { readonly kind: 'keep'; readonly onKept: (ticket: Ticket) => void };

/** The hook's claim on a frame it keeps. Use it once: a second use throws. */
export interface Ticket {
  /** The kept frame, valid until the ticket is used. */
  readonly frame: Frame;
  /** The frame goes on with the next hook, now. */
  release(): void;
  /** The frame is dropped, with the hook's name and this reason as its cause. */
  drop(reason: string): void;
}

// Verdicts are values that hooks return for every frame: equal ones are made once. The bound keeps a hook that draws
// a random span per frame from growing the table; past it a fresh object is made, which is garbage at once.
const INTERNED_MOST = 1024;
const COPIES_MOST = 1000;
const drops = new Map<string, Verdict>();
const holds = new Map<number, Verdict>();
const duplicates = new Map<number, Verdict>();

/** Lets the frame go on. The same as returning nothing. */
export const pass: Verdict = Object.freeze({ kind: 'pass' });

/** Ends the frame's life. It is counted under `hook:<hook>:<reason>`; keep reasons few and constant. */
export const drop = (reason: string): Verdict => {
  const known = drops.get(reason);
  if (known !== undefined) return known;
  if (typeof reason !== 'string' || reason === '')
    throw new TypeError("drop() needs a reason, as in drop('ack-stolen')");
  const made: Verdict = Object.freeze({ kind: 'drop', reason });
  if (drops.size < INTERNED_MOST) drops.set(reason, made);
  return made;
};

/** Keeps the frame back for `span`; then it goes on with the next hook. Throws a RangeError for a negative span. */
export const hold = (span: Nanos): Verdict => {
  const known = holds.get(span);
  if (known !== undefined) return known;
  if (!(span >= 0 && span <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`cannot hold a frame for ${span} ns`);
  const made: Verdict = Object.freeze({ kind: 'hold', span: Math.round(span) as Nanos });
  if (holds.size < INTERNED_MOST) holds.set(span, made);
  return made;
};

/**
 * The frame goes on, and `copies` more of it follow, the k-th after k × `spacing`; all continue with the next hook.
 * Throws a RangeError unless copies is a whole number of 0 to 1000.
 */
export const duplicate = (copies = 1, spacing: Nanos = 0 as Nanos): Verdict => {
  const key = spacing * 1001 + copies;
  const known = duplicates.get(key);
  if (known !== undefined) return known;
  if (!(Number.isInteger(copies) && copies >= 0 && copies <= COPIES_MOST))
    throw new RangeError(`cannot make ${copies} copies`);
  if (!(spacing >= 0 && spacing <= Number.MAX_SAFE_INTEGER))
    throw new RangeError(`cannot space copies by ${spacing} ns`);
  const made: Verdict = Object.freeze({ kind: 'duplicate', copies, spacing: Math.round(spacing) as Nanos });
  // Past 2^53 two keys could be one number.
  if (duplicates.size < INTERNED_MOST && Number.isSafeInteger(key)) duplicates.set(key, made);
  return made;
};

/** The original is absorbed; `frames` continue in its place, in this order, with the next hook. */
export const replace = (...frames: Frame[]): Verdict => ({ kind: 'replace', frames });

/** The hook takes the frame out of the path and decides later, through the ticket. */
export const keep = (onKept: (ticket: Ticket) => void): Verdict => ({ kind: 'keep', onKept });

const refuse = (hook: string, handler: string, said: string): never => {
  throw new TypeError(`hook '${hook}': ${handler} ${said}`);
};

/**
 * The verdict a handler returned, `pass` for nothing. Throws a TypeError that names the hook and the handler if it is
 * no verdict. Allocates nothing unless it throws: engines call it for every frame.
 */
export const checkVerdict = (hook: string, handler: string, result: unknown): Verdict => {
  if (result === undefined || result === pass) return pass;
  if (typeof result !== 'object' || result === null) {
    return refuse(
      hook,
      handler,
      `returned ${String(result)}, which is no verdict: return nothing, or drop(), hold() …`,
    );
  }
  const verdict = result as Verdict;
  switch (verdict.kind) {
    case 'pass':
      return verdict;
    case 'drop':
      if (typeof verdict.reason === 'string' && verdict.reason !== '') return verdict;
      break;
    case 'hold':
      if (verdict.span >= 0 && Number.isSafeInteger(verdict.span)) return verdict;
      break;
    case 'duplicate':
      if (
        Number.isInteger(verdict.copies) &&
        verdict.copies >= 0 &&
        verdict.copies <= COPIES_MOST &&
        Number.isSafeInteger(verdict.spacing) &&
        verdict.spacing >= 0
      )
        return verdict;
      break;
    case 'replace':
      if (Array.isArray(verdict.frames) && verdict.frames.every(frame => frame instanceof Frame)) return verdict;
      break;
    case 'keep':
      if (typeof verdict.onKept === 'function') return verdict;
      break;
    default:
      if (typeof (result as { then?: unknown }).then === 'function') {
        return refuse(
          hook,
          handler,
          'returned a promise: handlers are synchronous, the frame is decided on before they return',
        );
      }
      return refuse(hook, handler, 'returned an object that is no verdict: return nothing, or drop(), hold() …');
  }
  return refuse(
    hook,
    handler,
    `returned a '${(result as Verdict).kind}' verdict with parts missing: make it with ${(result as Verdict).kind}()`,
  );
};
