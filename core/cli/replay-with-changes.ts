import { spanText } from '../../sdk/quantity.js';
import { csvCell, writePieces } from '../report/line-file.js';
import { countText, framesText } from '../report/number-text.js';
import { textTable } from '../report/text-table.js';
import { type ChangedFrame, changedFrames, type FrameFate } from '../run/changed-frames.js';
import type { Changes, FateChange } from '../run/compare-courses.js';
import { type ChangedReplay, replayChanged } from '../run/replay-changed.js';
import type { HookChanges } from '../run/replay-hooks.js';
import { EXIT } from './exit-code.js';
import { hookFailureText } from './hook-failure-text.js';
import { tellPieces } from './tell-pieces.js';
import type { Terminal } from './terminal.js';
import { timeTicker } from './time-ticker.js';

/** So many frames are shown; past them only counted. */
const SHOWN = 20;

/** A journal has no more: whoever reads a comparison must know what cannot be in it. */
const ARRIVALS = 'the arrivals are those recorded: what programs would have sent after another fate is not in it';

export interface ShowOptions {
  readonly json: boolean | undefined;
  readonly csv: string | undefined;
}

/** `hookline replay --hook …`: what would have become of the frames that arrived in a run with another hook. */
export const replayWithChanges = async (
  terminal: Terminal,
  folder: string,
  changes: HookChanges,
  { json, csv }: ShowOptions,
): Promise<number> => {
  const progress = timeTicker(terminal, 'replayed');
  const result = await replayChanged(folder, changes, progress.onTick).finally(progress.end);
  for (const note of result.notes) terminal.err(`warning: ${note}\n`);
  if (result.failure !== undefined) {
    terminal.err(`nothing is compared: the replay ended at frame ${result.failure.frame}\n`);
    terminal.err(hookFailureText(result.failure));
    return EXIT.failed;
  }
  if (csv !== undefined) writePieces(csv, csvPieces(result));
  await tellPieces(terminal, json ? jsonPieces(result) : textPieces(result, csv));
  return result.differing > 0 ? EXIT.failed : EXIT.ok;
};

/** The figures of all lanes together. */
const totalOf = ({
  lanes,
}: ChangedReplay): Pick<Changes, 'same' | 'moved' | 'largestShift' | 'overtaken' | 'altered' | 'changed' | 'table'> => {
  const all = lanes.map(({ changes }) => changes);
  const sum = (key: 'same' | 'moved' | 'overtaken' | 'altered' | 'changed'): number =>
    all.reduce((total, each) => total + each[key], 0);
  return {
    same: sum('same'),
    moved: sum('moved'),
    largestShift: Math.max(...all.map(each => each.largestShift)),
    overtaken: sum('overtaken'),
    altered: sum('altered'),
    changed: sum('changed'),
    // A fate names its stage, and a stage has one lane, but for frames that met none.
    table: joined(all.flatMap(each => each.table)),
  };
};

const joined = (rows: readonly FateChange[]): FateChange[] => {
  const all = new Map<string, FateChange>();
  for (const row of rows) {
    const key = `${row.recorded}\n${row.replayed}`;
    const known = all.get(key);
    if (known) known.frames += row.frames;
    else all.set(key, { ...row });
  }
  return [...all.values()].sort((a, b) => b.frames - a.frames);
};

function* framesOf({ plan, lanes }: ChangedReplay, most = Number.POSITIVE_INFINITY): Iterable<ChangedFrame> {
  const names = plan.stages.map(({ name }) => name);
  for (const lane of lanes) {
    let told = 0;
    for (const frame of changedFrames(lane, plan.ports.length, names)) {
      if (told++ === most) break;
      yield frame;
    }
  }
}

const earliest = ({ recorded, replayed }: ChangedFrame): number =>
  Math.min(recorded?.at ?? Number.POSITIVE_INFINITY, replayed?.at ?? Number.POSITIVE_INFINITY);

function* textPieces(result: ChangedReplay, csv: string | undefined): Iterable<string> {
  const { same, moved, largestShift, overtaken, altered, changed, table } = totalOf(result);
  if (result.differing > 0) {
    yield `with the hooks of the run ${framesText(result.differing)} of the replay ${result.differing === 1 ? 'differs' : 'differ'} from the run itself: see hookline replay without a changed hook\n`;
  } else yield 'with the hooks of the run: the same fates, in the same order, at the same nanosecond\n';
  yield `changed: ${result.said.join('; ')}\n`;
  yield `${framesText(same)} with the same fate`;
  const but = [
    ...(moved > 0 ? [`${countText(moved)} at another time, by ${spanText(largestShift)} at most`] : []),
    ...(overtaken > 0 ? [`${countText(overtaken)} overtaken`] : []),
    ...(altered > 0 ? [`${countText(altered)} with other bytes`] : []),
  ];
  yield but.length > 0 ? `: ${but.join('; ')}\n` : ', all at the same nanosecond\n';
  yield `${framesText(changed)} with another fate${changed > 0 ? ':' : ''}\n`;
  if (changed > 0) {
    const rows = table.map(({ recorded, replayed, frames }) => [`  ${recorded}`, replayed, countText(frames)]);
    yield `${textTable([['  recorded', 'replayed', 'frames'], ...rows], 'llr').join('\n')}\n\n`;
    const shown = [...framesOf(result, SHOWN)].sort((a, b) => earliest(a) - earliest(b)).slice(0, SHOWN);
    for (const frame of shown) yield frameText(frame);
    const rest = changed - shown.length;
    if (rest > 0) yield `and ${countText(rest)} more: ${csv ?? '--csv FILE or --json'} has all\n`;
    yield '\n';
  }
  yield `${ARRIVALS}\n`;
}

const frameText = (frame: ChangedFrame): string => {
  const { id, born, summary, recorded, replayed } = frame;
  const known = born === 'replayed' ? 'new' : `#${id}`;
  const [before, after] = [
    born === 'replayed' ? 'not born' : fateText(recorded),
    born === 'recorded' ? 'not born' : fateText(replayed),
  ];
  return `${known}  ${summary}\n    recorded ${before}, replayed ${after}\n`;
};

const fateText = (fate: FrameFate | undefined): string =>
  fate === undefined ? 'still under way at the end' : `${fate.fate} at ${spanText(fate.at)} (${fate.stage})`;

function* jsonPieces(result: ChangedReplay): Iterable<string> {
  const { table, ...figures } = totalOf(result);
  const head = { changes: result.said, notes: result.notes, differing: result.differing, ...figures, table };
  yield `${JSON.stringify({ ...head, arrivals: 'recorded' }, null, 2).slice(0, -2)},\n  "frames": [`;
  let before = '';
  for (const frame of framesOf(result)) {
    yield `${before}\n    ${JSON.stringify(frame)}`;
    before = ',';
  }
  yield `${before === '' ? '' : '\n  '}]\n}\n`;
}

function* csvPieces(result: ChangedReplay): Iterable<string> {
  yield 'frame,born,recorded,recorded_stage,recorded_ns,replayed,replayed_stage,replayed_ns,summary\n';
  for (const { id, born, summary, recorded, replayed } of framesOf(result)) {
    const cells = [recorded, replayed].flatMap(each => [each?.fate ?? '', each?.stage ?? '', each?.at ?? '']);
    yield `${[id, born, ...cells, csvCell(summary)].join(',')}\n`;
  }
}
