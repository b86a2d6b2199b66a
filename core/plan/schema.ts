import * as z from 'zod';
import { SCENARIO_ENDS } from '../scenario/scenario-end.js';
import { queueSchema } from './effects/queue.js';
import { EFFECT_NAMES, EFFECT_SECTIONS, type EffectSection } from './effects/sections.js';
import { STARTUPS } from './plan.js';
import {
  amountWithin,
  autoOrBytes,
  bytesAbove0,
  bytesOrUnlimited,
  finiteRate,
  oneOf,
  rate,
  rateAbove0,
  seedNumber,
  slotBytes,
  span,
  spanAbove0,
  whole,
  yesNo,
} from './quantities.js';
import { settings } from './settings.js';

/** The plan file as a zod schema: its input is the file's own shape, its output has every unit read. */

const text = (expected: string) =>
  z.string({ error: `expected ${expected}` }).min(1, { error: `expected ${expected}` });

/** A section written with nothing under it is as good as one left out. */
const orEmpty = <T extends z.ZodType>(section: T, empty: z.input<T>) => section.nullable().prefault(empty);

const reconfiguration = settings({
  delay: span.optional().meta({ description: 'how long the link stands still at a route change' }),
  mode: oneOf('gsl', 'all')
    .optional()
    .meta({ description: 'gsl: the links to the ground stand still; all: frames under way are held as well' }),
});

const effects = Object.fromEntries(EFFECT_NAMES.map(name => [name, EFFECT_SECTIONS[name].optional()])) as unknown as {
  [Name in EffectSection]: z.ZodOptional<(typeof EFFECT_SECTIONS)[Name]>;
};

const path = {
  scenario: text('a path to a CSV file').optional().meta({
    description:
      'CSV of rate, delay and route over time: a path relative to the plan, or the table itself as a block of text',
  }),
  scenarioEnd: oneOf(...SCENARIO_ENDS)
    .optional()
    .meta({ description: 'what follows the last row: it holds for ever, the table begins again, or the run ends' }),
  rate: rate.optional().meta({ description: "data rate; beside a scenario it replaces the scenario's" }),
  delay: span.optional().meta({ description: "one-way delay; beside a scenario it replaces the scenario's" }),
  queue: queueSchema
    .optional()
    .meta({ description: 'limit of the waiting frames: auto is 2 x delay x rate x multiplier' }),
  reconfiguration: reconfiguration.optional().meta({ description: 'what a route change costs' }),
  ...effects,
};
const direction = settings(path).nullable().optional();
const link = settings({
  ...path,
  up: direction.meta({ description: 'what differs from client to server' }),
  down: direction.meta({ description: 'what differs from server to client' }),
});

const optionValue = z.union([z.string(), z.number(), z.boolean()], { error: 'expected one value' });
const hookObject = settings({
  use: text('a path to a hook or the name of a shipped one'),
  at: oneOf('up', 'down', 'both').prefault('both'),
  options: orEmpty(z.record(z.string(), optionValue, { error: 'expected options by name' }), {}),
  onError: oneOf('stop', 'drop', 'pass', 'detach').prefault('stop'),
});
/** One entry of `hooks`. */
export const hookSchema = z.union([text('a hook').transform(use => hookObject.parse({ use })), hookObject], {
  error: 'expected a hook: a path, a name, or settings (use, at, options, onError)',
});

const sender = {
  from: oneOf('client', 'server').prefault('client'),
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

const traffic = z.discriminatedUnion(
  'kind',
  [TRAFFIC.cbr, TRAFFIC.poisson, TRAFFIC.bursts, TRAFFIC['request-response'], TRAFFIC.tcp],
  { error: `expected a kind of traffic (${TRAFFIC_KINDS.join(', ')})` },
);

const port = orEmpty(
  settings({
    pcap: text('a path to a capture')
      .optional()
      .meta({ description: 'capture whose frames enter here, in virtual time' }),
  }),
  {},
);

const section = <S extends z.ZodRawShape>(shape: S) => orEmpty(settings(shape), {} as never);

export const planSchema = settings({
  hookline: z
    .literal(1, { error: 'expected format version 1' })
    .prefault(1)
    .meta({ description: 'version of this format' }),
  seed: seedNumber.prefault(1),
  duration: spanAbove0.optional().meta({ description: 'logical time at which the run ends' }),
  startup: oneOf(...STARTUPS)
    .prefault('app-start')
    .meta({ description: "what starts the scenario's clock; only unicast frames count" }),
  link,
  hooks: orEmpty(z.array(hookSchema, { error: 'expected a list of hooks' }), []),
  traffic: orEmpty(z.array(traffic, { error: 'expected a list of traffic' }), []),
  ports: section({ client: port, server: port }),
  store: section({
    memory: autoOrBytes.prefault('auto').meta({ description: 'frame memory of a lane' }),
    slot: slotBytes.prefault('2KiB').meta({ description: 'bytes of one frame slot, 64 of them headroom' }),
  }),
});
/** A plan file's content with every unit read. */
export type PlanInput = z.output<typeof planSchema>;
export type LinkInput = PlanInput['link'];
export type DirectionInput = NonNullable<LinkInput['up']>;
export type HookInput = z.output<typeof hookSchema>;
export type TrafficInput = PlanInput['traffic'] extends readonly (infer T)[] | null ? T : never;
