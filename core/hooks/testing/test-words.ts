import type { LoadableHook } from '../load.js';
import type { Place } from '../place.js';

/** What the process of a test is told, as JSON on its input. */
export type TestTask =
  /** A bundled file of tests, by its path. */
  | { readonly kind: 'file'; readonly bundle: string }
  /** A hook without tests of its own; bundles are kept in `folder`. */
  | { readonly kind: 'smoke'; readonly hook: LoadableHook; readonly folder: string };

/** Why a test failed. */
export interface TestFailure {
  readonly message: string;
  /** A difference, over several lines; empty when there is none. */
  readonly details: string;
  /** The author's own lines, the nearest first. */
  readonly stack: readonly Place[];
}

/** What it tells, a line of JSON each. */
export type TestEvent =
  | { readonly kind: 'begun'; readonly name: string }
  | { readonly kind: 'passed'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string; readonly failure: TestFailure }
  /** `why`, where nobody has asked for it. */
  | { readonly kind: 'skipped'; readonly count: number; readonly why?: string }
  /** Everything has been run. */
  | { readonly kind: 'done' };

export type Tell = (event: TestEvent) => void;
