import type { EcnResponse } from './ecn-response.js';
import type { Flow } from './flow.js';
import type { RetransmissionTimeout } from './rto.js';
import { type FlowSample, FlowSamples } from './samples.js';

export type Outcome = 'running' | 'completed' | 'refused' | 'reset' | 'timed-out';

/** What a sending end reports of itself; nothing here decides anything. */
export class SenderFigures {
  outcome: Outcome = 'running';
  synAt = 0;
  lastAckAt = 0;
  endedAt = -1;
  /** In segments. */
  cwndMax = 0;
  rtos = 0;
  probes = 0;
  challenges = 0;
  private readonly course: FlowSamples;

  constructor(start: number) {
    this.course = new FlowSamples(start);
  }

  /** Notes the state that held until `now`, before what happens then. */
  sample(now: number, flow: Flow, cwnd: number, srttNs: number): void {
    this.course.until(now, flow.cut.bytesBefore(flow.board.una), srttNs, cwnd * flow.cut.payload);
  }

  samples(): FlowSample[] {
    return this.course.list();
  }

  /** `completionNs` is from the first SYN to the peer's FIN, -1 without; sizes and rates count stream bytes once. */
  summary(
    flow: Flow,
    timeout: RetransmissionTimeout,
    ecn: EcnResponse,
    segmentsSent: number,
    framesDamaged: number,
  ): Readonly<Record<string, number | string>> {
    const bytesAcked = flow.cut.bytesBefore(flow.board.una);
    const span = this.lastAckAt - this.synAt;
    return {
      model: 'TCP model, not a TCP stack',
      outcome: this.outcome,
      goodputBps: span > 0 ? (bytesAcked * 8e9) / span : 0,
      bytesAcked,
      segmentsSent,
      retransmits: flow.transmitter.retransmits,
      fastRecoveries: flow.recovery.entered,
      rtos: this.rtos,
      srttNs: Math.round(timeout.srtt),
      minRttNs: timeout.minRtt,
      cwndMaxBytes: Math.round(this.cwndMax * flow.cut.payload),
      ecnEchoes: ecn.echoes,
      ecnReductions: ecn.reductions,
      windowProbes: this.probes,
      challengeAcks: this.challenges,
      framesDamaged,
      completionNs: this.endedAt < 0 ? -1 : this.endedAt - this.synAt,
    };
  }
}
