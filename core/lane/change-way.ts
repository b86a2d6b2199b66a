import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { EnvironmentError } from '../fault.js';
import { signalEvent } from '../port/event-fd.js';
import type { Engine } from '../stage/engine.js';
import type { StageChange } from '../stage/stage-change.js';
import type { LaneControl } from './control.js';

/** A change on its way to a lane. */
interface Change {
  readonly stage: number;
  readonly change: StageChange;
  /** Logical time from which it holds; the present if not given. */
  readonly at?: number;
}

/** In force since `at` of logical time; a lane that has failed puts nothing more into force. */
type Outcome = { readonly at: number } | { readonly error: string };
type Answer = Outcome & { readonly id: number };

/** A lane hears of a change within a pass; one that does not answer for so long stands still in a hook. */
const ANSWER_MOST_MS = 3000;
const ENDING = 'the run is ending';

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

  /** Resolves with the logical time since which the change is in force. Throws an EnvironmentError when it is not. */
  send(change: Change): Promise<number> {
    if (this.closed) return Promise.reject(new EnvironmentError(ENDING));
    const id = this.sent++;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(id);
        reject(
          new EnvironmentError('the lane does not answer: a hook hangs in it; the change comes into force after it'),
        );
      }, ANSWER_MOST_MS);
      this.waiting.set(id, outcome => {
        clearTimeout(late);
        this.waiting.delete(id);
        if ('at' in outcome) resolve(outcome.at);
        else reject(new EnvironmentError(outcome.error));
      });
      this.port.postMessage({ ...change, id });
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

/** The lane's end. */
export class ChangeInbox {
  private taken = 0;

  constructor(
    private readonly port: MessagePort,
    private readonly control: LaneControl,
  ) {}

  /** Puts what has come into force, each at the engine's present. */
  drain(engine: Engine): void {
    while (this.taken !== this.control.changes) {
      const received = receiveMessageOnPort(this.port) as
        | { readonly message: Change & { readonly id: number } }
        | undefined;
      // The count is raised behind the message, so that it is there.
      if (received === undefined) return;
      this.taken++;
      const { id, ...change } = received.message;
      this.port.postMessage({ id, ...this.apply(engine, change) } satisfies Answer);
    }
  }

  private apply(engine: Engine, { stage, change, at }: Change): Outcome {
    if (at !== undefined) engine.advance(at);
    try {
      engine.change(stage, change);
      // Whoever is told that it is in force may look at once, and an idle lane publishes no more for a while.
      engine.publish();
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
    return engine.failure === undefined ? { at: engine.now() } : { error: ENDING };
  }
}

/**
 * What was set so far, for a lane that takes another's place: of each setting of each stage the last one, which overrides
 * all before it.
 */
export class PastChanges {
  private readonly last = new Map<string, Required<Change>>();

  note(stage: number, change: StageChange, at: number): void {
    const { hooks = {}, ...settings } = change;
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
