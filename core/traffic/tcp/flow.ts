import type { Congestion } from './congestion.js';
import { LossRecovery } from './recovery.js';
import { Scoreboard } from './scoreboard.js';
import { type Segment, TIMESTAMP_BYTES } from './segment.js';
import { Segmentation } from './segmentation.js';
import type { SenderOutput } from './sender-output.js';
import type { TcpSettings } from './settings.js';
import { Transmitter } from './transmitter.js';

/** What an open connection works with at the sending end: made when the handshake has settled sizes and options. */
export interface Flow {
  readonly cut: Segmentation;
  readonly board: Scoreboard;
  readonly recovery: LossRecovery;
  readonly transmitter: Transmitter;
  /** Selective acknowledgements were agreed on. */
  readonly sack: boolean;
  /** What one unit of the peer's window stands for (RFC 7323 §2.2). */
  readonly windowUnit: number;
}

const build = (
  settings: TcpSettings,
  windows: Congestion,
  output: SenderOutput,
  payload: number,
  sack: boolean,
  windowUnit: number,
): Flow => {
  const cut = new Segmentation(payload, settings.bytes > 0 ? settings.bytes : Number.POSITIVE_INFINITY);
  const board = new Scoreboard(Math.ceil(settings.windowBytes / payload) + 2);
  const recovery = new LossRecovery(board, windows, sack);
  const transmitter = new Transmitter(cut, board, recovery, windows, output);
  return { cut, board, recovery, transmitter, sack, windowUnit };
};

/** Before the handshake: as if the peer agreed to nothing but timestamps. */
export const unopened = (settings: TcpSettings, windows: Congestion, output: SenderOutput): Flow =>
  build({ ...settings, windowBytes: 0 }, windows, output, settings.mss - TIMESTAMP_BYTES, false, 1);

/** After it: what the SYN-ACK `segment` agreed to. */
export const opened = (settings: TcpSettings, windows: Congestion, output: SenderOutput, segment: Segment): Flow => {
  // RFC 9293 §3.7.1: without the option the peer takes 536 bytes.
  const mss = Math.min(settings.mss, segment.mss || 536);
  const payload = Math.max(1, mss - (segment.timestamps ? TIMESTAMP_BYTES : 0));
  const sack = settings.sack && segment.sackPermitted;
  const flow = build(settings, windows, output, payload, sack, 2 ** Math.max(0, segment.windowScale));
  // The window of a SYN is never scaled (RFC 7323 §2.2).
  flow.transmitter.edge = segment.window;
  return flow;
};
