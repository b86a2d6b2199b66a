import { type Panel, pointsOf, RATES, type Sample, type Series, SPANS, type Timeline, unitFor } from './timeline.js';

/** More lines would not be told apart. */
export const STAGES_MOST = 6;

export interface StageSamples {
  readonly name: string;
  /** Bits per second, as frames left the stage. */
  readonly throughput: readonly Sample[];
  /** What the waiting frames take to be sent, in nanoseconds. */
  readonly queue: readonly Sample[];
  /** Instants at which frames were dropped. */
  readonly drops: readonly number[];
}

/**
 * The picture of a graph: what left each stage above, how long frames waited in it below. The stages that carried most are
 * shown, in the plan's order. `duration` in nanoseconds.
 */
export const stagesTimeline = (title: string, duration: number, stages: readonly StageSamples[]): Timeline => {
  const shown = busiest(stages);
  const rates = unitFor(
    RATES,
    shown.map(({ throughput }) => throughput),
  );
  const spans = unitFor(
    SPANS,
    shown.map(({ queue }) => queue),
  );
  const times = [...new Set(stages.flatMap(({ drops }) => drops))].sort((a, b) => a - b);
  const upper: Panel = {
    title: 'Throughput',
    unit: rates.unit,
    series: shown.map(({ name, throughput }) => lineOf(name, throughput, rates.size)),
    ...(times.length > 0 ? { marks: { name: 'drops', times: times.map(at => at / 1e9) } } : {}),
  };
  const lower: Panel = {
    title: 'Waiting time',
    unit: spans.unit,
    series: shown.map(({ name, queue }) => lineOf(name, queue, spans.size)),
  };
  return { title, seconds: duration / 1e9, panels: [upper, lower] };
};

const lineOf = (name: string, samples: readonly Sample[], size: number): Series => ({
  name,
  role: 'stage',
  shape: 'line',
  points: pointsOf(samples, size),
});

const busiest = (stages: readonly StageSamples[]): StageSamples[] => {
  const carried = (stage: StageSamples): number => stage.throughput.reduce((sum, { value }) => sum + value, 0);
  const chosen = new Set(
    stages
      .map(stage => ({ stage, carried: carried(stage) }))
      .sort((a, b) => b.carried - a.carried)
      .slice(0, STAGES_MOST)
      .map(({ stage }) => stage),
  );
  return stages.filter(stage => chosen.has(stage));
};
