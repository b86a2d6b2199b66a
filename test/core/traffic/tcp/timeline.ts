import { LINK_PORTS } from '../../../../core/plan/port-plan.js';
import { hostAt, reversed, type Tuple } from '../../../../core/traffic/hosts.js';
import type { Congestion } from '../../../../core/traffic/tcp/congestion.js';
import { Cubic } from '../../../../core/traffic/tcp/congestion-cubic.js';
import { newReno } from '../../../../core/traffic/tcp/congestion-newreno.js';
import { TcpReceiver } from '../../../../core/traffic/tcp/receiver.js';
import { ACK, CWR, ECE, FIN, RST, Segment, SYN } from '../../../../core/traffic/tcp/segment.js';
import { TcpSender } from '../../../../core/traffic/tcp/sender.js';
import type { TcpSettings } from '../../../../core/traffic/tcp/settings.js';
import type { Frame } from '../../../../sdk/frame.js';
import { type Way, World } from '../path.js';

export const ISN = { client: 1000, server: 5000 };

export const tuple = (n = 0): Tuple => ({
  local: hostAt(LINK_PORTS, 'client'),
  remote: hostAt(LINK_PORTS, 'server'),
  localPort: 49152 + n,
  remotePort: 5001 + n,
  protocol: 6,
});

const DEFAULTS: TcpSettings = {
  bytes: 0,
  congestion: 'newreno',
  ecn: false,
  mss: 1012,
  sack: true,
  windowBytes: 4_000_000,
  start: 0,
  stop: Number.POSITIVE_INFINITY,
};

/** A flow whose payload is 1000 bytes a segment unless told otherwise. */
export const makeFlow = (given: Partial<TcpSettings> = {}, n = 0) => {
  const settings = { ...DEFAULTS, ...given };
  const windows: Congestion = settings.congestion === 'cubic' ? new Cubic() : newReno();
  const sender = new TcpSender(tuple(n), settings, windows, ISN.client);
  const receiver = new TcpReceiver(reversed(tuple(n)), settings, ISN.server);
  return { settings, windows, sender, receiver };
};

/** Reads a frame sent in these tests (Ethernet, IPv4 without options). */
export const read = (frame: Frame): Segment => {
  const segment = new Segment();
  if (!segment.read(frame.memory, frame.start + 34, frame.start + frame.length)) throw new Error('not TCP');
  return segment;
};

/** Offset of the segment's first stream byte; -1 for the SYN. */
export const offsetOf = (frame: Frame): number => read(frame).seq - ISN.client - 1;
/** True for a frame that carries stream bytes. */
export const hasData = (frame: Frame): boolean => read(frame).payloadLength > 0;

/** A drop rule: loses the `n`-th data segment sent on this way (from 0), for each of `numbers`. */
export const loseData = (...numbers: number[]) => {
  let n = -1;
  return (frame: Frame): boolean => {
    if (!hasData(frame)) return false;
    n += 1;
    return numbers.includes(n);
  };
};

const SPELLED: readonly [number, string][] = [
  [SYN, 'S'],
  [FIN, 'F'],
  [RST, 'R'],
  [ECE, 'E'],
  [CWR, 'W'],
  [ACK, '.'],
];

/** One line of a timeline, after packetdrill: time, direction, flags, first:last(length), acknowledgement, options. */
export const line = (from: 'client' | 'server', frame: Frame, now: number, lost: boolean): string => {
  const s = read(frame);
  const own = from === 'client' ? ISN.client : ISN.server;
  const peer = from === 'client' ? ISN.server : ISN.client;
  const flags = SPELLED.filter(([bit]) => (s.flags & bit) !== 0).map(([, letter]) => letter);
  const options: string[] = [];
  if (s.mss > 0) options.push(`mss ${s.mss}`);
  if (s.sackPermitted) options.push('sackOK');
  if (s.timestamps) options.push(`TS ${s.tsVal}/${s.tsEcr}`);
  if (s.windowScale >= 0) options.push(`wscale ${s.windowScale}`);
  for (let i = 0; i < s.sackCount; i++) options.push(`sack ${s.sackLeft[i]! - peer}:${s.sackRight[i]! - peer}`);
  const seq = s.seq - own;
  const ack = (s.flags & ACK) !== 0 ? ` ack ${s.ack - peer}` : '';
  const ecn = (frame.memory[frame.start + 15]! & 3) === 0 ? '' : ` ecn ${frame.memory[frame.start + 15]! & 3}`;
  const time = `+${(now / 1e6).toFixed(3)}ms`.padStart(12);
  const range = `${seq}:${seq + s.payloadLength}(${s.payloadLength})`;
  const way = from === 'client' ? '>' : '<';
  return `${time} ${way} ${flags.join('')} ${range}${ack} win ${s.window}${ecn} <${options.join(', ')}>${lost ? ' LOST' : ''}`;
};

/** The flow on a path; every frame sent becomes a line. */
export const play = (up: Way, down: Way, given: Partial<TcpSettings> = {}) => {
  const flow = makeFlow(given);
  const world = new World(up, down, { client: [flow.sender], server: [flow.receiver] });
  const lines: string[] = [];
  const sent: { from: 'client' | 'server'; at: number; frame: Frame; lost: boolean }[] = [];
  world.onSend = (from, frame, at, lost) => {
    lines.push(line(from, frame, at, lost));
    sent.push({ from, at, frame: frame.copy(), lost });
  };
  return { ...flow, world, lines, sent };
};
