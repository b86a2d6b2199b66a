import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { EnvironmentError, type Fault, InputError } from '../fault.js';
import type { LoadableHook } from '../hooks/load.js';
import { signalEvent } from '../port/event-fd.js';
import type { Engine } from '../stage/engine.js';
import type { StageChange } from '../stage/stage-change.js';
import type { LaneControl } from './control.js';
import { LiveTaps, type TapOrder } from './live-taps.js';

/** Another setting of a stage. */
interface Change {
  readonly stage: number;
  readonly change: StageChange;
  /** Logical time from which it holds; the present if not given. */
  readonly at?: number;
}

/** Another version of a hook, by its place in the plan. */
export interface HookReload {
  readonly hook: number;
  readonly bundle: LoadableHook;
}

/** What a running lane is told from outside: a change, a reload, what to tap from now on and what no more, or a line for events.jsonl that the run itself writes. */
export type Order =
  | Change
  | { readonly reload: HookReload }
  | { readonly tap: TapOrder }
  | { readonly untap: number }
  | { readonly hook: string; readonly event: string; readonly fields: Readonly<Record<string, unknown>> };

/** Obeyed. */
export interface Obeyed {
  /** Logical time since which it is in force. */
  readonly at: number;
  /** Of a reload: whether the new version has taken over the state of the former one. */
  readonly adopted?: boolean;
  /** How long the lane stood still for it, in nanoseconds. */
  readonly tookNs?: number;
}

/** A lane that has failed obeys no more; faults are those of a hook's author. */
type Outcome = Obeyed | { readonly error: string } | { readonly faults: readonly Fault[] };
type Answer = Outcome & { readonly id: number };

/** A lane hears of a change within a pass; one that does not answer for so long stands still in a hook. */
const ANSWER_MOST_MS = 3000;
const ENDING = 'the run is ending';
const HUNG = 'a hook hung in it and was ended';

/**
 * The main thread's end of the way by which changes reach a lane. The lane's loop never yields, so that no event of its
 * port would ever be called: a count in shared memory tells that something waits there, and the lane takes it out itself.
 */
export class ChangeWay {
  private readonly waiting = new Map<number, (outcome: Outcome) => void>();
  private sent = 0;
  private closed = false;

  constructor(
    private readonly port: MessagePort,
    private readonly control: LaneControl,
    private readonly wakeFd: number,
  ) {
    port.on('message', (answer: Answer) => this.waiting.get(answer.id)?.(answer));
    // A lane that is gone must not keep the program from ending.
    port.unref();
  }

  /**
   * Resolves when the lane has obeyed. Throws an EnvironmentError when it has not, and an InputError with the faults of a
   * hook that it refuses.
   */
  send(order: Order): Promise<Obeyed> {
    if (this.closed) return Promise.reject(new EnvironmentError(ENDING));
    const id = this.sent++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(id);
        reject(
          new EnvironmentError(
            'the lane does not answer: a hook hangs in it; what it was told comes into force after it',
          ),
        );
      }, ANSWER_MOST_MS);
      this.waiting.set(id, outcome => {
        clearTimeout(late);
        this.waiting.delete(id);
        if ('at' in outcome) resolve(outcome);
        else reject('faults' in outcome ? new InputError(outcome.faults) : new EnvironmentError(outcome.error));
      });
      this.port.postMessage({ order, id });
      this.control.countChange();
      signalEvent(this.wakeFd);
    });
  }

  close(): void {
    this.closed = true;
    this.port.close();
    for (const tell of [...this.waiting.values()]) tell({ error: ENDING });
  }
}

/** The two ends of a lane's way: this thread's, and the port for the lane's own. */
export const changeChannel = (control: LaneControl, wakeFd: number): { way: ChangeWay; theirs: MessagePort } => {
  const { port1, port2 } = new MessageChannel();
  return { way: new ChangeWay(port1, control, wakeFd), theirs: port2 };
};

/** The lane's end. `reload` puts another version of a hook into force, at the engine's present. */
export class ChangeInbox {
  private taken = 0;
  /** What is being obeyed; still so at the next look when a hook called for it was ended from outside. */
  private atHand = -1;
  private readonly taps: LiveTaps;

  constructor(
    private readonly port: MessagePort,
    private readonly control: LaneControl,
    private readonly engine: Engine,
    private readonly reload: (order: HookReload) => Obeyed = noReload,
  ) {
    this.taps = new LiveTaps(engine);
  }

  /** Obeys what has come, each at the engine's present. */
  drain(): void {
    if (this.atHand >= 0) this.answer(this.atHand, { error: HUNG });
    while (this.taken !== this.control.changes) {
      const received = receiveMessageOnPort(this.port) as
        | { readonly message: { readonly order: Order; readonly id: number } }
        | undefined;
      // The count is raised behind the message, so that it is there.
      if (received === undefined) return;
      this.taken++;
      const { id, order } = received.message;
      this.atHand = id;
      this.answer(id, this.outcomeOf(order));
    }
  }

  private answer(id: number, outcome: Outcome): void {
    this.atHand = -1;
    this.port.postMessage({ id, ...outcome } satisfies Answer);
  }

  private outcomeOf(order: Order): Outcome {
    const { engine } = this;
    let obeyed: Obeyed;
    try {
      obeyed = this.obey(order);
      // Whoever is told that it is in force may look at once, and an idle lane publishes no more for a while.
      engine.publish();
    } catch (error) {
      if (error instanceof InputError) return { faults: error.faults };
      return { error: error instanceof Error ? error.message : String(error) };
    }
    return engine.failure === undefined ? obeyed : { error: ENDING };
  }

  private obey(order: Order): Obeyed {
    const { engine } = this;
    if ('reload' in order) return this.reload(order.reload);
    if ('event' in order) engine.recorder.event(engine.now(), '', order.hook, order.event, order.fields);
    else if ('tap' in order) this.taps.start(order.tap);
    else if ('untap' in order) this.taps.stop(order.untap);
    else {
      if (order.at !== undefined) engine.advance(order.at);
      engine.change(order.stage, order.change);
    }
    return { at: engine.now() };
  }
}

const noReload = (): never => {
  throw new Error('this lane loads no hooks');
};

/**
 * What was set so far, for a lane that takes another's place: of each setting of each stage the last one, which overrides
 * all before it.
 */
export class PastChanges {
  private readonly last = new Map<string, Required<Change>>();

  note(stage: number, change: StageChange, at: number): void {
    const { hooks = {}, detach, ...settings } = change;
    // Each for good: the next one does not call the former back.
    if (detach !== undefined) this.keep(`detach ${detach}`, { stage, change: { detach }, at });
    for (const [name, value] of Object.entries(settings)) this.keep(name, { stage, change: { [name]: value }, at });
    for (const [hook, texts] of Object.entries(hooks))
      for (const [name, text] of Object.entries(texts))
        this.keep(`${hook}.${name}`, { stage, change: { hooks: { [hook]: { [name]: text } } }, at });
  }

  private keep(name: string, change: Required<Change>): void {
    const key = `${change.stage} ${name}`;
    // Behind those that came before it.
    this.last.delete(key);
    this.last.set(key, change);
  }

  all(): Iterable<Required<Change>> {
    return this.last.values();
  }
}
