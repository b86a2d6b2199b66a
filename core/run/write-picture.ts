import type { RunRecord } from '../report/run-record.js';
import { pngOf, timelineSvg } from '../report/timeline-chart.js';
import type { RunFolder } from './run-folder.js';

/** Draws the run over time into its folder, as SVG and, where fonts allow, PNG. Returns the files by what they are. */
export const writePicture = async (
  folder: RunFolder,
  record: RunRecord,
  title: string,
): Promise<Record<string, string>> => {
  const timeline = record.timeline(title);
  if (timeline === undefined) return {};
  const svg = await timelineSvg(timeline);
  folder.write('timeline.svg', svg);
  const png = await pngOf(svg);
  if (png === undefined) return { picture: 'timeline.svg' };
  folder.write('timeline.png', png);
  return { picture: 'timeline.png' };
};
