import type { Frame } from '../../sdk/frame.js';
import type { Context, Direction, StageView } from '../../sdk/hook.js';
import type { OptionValues } from '../../sdk/option.js';
import type { Rng, Xoshiro128 } from '../../sdk/rng.js';
import type { BitRate, Nanos } from '../../sdk/units.js';

/** Lines a hook may log or emit in one second of logical time; past it they are counted, not kept. */
export const LINES_PER_SECOND = 1000;

/** What a hook's context needs of the stage it stands at. */
export interface SeatHost {
  readonly view: StageView;
  readonly direction: Direction;
  now(): number;
  line(hook: string, event: string, fields: Readonly<Record<string, unknown>>): void;
  capture(hook: string, frame: Frame, comment: string): void;
  after(seat: number, span: number, task: (now: Nanos) => void): void;
  inject(seat: number, frame: Frame, after: number, back: boolean): void;
  readonly routes: readonly string[];
  route(name: string): void;
}

/** The `ctx` of one hook at one stage. Methods are bound, so that handlers may destructure them. */
// biome-ignore lint/suspicious/noExplicitAny: options and state have the hook's own types, forgotten here.
export class HookContext implements Context<any, any> {
  state: unknown;
  /** Another version has taken its place: it plans nothing more once it keeps no frames, or it would go on for ever. */
  retired = false;
  /** Lines not kept because of the bound. */
  suppressed = 0;
  private second = -1;
  private lines = 0;
  /** What it plans and injects before it is in force; undefined: it is. */
  private planned: (() => void)[] | undefined;

  constructor(
    private readonly host: SeatHost,
    private readonly seat: number,
    private readonly hook: string,
    /** Another object when one of them is set while the run goes on: whoever has this one keeps what it says. */
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    public options: OptionValues<any>,
    private readonly draws: Xoshiro128,
    /** Frames that this version of the hook keeps, at all its stages: a ticket of one may be used from another. */
    readonly keeping = { frames: 0 },
    readonly counters = new Map<string, number>(),
  ) {}

  /** The context of the version that is to follow `former`: counters and draws go on. In force from `begin` on. */
  static following(
    former: HookContext,
    host: SeatHost,
    seat: number,
    hook: string,
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    options: OptionValues<any>,
    keeping: HookContext['keeping'],
  ): HookContext {
    const ctx = new HookContext(host, seat, hook, options, former.draws, keeping, former.counters);
    ctx.suppressed = former.suppressed;
    ctx.planned = [];
    return ctx;
  }

  /** Puts draws and counters back to what they are now: a version that never comes into force leaves no trace in them. */
  remember(): () => void {
    const { state } = this.draws;
    const counted = [...this.counters];
    return () => {
      this.draws.state = state;
      this.counters.clear();
      for (const [name, count] of counted) this.counters.set(name, count);
    };
  }

  /** It is in force: what it has planned so far is done. */
  begin(): void {
    const { planned = [] } = this;
    this.planned = undefined;
    for (const each of planned) each();
  }

  get rng(): Rng {
    return this.draws;
  }
  get stage(): StageView {
    return this.planned === undefined ? this.host.view : this.stageToBe();
  }
  get direction(): Direction {
    return this.host.direction;
  }
  get now(): Nanos {
    return this.host.now() as Nanos;
  }

  readonly log = {
    info: (text: string, fields: Record<string, unknown> = {}): void => this.write('info', { text, ...fields }),
    warn: (text: string, fields: Record<string, unknown> = {}): void => this.write('warn', { text, ...fields }),
  };

  readonly count = (name: string, by = 1): void => {
    this.counters.set(name, (this.counters.get(name) ?? 0) + by);
  };

  readonly emit = (event: string, fields: Record<string, unknown> = {}): void => this.write(event, fields);

  readonly capture = (frame: Frame, comment = ''): void => this.host.capture(this.hook, frame, comment);

  readonly after = (span: Nanos, task: (now: Nanos) => void): void => {
    if (!(span >= 0)) throw new RangeError(`cannot wait for ${span} ns`);
    if (this.retired && this.keeping.frames === 0) return;
    if (this.planned !== undefined) this.planned.push(() => this.after(span, task));
    else this.host.after(this.seat, Math.round(span), task);
  };

  readonly inject = (frame: Frame, how: { readonly after?: Nanos; readonly toward?: 'onward' | 'back' } = {}): void => {
    const after = how.after ?? 0;
    if (!(after >= 0)) throw new RangeError(`cannot inject a frame ${after} ns from now`);
    if (this.planned !== undefined) {
      const copy = frame.copy();
      this.planned.push(() => this.inject(copy, how));
    } else this.host.inject(this.seat, frame, Math.round(after), how.toward === 'back');
  };

  get routes(): readonly string[] {
    return this.host.routes;
  }
  readonly route = (stage: string): void => this.host.route(stage);

  /** What is set of the stage before the version is in force waits until it is. */
  private stageToBe(): StageView {
    const set = (settings: { readonly rate?: BitRate; readonly delay?: Nanos }): void => {
      if (this.planned === undefined) this.host.view.set(settings);
      else this.planned.push(() => this.host.view.set(settings));
    };
    return Object.create(this.host.view, { set: { value: set } }) as StageView;
  }

  // The bound counts logical time, so that both drivers keep the same lines.
  private write(event: string, fields: Record<string, unknown>): void {
    const second = Math.floor(this.now / 1e9);
    if (second !== this.second) {
      this.second = second;
      this.lines = 0;
    }
    if (this.lines >= LINES_PER_SECOND) {
      this.suppressed++;
      return;
    }
    this.lines++;
    this.host.line(this.hook, event, fields);
  }
}
