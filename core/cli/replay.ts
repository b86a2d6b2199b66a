import { spanText } from '../../sdk/quantity.js';
import { writePieces } from '../report/line-file.js';
import { framesText } from '../report/number-text.js';
import { DIFFERENCE, DIFFERENCE_CELLS, fateName, type NamedFates } from '../run/compare-fates.js';
import { type LaneComparison, type Replay, replayRun } from '../run/replay-run.js';
import { EXIT } from './exit-code.js';
import { hookFailureText } from './hook-failure-text.js';
import { replayWithChanges } from './replay-with-changes.js';
import { tellPieces } from './tell-pieces.js';
import type { Terminal } from './terminal.js';
import { timeTicker } from './time-ticker.js';

export interface ReplayOptions {
  readonly hook: readonly string[];
  readonly set: readonly string[];
  readonly without: readonly string[];
  readonly json?: boolean;
  readonly csv?: string;
}

/** So many differences are shown; past them only counted. */
const SHOWN = 20;

/** `hookline replay`: a run once more, from its journal. */
export const replay =
  (terminal: Terminal) =>
  async (folder: string, options: ReplayOptions): Promise<number> => {
    const { hook: hooks, set: sets, without, json, csv } = options;
    if (hooks.length + sets.length + without.length > 0)
      return replayWithChanges(terminal, folder, { hooks, sets, without }, { json, csv });
    const progress = timeTicker(terminal, 'replayed');
    const result = replayRun(folder, progress.onTick);
    progress.end();
    const differing = result.lanes.reduce((sum, lane) => sum + lane.differing, 0);
    if (csv !== undefined) writePieces(csv, csvPieces(result));
    await tellPieces(terminal, json ? jsonPieces(result) : textPieces(result, differing));
    if (result.failure) terminal.err(hookFailureText(result.failure));
    return differing > 0 || result.failure !== undefined ? EXIT.failed : EXIT.ok;
  };

interface Record {
  readonly id: number;
  /** Logical time in nanoseconds. */
  readonly at: number;
  /** `left`, the cause of death, or `absorbed:` and why. */
  readonly fate: string;
}

interface Difference {
  /** Ordinal of the stage. */
  readonly stage: number;
  /** Position in the stage's sequence, from 0. */
  readonly position: number;
  readonly recorded: Record | undefined;
  readonly replayed: Record | undefined;
}

function* differences(lanes: readonly LaneComparison[]): Iterable<Difference> {
  for (const { differences: cells, differing, recorded, replayed } of lanes) {
    for (let at = 0; at < differing * DIFFERENCE_CELLS; at += DIFFERENCE_CELLS) {
      yield {
        stage: cells[at + DIFFERENCE.stage]!,
        position: cells[at + DIFFERENCE.position]!,
        recorded: recordAt(recorded, cells[at + DIFFERENCE.recorded]!),
        replayed: recordAt(replayed, cells[at + DIFFERENCE.replayed]!),
      };
    }
  }
}

const recordAt = ({ fates, causes }: NamedFates, place: number): Record | undefined =>
  place < 0
    ? undefined
    : { id: fates.ids[place]!, at: fates.times[place]!, fate: fateName(fates.fates[place]!, causes) };

const sameOf = ({ lanes }: Replay): number => lanes.reduce((sum, lane) => sum + lane.same, 0);

function* textPieces(result: Replay, differing: number): Iterable<string> {
  yield `${framesText(sameOf(result))}: same fate, same order, same nanosecond\n`;
  if (differing > 0) yield `${framesText(differing)} ${differing === 1 ? 'differs' : 'differ'}:\n`;
  let shown = 0;
  for (const { stage, position, recorded, replayed } of differences(result.lanes)) {
    if (shown++ === SHOWN) break;
    const { name } = result.plan.stages[stage]!;
    yield `  ${name} ${position}: recorded ${recordText(recorded)}, replayed ${recordText(replayed)}\n`;
  }
  if (differing > SHOWN) yield `  and ${differing - SHOWN} more\n`;
}

const recordText = (record: Record | undefined): string =>
  record === undefined ? 'nothing' : `frame ${record.id} ${record.fate} at ${spanText(record.at)} (${record.at} ns)`;

function* jsonPieces(result: Replay): Iterable<string> {
  yield `{\n  "same": ${sameOf(result)},\n  "differences": [`;
  let before = '';
  for (const each of differences(result.lanes)) {
    yield `${before}\n    ${JSON.stringify(each)}`;
    before = ',';
  }
  yield `${before === '' ? '' : '\n  '}]\n}\n`;
}

function* csvPieces(result: Replay): Iterable<string> {
  yield 'stage,position,recorded_frame,recorded_fate,recorded_ns,replayed_frame,replayed_fate,replayed_ns\n';
  for (const { stage, position, recorded, replayed } of differences(result.lanes)) {
    const cells = [recorded, replayed].flatMap(each => [each?.id ?? '', each?.fate ?? '', each?.at ?? '']);
    yield `${[result.plan.stages[stage]!.name, position, ...cells].join(',')}\n`;
  }
}
