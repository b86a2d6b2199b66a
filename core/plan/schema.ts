import * as z from 'zod';
import { expectationSchema } from './expectation-schema.js';
import { groupSchema } from './group-schema.js';
import { hookSchema } from './hook-schema.js';
import { STARTUPS } from './plan.js';
import { portSchema } from './port-schema.js';
import { autoOrBytes, bytesAbove0, oneOf, quantity, seedNumber, slotBytes, spanAbove0, text } from './quantities.js';
import { settings } from './settings.js';
import { linkSchema, stageSchema } from './stage-schema.js';
import { topologySchema } from './topology-schema.js';
import { trafficSchema } from './traffic-schema.js';

/**
 * The plan file as a zod schema: its input is the file's own shape, its output has every unit read. What one section says
 * of another (a hook of its stages, a topology of its ports) is no part of it.
 */

/** A section written with nothing under it is as good as one left out. */
const orEmpty = <T extends z.ZodType>(section: T, empty: z.input<T>) => section.nullable().prefault(empty);

/** Settings by name; a name with nothing under it has none. */
const named = <S extends z.ZodType>(what: string, schema: S) =>
  z
    .record(z.string(), schema.nullable(), { error: `expected ${what} by name` })
    .nullable()
    .optional();

/** As `Plan.lanes` has it. */
export const lanesSchema = quantity(
  (said): 'auto' | 'one' => {
    const word = said.trim();
    if (word !== '1' && word !== 'auto') throw new RangeError(`expected auto or 1, found '${said}'`);
    return word === '1' ? 'one' : 'auto';
  },
  'auto or 1',
  ['auto'],
).meta({ description: 'threads of a run in real time: as many as may be, or one' });

const capture = text('a stage, as up or up.entry');

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
  link: linkSchema.optional().meta({ description: 'one path between two ports, client and server' }),
  stages: named('stages', stageSchema).meta({ description: 'one-way virtual links, for topologies' }),
  topologies: named('topologies', topologySchema).meta({ description: 'the ways from port to port over the stages' }),
  groups: z
    .record(z.string(), groupSchema, { error: 'expected groups by name' })
    .nullable()
    .optional()
    .meta({ description: 'sets of stages by name, for hooks to stand at' }),
  hooks: orEmpty(z.array(hookSchema, { error: 'expected a list of hooks' }), []),
  hookMemory: bytesAbove0
    .optional()
    .meta({ description: 'memory that the hooks of one lane may fill in real time: 512MiB unless told' }),
  traffic: orEmpty(z.array(trafficSchema, { error: 'expected a list of traffic' }), []),
  ports: named('ports', portSchema).meta({ description: 'where frames enter and leave' }),
  lanes: lanesSchema.prefault('auto'),
  captures: z
    .union([capture.transform(said => [said]), z.array(capture)], { error: 'expected stages, or all' })
    .optional()
    .meta({
      description:
        'stages whose leaving and dying frames are captured, or one side of them, as in up.entry, up.exit or up.deaths; all is every stage; with --out',
    }),
  expect: orEmpty(z.array(expectationSchema, { error: 'expected a list of expectations' }), []).meta({
    description: 'what the run is to come to, as in stages.up.lost <= 1%; if it does not the exit code is 1',
  }),
  store: section({
    memory: autoOrBytes.prefault('auto').meta({ description: 'frame memory of a lane' }),
    slot: slotBytes.prefault('2KiB').meta({ description: 'bytes of one frame slot, 64 of them headroom' }),
  }),
});
/** A plan file's content with every unit read. */
export type PlanInput = z.output<typeof planSchema>;
