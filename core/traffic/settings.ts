import type { TrafficPlan } from '../plan/plan.js';
import { MESSAGE_MOST, PART_HEAD } from './message.js';

/** A plan's settings, checked, typed, defaults filled in. Sizes of open-loop frames are without frame check sequence. */
export type TrafficSettings = { readonly port: number | undefined } & (
  | { readonly kind: 'cbr' | 'poisson'; readonly rateBps: number; readonly size: number }
  | {
      readonly kind: 'bursts';
      readonly rateBps: number;
      readonly size: number;
      readonly burst: number;
      readonly everyNs: number;
    }
  | {
      readonly kind: 'request-response';
      readonly requestBytes: number;
      readonly responseBytes: number;
      readonly thinkNs: number;
    }
  | {
      readonly kind: 'tcp';
      readonly bytes: number;
      readonly congestion: 'cubic' | 'newreno';
      readonly ecn: boolean;
      readonly mss: number;
      readonly sack: boolean;
      readonly windowBytes: number;
    }
);

/** Ethernet's least and, for jumbo frames, most, without frame check sequence. */
const FRAME_LEAST = 60;
const FRAME_MOST = 9014;
/** As net.ipv4.tcp_rmem's maximum on Linux. */
const WINDOW_BYTES = 6 * 1024 * 1024;
/** As RFC 7323 lets a window be. */
const WINDOW_MOST = 2 ** 30;

/** Reads the settings of a traffic program. Throws a RangeError that names the setting, its value and its range. */
export const readSettings = (plan: TrafficPlan): TrafficSettings => {
  const { settings, kind } = plan;
  const known = new Set(['port']);

  const whole = (name: string, least: number, most: number, otherwise?: number): number => {
    known.add(name);
    const value = settings[name] ?? otherwise;
    if (value === undefined) throw new RangeError(`${kind} traffic needs '${name}'`);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(`'${name}' of ${kind} traffic is a whole number from ${least} to ${most}, not ${value}`);
    }
    return value;
  };
  const claim = (name: string, otherwise: boolean): boolean => {
    known.add(name);
    const value = settings[name] ?? otherwise;
    if (typeof value !== 'boolean') throw new RangeError(`'${name}' of ${kind} traffic is true or false, not ${value}`);
    return value;
  };
  // Unlimited is Infinity in a plan and 0 to the sender, whose counters stay whole.
  const amount = (): number =>
    settings['bytes'] === Number.POSITIVE_INFINITY && known.add('bytes')
      ? 0
      : whole('bytes', 0, Number.MAX_SAFE_INTEGER, 0);
  const congestion = (): 'cubic' | 'newreno' => {
    known.add('congestion');
    const value = settings['congestion'] ?? 'cubic';
    if (value !== 'cubic' && value !== 'newreno') {
      throw new RangeError(`'congestion' of tcp traffic is cubic or newreno, not ${value}`);
    }
    return value;
  };
  // Bit rates are whole so that the spacing of frames can be carried exactly.
  const rate = (least: number): number => whole('rate', least, 1e12);
  const size = (): number => whole('size', FRAME_LEAST, FRAME_MOST, 1000);

  const port = settings['port'] === undefined ? undefined : whole('port', 1, 65535);
  const read = (): TrafficSettings => {
    switch (kind) {
      case 'cbr':
      case 'poisson':
        return { port, kind, rateBps: rate(1), size: size() };
      case 'bursts':
        return {
          port,
          kind,
          rateBps: rate(0),
          size: size(),
          burst: whole('burst', 1, 1e6),
          everyNs: whole('every', 1, Number.MAX_SAFE_INTEGER),
        };
      case 'request-response':
        return {
          port,
          kind,
          requestBytes: whole('request', PART_HEAD, MESSAGE_MOST, 100),
          responseBytes: whole('response', PART_HEAD, MESSAGE_MOST, 1000),
          thinkNs: whole('think', 0, Number.MAX_SAFE_INTEGER, 0),
        };
      case 'tcp':
        return {
          port,
          kind,
          bytes: amount(),
          congestion: congestion(),
          ecn: claim('ecn', false),
          mss: whole('mss', 88, 8960, 1460),
          sack: claim('sack', true),
          windowBytes: whole('window', 2 * 8960, WINDOW_MOST, WINDOW_BYTES),
        };
    }
  };
  const found = read();
  const stranger = Object.keys(settings).find(name => !known.has(name));
  if (stranger !== undefined) {
    throw new RangeError(`${kind} traffic has no setting '${stranger}' (${[...known].join(', ')})`);
  }
  return found;
};
