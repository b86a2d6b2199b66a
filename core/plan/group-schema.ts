import * as z from 'zod';
import { stageName } from './names.js';

/** One of `groups`. */
export const groupSchema = z
  .union([stageName.transform(stage => [stage]), z.array(stageName)], { error: 'expected a list of stages' })
  .meta({ description: 'the stages of the group' });
export type GroupInput = z.output<typeof groupSchema>;
