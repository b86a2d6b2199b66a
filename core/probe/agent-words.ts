import type { SendPlan } from './send-schedule.js';

/** What an agent is told at its start, as its only argument in JSON. */
export interface AgentTask {
  readonly marker: number;
  /** The other host. */
  readonly peer: string;
  /** Whether to try for an ICMP socket. */
  readonly icmp: boolean;
}

/** Lines to an agent, in JSON. Times are those of CLOCK_MONOTONIC, which all processes share, in nanoseconds. */
export type ToAgent =
  /** Sends probes of `frameBytes`, Ethernet header and all. `port` is the peer's for UDP; without it ICMP echo. */
  | { readonly kind: 'probes'; readonly plan: SendPlan; readonly frameBytes: number; readonly port?: number }
  | {
      readonly kind: 'train';
      readonly number: number;
      readonly port: number;
      readonly plan: SendPlan;
      readonly frameBytes: number;
    };

/** Lines from an agent, in JSON. */
export type FromAgent =
  /** `port` is where it answers UDP; `icmpRefused` why there is no ICMP socket, if one was asked for. */
  | { readonly kind: 'ready'; readonly port: number; readonly icmpRefused?: string }
  /** All probes (train 0) or one train are sent. */
  | { readonly kind: 'sent'; readonly train: number; readonly failed: number };
