import type { FileReport } from '../hooks/testing/test-run.js';
import type { TestFailure } from '../hooks/testing/test-words.js';

/** Lines of a stack shown of a failure. */
const MOST_LINES = 6;

const counted = (report: Pick<FileReport, 'passed' | 'failed' | 'skipped'>): string =>
  [
    [report.passed.length, 'passed'],
    [report.failed.length, 'failed'],
    [report.skipped, 'skipped'],
  ]
    .filter(([count], i) => count !== 0 || i === 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');

/** What became of one file: a line, and behind it why each test failed that did. */
export const fileReportText = (report: FileReport): string => {
  const { file, kind, failed, notes } = report;
  const what = kind === 'smoke' ? `${file}, without a test of its own: smoke test` : file;
  const lines = [
    `${failed.length > 0 ? 'FAILED' : 'ok'}  ${what}: ${counted(report)}${notes.map(note => ` (${note})`).join('')}`,
  ];
  for (const { name, failure } of failed)
    lines.push('', `  ${name}`, ...failureLines(failure).map(line => `    ${line}`));
  if (failed.length > 0) lines.push('');
  return `${lines.join('\n')}\n`;
};

const failureLines = ({ message, details, stack }: TestFailure): string[] => [
  ...message.split('\n'),
  ...(details === '' ? [] : details.split('\n').map(line => `  ${line}`.trimEnd())),
  ...stack.slice(0, MOST_LINES).map(({ file, line, column }) => `at ${file}:${line}:${column}`),
];

/** The last line: `7 passed, 1 failed`. */
export const totalText = (reports: readonly FileReport[]): string => {
  const sum = (of: (report: FileReport) => number): number => reports.reduce((all, each) => all + of(each), 0);
  const skipped = sum(each => each.skipped);
  const all = `${sum(each => each.passed.length)} passed, ${sum(each => each.failed.length)} failed`;
  const gap = (reports.at(-1)?.failed.length ?? 0) > 0 ? '' : '\n';
  return `${gap}${all}${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
};
