/** One thing a machine can or cannot do, as `hookline doctor` shows it. */
export interface Capability {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** What is lost without it; empty if nothing is. */
  readonly cost: string;
  /** What brings it: a package, a command; empty if nothing does or nothing need. */
  readonly cure: string;
}
