import * as z from 'zod';
import { portName } from './names.js';
import {
  amountWithin,
  bytesAbove0,
  bytesOrUnlimited,
  finiteRate,
  oneOf,
  rateAbove0,
  span,
  spanAbove0,
  whole,
  yesNo,
} from './quantities.js';
import { settings } from './settings.js';

const sender = {
  from: portName.optional().meta({ description: 'the port that begins; the first of two unless told' }),
  to: portName.optional().meta({ description: 'the port that is spoken to; the other of two unless told' }),
  start: span.prefault('0s'),
  stop: spanAbove0.optional(),
  port: whole('a port, 1 to 65535', 1, 65535).optional(),
};
const size = amountWithin('a frame of 60 to 9014 bytes', 60, 9014).prefault(1200).meta({
  description: 'bytes of the whole Ethernet frame, without frame check sequence',
});

/** The kinds of traffic and what each can be told. */
export const TRAFFIC = {
  cbr: settings({ kind: z.literal('cbr'), ...sender, rate: rateAbove0, size }),
  poisson: settings({ kind: z.literal('poisson'), ...sender, rate: rateAbove0, size }),
  bursts: settings({
    kind: z.literal('bursts'),
    ...sender,
    rate: finiteRate.prefault('0').meta({ description: 'rate inside a burst; 0 sends it at once' }),
    size,
    burst: whole('a number of frames from 1 to a million', 1, 1e6).prefault(10),
    every: spanAbove0.prefault('100ms'),
  }),
  'request-response': settings({
    kind: z.literal('request-response'),
    ...sender,
    request: bytesAbove0.prefault('200B'),
    response: bytesAbove0.prefault('20kB'),
    think: span.prefault('100ms'),
  }),
  tcp: settings({
    kind: z.literal('tcp'),
    ...sender,
    bytes: bytesOrUnlimited.prefault('unlimited'),
    congestion: oneOf('cubic', 'newreno').prefault('cubic'),
    ecn: yesNo.prefault(false),
    mss: amountWithin('a segment size of 88 to 8960 bytes', 88, 8960).prefault(1460),
    sack: yesNo.prefault(true),
  }),
} as const;
export type TrafficKind = keyof typeof TRAFFIC;
export const TRAFFIC_KINDS = Object.keys(TRAFFIC) as TrafficKind[];

/** One of `traffic`. */
export const trafficSchema = z.discriminatedUnion(
  'kind',
  [TRAFFIC.cbr, TRAFFIC.poisson, TRAFFIC.bursts, TRAFFIC['request-response'], TRAFFIC.tcp],
  { error: `expected a kind of traffic (${TRAFFIC_KINDS.join(', ')})` },
);
export type TrafficInput = z.output<typeof trafficSchema>;
