import type { BitRate, Nanos } from '../../sdk/units.js';
import type { Pacing } from '../effects/effect.js';
import type { StagePlan } from '../plan/plan.js';
import { Agenda } from '../time/agenda.js';
import type { Fullness } from '../topology/fullness.js';
import { Bottleneck } from './bottleneck.js';
import type { EngineServices } from './engine-services.js';
import { ExitLine } from './exit-line.js';
import { HookChain } from './hook-chain.js';
import { EPISODE, PREAMBLE, SCENARIO } from './hook-marker.js';
import { LinkState } from './link-state.js';
import { makeEffects } from './make-effects.js';
import { Places } from './places.js';
import { RowSettings } from './row-settings.js';
import { StageBooks } from './stage-books.js';
import { optionFields, type StageChange, TUNABLE } from './stage-change.js';
import { StageHost } from './stage-host.js';
import { METER_LENGTH } from './stage-meter.js';
import { isFull, publishStage } from './stage-readings.js';
import { StageTaps } from './stage-taps.js';
import { Wire } from './wire.js';

const RESUME_PREAMBLE = 0;
const RESUME_EPISODE = 1;
const RUN_TASK = 2;
const ENTER = 3;
/** Put in front of everything else due at the same instant: what a verdict makes follows its frame directly. */
const AT_ONCE = -(2 ** 52);

/**
 * One one-way link: preamble hooks → MTU → queue → pacer → wire → episode hooks. Pure arithmetic over logical time: the
 * engine calls `enter` and `fire`, and reads `nextAt`.
 *
 * Events of one instant: the scenario's row first, then the end of a route change, then the trial of a frame that waits at
 * the exit, then what a verdict made, then by the order of scheduling.
 */
export class Stage {
  /** When this stage wants to act next. */
  nextAt = Number.POSITIVE_INFINITY;
  readonly bottleneck: Bottleneck;
  readonly wire: Wire;
  private readonly rows: RowSettings;
  readonly books: StageBooks;
  /** Where captures hear of frames. */
  readonly taps: StageTaps;
  readonly chain: HookChain;
  readonly host: StageHost;
  /** Rate, delay and route in force. */
  readonly link: LinkState;
  /** Frames that wait for an arc of a fork under back-pressure, in due order; undefined where there is none behind. */
  exitLine: ExitLine | undefined;
  private fullness: Fullness | undefined;
  /** Frames that hooks hold back, or that wait to be injected. */
  private held = 0;
  private readonly agenda = new Agenda();
  private readonly tasks = new Map<number, () => void>();
  private taskCount = 0;
  private readonly places = new Places();
  private readonly pacer: Pacing;

  constructor(
    readonly plan: StagePlan,
    /** Place among all stages of the plan. */
    readonly ordinal: number,
    /** Place among the stages of this engine. */
    readonly index: number,
    readonly engine: EngineServices,
    /** Its first arc in the graph: where frames stand that it makes of its own accord. */
    readonly firstArc: number,
    /** The stage's meter, METER_LENGTH cells. */
    readonly cells: Float64Array = new Float64Array(METER_LENGTH),
    /** Sides of which the recorder hears: see ENTRY. */
    captured = 0,
  ) {
    this.taps = new StageTaps(engine, ordinal, captured);
    this.books = new StageBooks(engine, this, this.taps);
    this.chain = new HookChain(this);
    this.host = new StageHost(this);
    this.link = new LinkState(plan.scenario, plan.reconfiguration);
    const onward = (slot: number): void => this.bottleneck.lineUp(slot, engine.now());
    const refit = (): void => this.wire.refit();
    const effects = makeEffects(plan, this.books, engine.plan.seed, onward, refit);
    this.wire = new Wire(this.books, this.link, effects.wire, this.places, effects.capacity !== undefined);
    this.bottleneck = new Bottleneck(this.books, cells, effects, this.wire, this.places);
    this.pacer = this.bottleneck.pacer;
    this.bottleneck.setRate(this.link.rate, 0, false);
    this.rows = new RowSettings(plan, effects);
    this.rows.apply(this.link.row, true);
  }

  /** The scenario's clock started at `at`. */
  startScenario(at: number): void {
    this.link.start(at);
    if (at !== Number.POSITIVE_INFINITY) this.bottleneck.pacer.start?.(at);
    this.settle();
  }

  /** A frame comes in at `now`, before the preamble hooks. */
  enter(slot: number, now: number): void {
    this.books.entered(slot);
    if (!this.chain.called[PREAMBLE] || this.chain.run(PREAMBLE, slot, 0)) this.bottleneck.admit(slot, now);
    this.settle();
  }

  /** Frames may have to wait where they leave this stage. */
  openExitLine(): void {
    this.exitLine ??= new ExitLine(this.engine.store, this, this.engine);
  }

  /** Tells when the stage is full, and when it is so no more. */
  watch(fullness: Fullness): void {
    this.fullness = fullness;
  }

  /** The first frame in the exit line goes on if it can; true when it did. */
  goOn(now: number): boolean {
    const went = this.exitLine!.goOn(now);
    if (went && this.exitLine!.frames === 0) this.bottleneck.setRate(this.link.rate, now, this.standsStill);
    this.settle();
    return went;
  }

  /** A hook's execution was ended from outside, perhaps in the middle of what this stage did. */
  recover(now: number): void {
    if (this.exitLine !== undefined) this.bottleneck.setRate(this.link.rate, now, this.standsStill);
    this.settle();
  }

  /** Does the one thing that is due at `now`, which is `nextAt`. */
  fire(now: number): void {
    if (this.link.changeAt <= now) this.change(now);
    else if (this.link.resumeAt <= now) this.resumeLink(now);
    else if (this.exitLine !== undefined && this.exitLine.triesAt <= now) this.exitLine.again();
    else {
      const paced = this.pacer.finishAt <= now;
      const arrived = this.wire.nextAt <= now;
      const pacedFirst = paced && !(arrived && this.wire.nextOrder < this.bottleneck.order);
      if (this.agenda.nextAt <= now && !((paced || arrived) && this.isBeforePlan(pacedFirst))) this.runAgenda(now);
      else if (pacedFirst) this.bottleneck.depart(now);
      else this.arrive(now);
    }
    this.settle();
  }

  /** Whether what is sent, or else arrives, comes before what was put on the agenda for the same instant. */
  private isBeforePlan(paced: boolean): boolean {
    return (paced ? this.bottleneck.order : this.wire.nextOrder) < this.agenda.nextOrder;
  }

  /** The frame goes on with the hook at `place` of its side when `after` has passed. */
  resume(phase: number, slot: number, place: number, after: number): void {
    this.held++;
    const order = after === 0 ? this.places.next++ + AT_ONCE : this.places.next++;
    const kind = phase === PREAMBLE ? RESUME_PREAMBLE : RESUME_EPISODE;
    this.agenda.push(this.engine.now() + after, order, kind, slot, place);
  }

  /** A frame injected toward `back` by the paired stage enters here, after what is being done now. */
  enterNow(slot: number): void {
    this.held++;
    this.agenda.push(this.engine.now(), this.places.next++, ENTER, slot, 0);
    this.settle();
  }

  /** Calls `task` when `span` has passed. */
  later(span: number, task: () => void): void {
    this.tasks.set(this.taskCount, task);
    this.agenda.push(this.engine.now() + span, this.places.next++, RUN_TASK, this.taskCount++, 0);
    this.settle();
  }

  /** Changes settings from now until the scenario's next row. Throws a RangeError for what no link can have. */
  set({ rate, delay }: { readonly rate?: BitRate; readonly delay?: Nanos }): void {
    if (rate !== undefined && !(rate >= 0)) throw new RangeError(`a stage cannot have a rate of ${rate} bit/s`);
    if (delay !== undefined && !(delay >= 0 && delay <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`a stage cannot have a delay of ${delay} ns`);
    }
    // Whole numbers keep the pacer's remainders exact and every due time a whole nanosecond.
    if (rate !== undefined) {
      this.link.rate = Math.round(rate);
      this.bottleneck.setRate(this.link.rate, this.engine.now(), this.standsStill);
    }
    if (delay !== undefined) this.link.delay = Math.round(delay);
    this.settle();
  }

  /** Puts into force what was set from outside, from now on. */
  apply(change: StageChange): void {
    const { link, rows } = this;
    const now = this.engine.now();
    const { scenario, queue, hooks = {}, detach, ...numbers } = change;
    // What a declaration refuses is refused before anything has changed.
    const reread = Object.entries(hooks).map(([name, texts]) => {
      const seat = this.chain.seats.find(each => each.name === name);
      if (seat === undefined) throw new Error(`no hook ${name} at stage ${this.plan.name}`);
      return { seat, texts, options: seat.reread(texts) };
    });
    for (const { seat, texts, options } of reread) seat.set(texts, options);
    if (detach !== undefined) this.chain.detach(detach);
    if (scenario !== undefined) {
      rows.follow(scenario);
      this.comeIntoForce(now, link.follow(scenario, now));
    }
    for (const name of TUNABLE) if (change[name] !== undefined) rows.set(name, change[name]);
    this.set(numbers);
    if (queue !== undefined) rows.setQueue(queue, link.rate, link.delay);
    this.settle();
    const told = {
      ...(scenario === undefined ? {} : { scenario: `${scenario.rows.length} rows` }),
      ...numbers,
      ...(detach === undefined ? {} : { detach }),
      ...(queue === undefined ? {} : { queue }),
      ...optionFields(hooks),
    };
    this.engine.recorder.event(now, this.plan.name, '', 'set', told);
  }

  /** Frames inside, counted by what holds them: the check of the ledger. Kept frames are not among them. */
  get inside(): number {
    return this.bottleneck.frames + this.wire.frames + this.held + (this.exitLine?.frames ?? 0);
  }

  /** Writes the readings into the meter; once per pass of a driver, not per frame. */
  publish(): void {
    publishStage(this);
  }

  /** Recomputes the next deadline. */
  settle(): void {
    if (this.fullness !== undefined) this.fullness.note(this.ordinal, isFull(this));
    let next = this.link.changeAt;
    if (this.pacer.finishAt < next) next = this.pacer.finishAt;
    if (this.link.resumeAt < next) next = this.link.resumeAt;
    if (this.exitLine !== undefined && this.exitLine.triesAt < next) next = this.exitLine.triesAt;
    const { nextAt } = this.wire;
    if (nextAt < next) next = nextAt;
    if (this.agenda.nextAt < next) next = this.agenda.nextAt;
    // Most frames that come or go change nothing of what is due first.
    if (next === this.nextAt) return;
    this.nextAt = next;
    this.engine.reschedule(this);
  }

  private arrive(now: number): void {
    const slot = this.wire.arrive(now);
    if (slot >= 0 && (!this.chain.called[EPISODE] || this.chain.run(EPISODE, slot, 0))) this.leave(slot, now);
  }

  private leave(slot: number, now: number): void {
    const { exitLine: line, engine } = this;
    if ((line === undefined || line.frames === 0) && engine.leave(this, slot, now)) return;
    line!.add(slot);
    if (line!.frames === 1) this.bottleneck.setRate(this.link.rate, now, true);
  }

  /** Whether nothing is sent: for a route change, or because frames wait at the exit. */
  private get standsStill(): boolean {
    return this.link.standsStill || (this.exitLine !== undefined && this.exitLine.frames > 0);
  }

  private runAgenda(now: number): void {
    const { nextKind: kind, nextFirst: first, nextSecond: second } = this.agenda;
    this.agenda.pop();
    if (kind === RUN_TASK) {
      const task = this.tasks.get(first)!;
      this.tasks.delete(first);
      task();
      return;
    }
    this.held--;
    if (kind === ENTER) this.enter(first, now);
    else if (kind === RESUME_EPISODE) {
      if (this.chain.run(EPISODE, first, second)) this.leave(first, now);
    } else if (this.chain.run(PREAMBLE, first, second)) this.bottleneck.admit(first, now);
  }

  private change(now: number): void {
    this.comeIntoForce(now, this.link.advance(now));
  }

  /** The row that the link has taken up comes into force for everything else. */
  private comeIntoForce(now: number, routeChanged: boolean): void {
    const { link } = this;
    const { row, reconfiguration } = link;
    if (routeChanged && reconfiguration.mode === 'all') this.wire.postpone(reconfiguration.delay);
    this.bottleneck.setRate(link.rate, now, this.standsStill);
    this.rows.apply(row, routeChanged);
    for (const seat of this.chain.seats) {
      if (seat.hook.onScenarioChange === undefined) continue;
      const change = { at: now as Nanos, route: row.route, rate: row.rate, delay: row.delay, routeChanged };
      this.chain.callTask(seat, SCENARIO, () => seat.hook.onScenarioChange?.(change, seat.ctx));
    }
  }

  private resumeLink(now: number): void {
    this.link.resume();
    this.bottleneck.setRate(this.link.rate, now, this.standsStill);
  }
}
