import type { Frame } from '../../sdk/frame.js';
import { DelayHistogram } from './delay-histogram.js';
import type { Endpoint } from './endpoint.js';
import type { Tuple } from './hosts.js';
import { Inbox } from './inbox.js';
import { read32, read64 } from './packet.js';
import { SequenceTracker } from './sequence-tracker.js';
import { STAMP_BYTES } from './udp-source.js';

/** A jump of the sequence number that no loss explains. */
const WILD = 2 ** 24;

/**
 * Receives a UdpSource's datagrams and says what the path did to them. `goodputBps` is UDP payload, each number once,
 * from the first arrival to the last (the first one's bytes left out, as its own time on the wire is before it).
 */
export class UdpSink implements Endpoint {
  private readonly inbox: Inbox;
  private readonly order = new SequenceTracker();
  private readonly delay = new DelayHistogram();
  private firstAt = 0;
  private lastAt = 0;
  private firstBytes = 0;
  private bytes = 0;
  private implausible = 0;

  constructor(tuple: Tuple) {
    this.inbox = new Inbox(tuple);
  }

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }
  fire(): void {}

  receive(frame: Frame, now: number): void {
    const { inbox } = this;
    if (!inbox.accept(frame)) return;
    const payload = inbox.at + 8;
    if (payload + STAMP_BYTES > inbox.end) return;
    const sequence = read32(frame.memory, payload);
    const sentAt = read64(frame.memory, payload + 4);
    // A hook or a bit error whose checksum was repaired: one wild number must not become a billion lost frames.
    if (sentAt > now || sequence - this.order.expected > WILD) {
      this.implausible += 1;
      return;
    }
    if (!this.order.record(sequence)) return;
    this.delay.record(now - sentAt);
    const length = inbox.end - payload;
    if (this.bytes === 0) {
      this.firstAt = now;
      this.firstBytes = length;
    }
    this.bytes += length;
    this.lastAt = now;
  }

  /** A sink never sends. */
  done(): boolean {
    return true;
  }

  summary(): Readonly<Record<string, number | string>> {
    const { order, delay } = this;
    const span = this.lastAt - this.firstAt;
    return {
      framesReceived: order.unique,
      payloadBytes: this.bytes,
      framesLost: order.missing,
      framesDuplicate: order.duplicates,
      framesDamaged: this.inbox.damaged,
      framesImplausible: this.implausible,
      fragments: this.inbox.fragments,
      framesReordered: order.reordered,
      reorderedRatio: order.reorderedRatio,
      reorderingExtentMax: order.extentMax,
      delayMinNs: delay.count === 0 ? 0 : delay.min,
      delayP50Ns: delay.quantile(0.5),
      delayP99Ns: delay.quantile(0.99),
      delayMaxNs: delay.max,
      goodputBps: span > 0 ? ((this.bytes - this.firstBytes) * 8e9) / span : 0,
    };
  }
}
