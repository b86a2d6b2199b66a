/** What `hookline hook new` makes of a template: the texts of three files for a hook of this name. */
export interface HookTemplate {
  /** What it is a beginning of, in one clause. */
  readonly about: string;
  /** NAME.ts */
  hook(name: string): string;
  /** NAME.test.ts: uvu and the rig. */
  test(name: string): string;
  /** NAME.yaml, from the link on: the traffic is for virtual time. */
  plan(name: string): string;
}
