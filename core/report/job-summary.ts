import { spanText } from '../../sdk/quantity.js';
import type { RunOutcome } from './junit.js';
import { countText } from './number-text.js';
import { total } from './run-report.js';

/** A run as a few lines of Markdown, as the page of a CI job shows them: verdict, expectations, what became of the frames. */
export const jobSummary = ({ report, failures = [], client }: RunOutcome): string => {
  const { validity, expectations = [], ledger, plan, driver, duration, seed } = report;
  const unmet = expectations.filter(({ met }) => !met).length;
  // An invalid run is a bad one by that word alone.
  const wrong = [
    ...(unmet > 0 ? [`${unmet} of ${expectations.length} expectations not met`] : []),
    ...(failures.length > 0 ? ['a hook failed'] : []),
    ...((client?.code ?? 0) === 0 ? [] : ['the client failed']),
  ];
  const good = wrong.length === 0 && validity.verdict !== 'invalid';
  const verdict = wrong.length === 0 ? validity.verdict : `${wrong.join(', ')}; the run is ${validity.verdict}`;
  const lines = [
    `### ${good ? '✅' : '❌'} ${escaped(plan)}: ${verdict}`,
    '',
    `${spanText(duration)} of ${driver} time, seed ${seed}. Frames: in ${countText(ledger.in)}, born ${countText(ledger.born)}, out ${countText(ledger.out)}, dropped ${countText(total(ledger.dropped))}.`,
  ];
  if (validity.reasons.length > 0) lines.push('', ...validity.reasons.map(reason => `- ${escaped(reason)}`));
  if (expectations.length > 0) {
    lines.push('', '| | expected | found |', '|---|---|---|');
    for (const { expectation, met, found } of expectations)
      lines.push(`| ${met ? '✅' : '❌'} | ${code(expectation)} | ${escaped(found)} |`);
  }
  if (client !== undefined && client.code !== 0)
    lines.push('', `The client ended with exit code ${client.code}: ${code(client.command)}`);
  for (const { text } of failures) lines.push('', '```text', text.trimEnd().replaceAll('```', "'''"), '```');
  return `${lines.join('\n')}\n\n`;
};

/** Text in which Markdown and HTML find nothing to do. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|~#]/g, each => `\\${each}`).replaceAll('\n', ' ');

/** Code in a cell of a table, where a bar must be escaped even so. */
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll('\n', ' ')}\``;
