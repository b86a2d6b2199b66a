import * as z from 'zod';
import { portName, stageName, vertexText } from './names.js';
import { oneOf, quantity, spanAbove0, text, yesNo } from './quantities.js';
import { settings } from './settings.js';
import { CHOICES, POLICIES } from './topology-plan.js';

/** Of an arc, from 0. */
export const weight = quantity(
  said => {
    const value = said.trim() === '' ? Number.NaN : Number(said);
    if (value < 0) throw new RangeError(`a weight cannot be negative: '${said}'`);
    // The sum of all must be a number still.
    if (!(value <= 1e9)) throw new RangeError(`expected a weight from 0 to a billion, found '${said}'`);
    return value;
  },
  'a weight from 0',
  ['3'],
);

const arc = settings({
  stage: stageName,
  from: vertexText,
  to: vertexText,
  weight: weight.optional().meta({ description: 'share of the frames, under the policy weighted' }),
  match: text('a filter').optional().meta({ description: 'what it takes, under the policy match' }),
});

/** How frames are dispatched at a vertex, setting by setting. */
export const dispatchShape = settings({
  policy: oneOf(...POLICIES),
  base: oneOf(...CHOICES)
    .optional()
    .meta({ description: 'of back-pressure: how one of the arcs that are not full is chosen' }),
  onFull: oneOf('drop', 'backpressure').optional().meta({ description: 'when the arc is full' }),
  count: oneOf('bytes', 'frames').optional().meta({ description: 'what queues are compared by' }),
  smooth: yesNo.optional().meta({ description: 'of weighted: in turn, nothing is drawn' }),
  timesRate: yesNo.optional().meta({ description: 'of greatest-adjusted-free: times the rate as well' }),
  halfLife: spanAbove0.optional().meta({ description: 'of the drop rates' }),
  sticky: spanAbove0.optional().meta({ description: 'flows keep to an arc until they are silent for so long' }),
});

/** The same, or a policy's name. */
export const dispatchSchema = z.union([oneOf(...POLICIES).transform(policy => ({ policy })), dispatchShape], {
  error: 'expected a policy, or settings (policy, base, onFull, count, smooth, timesRate, halfLife, sticky)',
});

const exit = z.union(
  [
    portName.transform(port => ({ port, dedupe: 'none' as const })),
    settings({
      port: portName.meta({ description: 'a port, or learn: by the MAC table' }),
      dedupe: oneOf('none', 'first')
        .prefault('none')
        .meta({ description: 'first: of the copies of a frame one leaves' }),
    }),
  ],
  { error: 'expected a port, learn, or settings (port, dedupe)' },
);

const byVertex = <S extends z.ZodType>(schema: S) =>
  z.record(z.string(), schema, { error: 'expected settings by vertex' }).optional();

/** One of `topologies`. */
export const topologySchema = settings({
  from: z
    .union([portName.transform(port => [port]), z.array(portName)], { error: 'expected a port or a list of ports' })
    .optional()
    .meta({ description: 'ports whose frames take it unless a filter of theirs says otherwise' }),
  path: z
    .array(stageName, { error: 'expected a list of stages' })
    .optional()
    .meta({ description: 'stages one behind the other, in place of arcs' }),
  to: exit.optional().meta({ description: 'where a path ends' }),
  arcs: z
    .array(arc, { error: 'expected a list of arcs' })
    .optional()
    .meta({ description: 'stages from vertex to vertex' }),
  entry: vertexText.optional().meta({ description: 'the vertex where frames enter, when it is not plain' }),
  dispatch: byVertex(dispatchSchema).meta({ description: 'which arc a frame takes, by vertex' }),
  exits: byVertex(exit).meta({ description: 'the ports of vertices without arcs' }),
});
export type TopologyInput = z.output<typeof topologySchema>;
export type ArcInput = z.output<typeof arc>;
export type DispatchInput = z.output<typeof dispatchSchema>;
export type ExitInput = z.output<typeof exit>;
