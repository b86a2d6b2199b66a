import type { BitRate, Nanos } from '../../sdk/units.js';
import type { Plan } from '../plan/plan.js';
import type { Scenario, ScenarioRow } from '../scenario/scenario.js';
import { METER, METER_LENGTH } from '../stage/stage-meter.js';
import { stagesTimeline } from './stages-timeline.js';
import { linkTimeline, type Sample, type Timeline } from './timeline.js';

/** Time between two samples, in nanoseconds: what a picture of a minute resolves. */
export const SAMPLE_EVERY = 100e6;

/** Readings of the stages over time, taken every SAMPLE_EVERY of logical time: the picture and timeline.csv. */
export class RunRecord {
  private readonly rows: number[][] = [];
  private readonly rtts: Sample[] = [];

  /** Logical time at which the scenarios' clock started; Infinity: it did not. */
  scenarioAt = 0;

  /** Something was set from outside: what the scenario says is not what the link was. */
  followMeters = false;

  constructor(private readonly plan: Plan) {}

  /** Takes the meters of all stages as they stand at `at` (nanoseconds). */
  sample(at: number, meters: Float64Array): void {
    const row = [at];
    for (let stage = 0; stage < this.plan.stages.length; stage++) {
      const cell = (name: keyof typeof METER): number => meters[stage * METER_LENGTH + METER[name]]!;
      row.push(cell('rate'), cell('delay'), cell('route'), cell('bytesOut'), cell('queueBytes'), cell('dropped'));
    }
    // The time of lanes that idle stands for some samples: a rate over no time at all would not be a number.
    if (this.rows.at(-1)?.[0] === at) this.rows.pop();
    this.rows.push(row);
  }

  /** A round-trip time measured by a program at the ports, in nanoseconds. */
  rtt(at: number, value: number): void {
    this.rtts.push({ at, value });
  }

  /** timeline.csv: a line a sample; rates in bit/s over the time since the line before, queues in bytes. */
  csv(): string {
    const columns = ['Time[ms]'];
    for (const { name } of this.plan.stages) {
      for (const column of ['Rate[bps]', 'Delay[ms]', 'RouteID', 'Throughput[bps]', 'Queue[B]', 'Dropped']) {
        columns.push(`${name}.${column}`);
      }
    }
    const lines = this.rows.map((row, i) => {
      const before = this.rows[i - 1];
      const cells: (number | string)[] = [row[0]! / 1e6];
      for (let stage = 0; stage < this.plan.stages.length; stage++) {
        const [rate, delay, route, , queue, dropped] = row.slice(1 + 6 * stage, 7 + 6 * stage) as number[];
        cells.push(
          Number.isFinite(rate) ? rate! : '',
          delay! / 1e6,
          route!,
          before ? Math.round(this.throughput(stage, i)) : '',
          queue!,
          dropped!,
        );
      }
      return cells.join(',');
    });
    return `${[columns.join(','), ...lines].join('\n')}\n`;
  }

  /** The picture: of a link the stage that carried the most data, of a graph its stages. */
  timeline(title: string): Timeline | undefined {
    const last = this.rows.at(-1);
    if (last === undefined || this.rows.length < 3) return undefined;
    const { stages } = this.plan;
    if (stages.length <= 2) return this.linkTimeline(title, last);
    const samples = stages.map(({ name }, stage) => ({
      name,
      throughput: this.throughputs(stage),
      queue: this.waitingTimes(stage),
      drops: this.dropTimes(stage),
    }));
    return stagesTimeline(title, last[0]!, samples);
  }

  private linkTimeline(title: string, last: readonly number[]): Timeline {
    let busiest = 0;
    this.plan.stages.forEach((_, stage) => {
      if (last[1 + 6 * stage + 3]! > last[1 + 6 * busiest + 3]!) busiest = stage;
    });
    const forth = this.plan.stages[busiest]!;
    const back = this.plan.stages.find(stage => stage.name === forth.pair) ?? forth;
    const timeline = linkTimeline({
      title,
      duration: last[0]!,
      forth: this.followMeters ? this.measured(busiest) : forth.scenario,
      back: this.followMeters ? this.measured(this.plan.stages.indexOf(back)) : back.scenario,
      scenarioAt: this.followMeters ? 0 : this.scenarioAt,
      throughput: this.throughputs(busiest),
      queue: this.waitingTimes(busiest),
      drops: this.dropTimes(busiest),
      ...(this.rtts.length > 0 ? { rtt: this.rtts } : {}),
    });
    const backDrops = back === forth ? [] : this.dropTimes(this.plan.stages.indexOf(back));
    if (backDrops.length === 0) return timeline;
    const marks = { name: `drops at ${back.name}`, times: backDrops.map(at => at / 1e9) };
    return { ...timeline, panels: timeline.panels.map((panel, i) => (i === 1 ? { ...panel, marks } : panel)) };
  }

  /** What a stage's rate, delay and route have been, as far as the samples tell. */
  private measured(stage: number): Scenario {
    const rows: ScenarioRow[] = [];
    for (const row of this.rows) {
      const [rate, delay, route] = row.slice(1 + 6 * stage) as [BitRate, Nanos, number];
      const last = rows.at(-1);
      if (last?.rate === rate && last.delay === delay && last.route === route) continue;
      rows.push({ at: row[0] as Nanos, rate, delay, route });
    }
    return { rows };
  }

  /** When a stage had dropped more frames than at the sample before. */
  private dropTimes(stage: number): number[] {
    const dropped = (row: readonly number[]): number => row[1 + 6 * stage + 5]!;
    return this.rows.flatMap((row, i) => (i > 0 && dropped(row) > dropped(this.rows[i - 1]!) ? [row[0]!] : []));
  }

  private throughputs(stage: number): Sample[] {
    return this.rows.slice(1).map((row, i) => ({ at: row[0]!, value: this.throughput(stage, i + 1) }));
  }

  /** What the waiting frames take at the rate in force. */
  private waitingTimes(stage: number): Sample[] {
    return this.rows.slice(1).map(row => {
      const rate = row[1 + 6 * stage]!;
      return {
        at: row[0]!,
        value: rate > 0 && Number.isFinite(rate) ? (row[1 + 6 * stage + 4]! * 8e9) / rate : 0,
      };
    });
  }

  private throughput(stage: number, row: number): number {
    const now = this.rows[row]!;
    const before = this.rows[row - 1]!;
    const bytes = now[1 + 6 * stage + 3]! - before[1 + 6 * stage + 3]!;
    return (bytes * 8e9) / (now[0]! - before[0]!);
  }
}
