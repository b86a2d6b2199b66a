import type { Plan } from '../plan/plan.js';
import type { PreparedRun } from './prepare-run.js';

/** Asked for beside the plan, in real time, all stages are captured, whatever the plan says. */
export const withAllCaptured = (plan: Plan, asked: boolean | undefined): Plan =>
  asked ? { ...plan, captures: plan.stages.map(({ name }) => name) } : plan;

/** Whether a run in real time captures anything: its plan says what, and there is a folder for it. */
export const captures = ({ folder, hooks }: PreparedRun): boolean =>
  folder !== undefined && hooks.plan.captures !== undefined;
