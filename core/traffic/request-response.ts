import type { Frame } from '../../sdk/frame.js';
import { DelayHistogram } from './delay-histogram.js';
import type { Endpoint, Send } from './endpoint.js';
import type { Tuple } from './hosts.js';
import { Inbox } from './inbox.js';
import { LatencyCourse } from './latency-course.js';
import { MessageReceiver, MessageSender } from './message.js';

/** How long a client waits for an answer before it counts a timeout and goes on. */
export const TIMEOUT_NS = 3e9;

const IDLE = 0;
const WAITING = 1;

/**
 * The client of a closed loop over UDP: a request, its answer, `thinkNs` of thought, the next request. Latency is from the
 * request's first frame to the answer's last. An exchange without a whole answer after 3 s is a timeout; nothing is sent
 * again, and a late answer is counted but not as latency. No request begins at or after `stop`.
 */
export class RequestClient implements Endpoint {
  private readonly inbox: Inbox;
  private readonly sender: MessageSender;
  private readonly receiver = new MessageReceiver();
  private readonly latency = new DelayHistogram();
  private readonly course = new LatencyCourse();
  private state = IDLE;
  private exchange = -1;
  private askedAt = 0;
  private timeouts = 0;
  private late = 0;
  private deadline: number;

  constructor(
    tuple: Tuple,
    start: number,
    private readonly stop: number,
    requestBytes: number,
    private readonly responseBytes: number,
    private readonly thinkNs: number,
  ) {
    this.inbox = new Inbox(tuple);
    this.sender = new MessageSender(tuple, requestBytes);
    this.deadline = start;
  }

  nextDeadline(): number {
    return this.state === IDLE && this.deadline >= this.stop ? Number.POSITIVE_INFINITY : this.deadline;
  }

  fire(now: number, send: Send): void {
    if (this.state === WAITING) {
      this.timeouts += 1;
      this.state = IDLE;
      this.deadline = now + this.thinkNs;
      return;
    }
    this.state = WAITING;
    this.exchange += 1;
    this.askedAt = now;
    this.deadline = now + TIMEOUT_NS;
    this.sender.send(this.exchange, send);
  }

  receive(frame: Frame, now: number): void {
    if (!this.inbox.accept(frame)) return;
    const exchange = this.receiver.take(frame.memory, this.inbox.at, this.inbox.end);
    if (exchange < 0) return;
    if (this.state !== WAITING || exchange !== this.exchange) {
      this.late += 1;
      return;
    }
    this.latency.record(now - this.askedAt);
    this.course.record(now, now - this.askedAt);
    this.state = IDLE;
    this.deadline = now + this.thinkNs;
  }

  done(): boolean {
    return this.nextDeadline() === Number.POSITIVE_INFINITY;
  }

  samples(): readonly { readonly at: number; readonly srttNs: number }[] {
    return this.course.list();
  }

  summary(): Readonly<Record<string, number | string>> {
    const { latency } = this;
    return {
      requests: this.exchange + 1,
      responses: latency.count,
      timeouts: this.timeouts,
      responsesLate: this.late,
      framesDamaged: this.inbox.damaged,
      responseBytes: latency.count * this.responseBytes,
      latencyMinNs: latency.count === 0 ? 0 : latency.min,
      latencyP50Ns: latency.quantile(0.5),
      latencyP99Ns: latency.quantile(0.99),
      latencyMaxNs: latency.max,
    };
  }
}

/** Answers each request at once, when its last part has come; a repeated frame is not answered again. */
export class RequestServer implements Endpoint {
  private readonly inbox: Inbox;
  private readonly sender: MessageSender;
  private readonly receiver = new MessageReceiver();
  private answered = 0;

  constructor(tuple: Tuple, responseBytes: number) {
    this.inbox = new Inbox(tuple);
    this.sender = new MessageSender(tuple, responseBytes);
  }

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }
  fire(): void {}

  receive(frame: Frame, _now: number, send: Send): void {
    if (!this.inbox.accept(frame)) return;
    const exchange = this.receiver.take(frame.memory, this.inbox.at, this.inbox.end);
    if (exchange < 0) return;
    this.answered += 1;
    this.sender.send(exchange, send);
  }

  /** It only answers: when no client asks, it has nothing more to send. */
  done(): boolean {
    return true;
  }

  summary(): Readonly<Record<string, number | string>> {
    return { requestsAnswered: this.answered, framesDamaged: this.inbox.damaged };
  }
}
