import { spanText } from '../../sdk/quantity.js';
import type { RunReport } from './run-report.js';
import { type XmlContent, type XmlElement, xmlText } from './xml.js';

/** What a run came to besides its report. */
export interface RunOutcome {
  /** What run.json holds. */
  readonly report: RunReport;
  /** Handlers that threw and ended the run, each told in text; none if not given. */
  readonly failures?: readonly { readonly hook: string; readonly text: string }[];
  /** The client command, when there was one and it has ended by itself. */
  readonly client?: { readonly command: string; readonly code: number } | undefined;
}

type Verdict = 'passed' | 'failed' | 'error';

interface Case {
  readonly group: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** Why it is not passed, or what else there is to say of it; the first line in short. */
  readonly text: string;
}

/**
 * A run as JUnit XML: its validity, each expectation of its plan, each of its hooks and its client command are a test case
 * each. A run that is invalid, an expectation that is not met and a client that ends with another code than 0 are failures,
 * a hook that threw is an error. Of the elements that both of the common schemas have: Jenkins' jenkins-junit.xsd, and the
 * older one of Ant, which wants a time, a host and all parts to be there.
 */
export const junitText = (outcome: RunOutcome): string => {
  const { report } = outcome;
  const cases = casesOf(outcome);
  const time = (report.duration / 1e9).toFixed(3);
  const counts = {
    tests: cases.length,
    failures: cases.filter(({ verdict }) => verdict === 'failed').length,
    errors: cases.filter(({ verdict }) => verdict === 'error').length,
  };
  const property = (name: string, value: string | number): XmlElement => ({
    name: 'property',
    attributes: { name, value },
  });
  const suite: XmlElement = {
    name: 'testsuite',
    attributes: {
      name: report.plan,
      package: 'hookline',
      id: 0,
      ...counts,
      skipped: 0,
      time,
      // Without fractions and zone, as the schema has it; a run in virtual time has no date.
      timestamp: (report.startedAt ?? '1970-01-01T00:00:00').slice(0, 19),
      hostname: 'localhost',
    },
    content: [
      {
        name: 'properties',
        content: [
          property('hookline', report.hookline),
          property('driver', report.driver),
          property('seed', report.seed),
          property('duration', spanText(report.duration)),
        ],
      },
      ...cases.map(caseElement),
      { name: 'system-out', content: [systemOut(report)] },
      { name: 'system-err', content: [(outcome.failures ?? []).map(({ text }) => text).join('')] },
    ],
  };
  return xmlText({ name: 'testsuites', attributes: { name: 'hookline', ...counts, time }, content: [suite] });
};

const casesOf = ({ report, failures = [], client }: RunOutcome): Case[] => {
  const { verdict, reasons } = report.validity;
  const hooks = [...new Set([...report.hooks.map(({ name }) => name), ...failures.map(({ hook }) => hook)])];
  return [
    {
      group: 'validity',
      name: 'the run is not invalid',
      verdict: verdict === 'invalid' ? 'failed' : 'passed',
      text: [verdict, ...reasons].join('\n'),
    },
    ...(report.expectations ?? []).map(
      ({ expectation, met, found }): Case => ({
        group: 'expect',
        name: expectation,
        verdict: met ? 'passed' : 'failed',
        text: `found ${found}`,
      }),
    ),
    ...hooks.map((name): Case => {
      const threw = failures.filter(({ hook }) => hook === name);
      const text = threw.map(each => each.text).join('');
      return { group: 'hooks', name: name || 'lane', verdict: threw.length > 0 ? 'error' : 'passed', text };
    }),
    ...(client === undefined
      ? []
      : [
          {
            group: 'client',
            name: client.command,
            verdict: client.code === 0 ? 'passed' : 'failed',
            text: `exit code ${client.code}`,
          } as const,
        ]),
  ];
};

const caseElement = ({ group, name, verdict, text }: Case): XmlElement => {
  const why = (element: string, type: string): XmlContent[] => [
    { name: element, attributes: { message: text.split('\n')[0]!, type }, content: [text] },
  ];
  const content = verdict === 'failed' ? why('failure', group) : verdict === 'error' ? why('error', 'hook') : [];
  return { name: 'testcase', attributes: { name, classname: `hookline.${group}`, time: '0' }, content };
};

/** What is worth knowing where all is well: why a run is suspect, and what there was of each figure. */
const systemOut = ({ validity, expectations = [] }: RunReport): string =>
  [
    [validity.verdict, ...validity.reasons].join(': '),
    ...expectations.map(({ expectation, found }) => `${expectation}: found ${found}`),
    '',
  ].join('\n');
