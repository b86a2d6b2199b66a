import type * as z from 'zod';
import { SCENARIO_ENDS } from '../scenario/scenario-end.js';
import { queueSchema } from './effects/queue.js';
import { EFFECT_NAMES, EFFECT_SECTIONS, type EffectSection } from './effects/sections.js';
import { stageName } from './names.js';
import { oneOf, rate, span, text } from './quantities.js';
import { settings } from './settings.js';

const reconfiguration = settings({
  delay: span.optional().meta({ description: 'how long the link stands still at a route change' }),
  mode: oneOf('gsl', 'all')
    .optional()
    .meta({ description: 'gsl: the links to the ground stand still; all: frames under way are held as well' }),
});

const effects = Object.fromEntries(EFFECT_NAMES.map(name => [name, EFFECT_SECTIONS[name].optional()])) as unknown as {
  [Name in EffectSection]: z.ZodOptional<(typeof EFFECT_SECTIONS)[Name]>;
};

/** What a stage takes, a direction of a link, and the link for both of them. */
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

export const directionSchema = settings(path);
const direction = directionSchema.nullable().optional();

export const linkSchema = settings({
  ...path,
  up: direction.meta({ description: 'what differs from client to server' }),
  down: direction.meta({ description: 'what differs from server to client' }),
});

/** One of `stages`. */
export const stageSchema = settings({
  ...path,
  direction: oneOf('up', 'down')
    .optional()
    .meta({ description: "whose rows of the scenario it follows, and what hooks see as 'direction'" }),
  pair: stageName.optional().meta({ description: 'the stage that what is sent back enters' }),
});

export type StageSettings = z.output<typeof directionSchema>;
export type LinkInput = z.output<typeof linkSchema>;
export type StageInput = z.output<typeof stageSchema>;
