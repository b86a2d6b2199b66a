import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { junitText, type RunOutcome } from '../../../core/report/junit.js';
import type { RunReport } from '../../../core/report/run-report.js';
import { parseXml, type ReadElement } from './parse-xml.js';

const report = {
  hookline: '1.2.3',
  plan: 'lab/plan.yaml',
  seed: 7,
  driver: 'virtual',
  duration: 2.5e9,
  validity: { verdict: 'valid', reasons: [] },
  hooks: [
    { stage: 'up', name: 'thief' },
    { stage: 'down', name: 'thief' },
    { stage: 'down', name: 'noop' },
  ],
  expectations: [
    { expectation: 'stages.up.lost <= 1%', met: true, found: '0.5 %, 1 of 200' },
    { expectation: 'hooks.thief.dropped > 0 & more "quoted"', met: false, found: '0' },
  ],
} as unknown as RunReport;

const suiteOf = (outcome: Partial<RunOutcome> = {}): ReadElement => {
  const root = parseXml(junitText({ report, ...outcome }));
  assert.is(root.name, 'testsuites');
  assert.is(root.children.length, 1);
  return root.children[0]!;
};
const cases = (suite: ReadElement): string[] =>
  suite.children
    .filter(({ name }) => name === 'testcase')
    .map(({ attributes, children }) => {
      const [why] = children;
      return `${attributes['classname']} ${attributes['name']}: ${why ? `${why.name} ${why.attributes['message']}` : 'passed'}`;
    });

test('validity, each expectation and each hook is a test case', () => {
  assert.equal(cases(suiteOf()), [
    'hookline.validity the run is not invalid: passed',
    'hookline.expect stages.up.lost <= 1%: passed',
    'hookline.expect hooks.thief.dropped > 0 & more "quoted": failure found 0',
    'hookline.hooks thief: passed',
    'hookline.hooks noop: passed',
  ]);
});

test('an invalid run is a failure with its reasons, a suspect one is none, and says why', () => {
  const reasons = ['one frame in a hundred left 7 ms late', 'a lane stood still'];
  const judged = (verdict: 'invalid' | 'suspect'): ReadElement =>
    suiteOf({ report: { ...report, validity: { verdict, reasons } } });
  const [failed] = judged('invalid').children.filter(({ name }) => name === 'testcase');
  assert.is(failed!.children[0]!.name, 'failure');
  assert.is(failed!.children[0]!.text, `invalid\n${reasons.join('\n')}`);
  const suspect = judged('suspect');
  assert.match(cases(suspect)[0]!, /: passed$/);
  assert.match(suspect.children.find(({ name }) => name === 'system-out')!.text, `suspect: ${reasons.join(': ')}`);
});

test('a hook that threw is an error, with the place where it did', () => {
  const text =
    'thief.ts:3:9: hook thief threw in its preamble at stage up, frame 5: <oh> & no\n  the run was stopped\n';
  const suite = suiteOf({ failures: [{ hook: 'thief', text }] });
  const why = suite.children.find(({ attributes }) => attributes['name'] === 'thief')!.children[0]!;
  assert.equal([why.name, why.attributes['message'], why.text], ['error', text.split('\n')[0], text]);
  assert.equal([suite.attributes['errors'], suite.attributes['failures'], suite.attributes['tests']], ['1', '1', '5']);
  assert.is(suite.children.at(-1)!.text, text);
});

test('a client command that ends with another code than 0 is a failure', () => {
  const of = (code: number): string => cases(suiteOf({ client: { command: 'ping -c 3 a&b', code } })).at(-1)!;
  assert.is(of(0), 'hookline.client ping -c 3 a&b: passed');
  assert.is(of(3), 'hookline.client ping -c 3 a&b: failure exit code 3');
});

test('a run in real time has its date, one in virtual time always the same', () => {
  assert.is(suiteOf().attributes['timestamp'], '1970-01-01T00:00:00');
  const real = { ...report, driver: 'real', startedAt: '2024-05-06T07:08:09.123Z' } as RunReport;
  assert.is(suiteOf({ report: real }).attributes['timestamp'], '2024-05-06T07:08:09');
  assert.is(suiteOf().attributes['time'], '2.500');
});

/**
 * What both schemas in use have in common: jenkins-junit.xsd of Jenkins' xUnit plugin, which allows nothing else, and the JUnit.xsd
 * written for Ant, which wants all of `required` and this order of parts.
 */
const SCHEMA: Readonly<Record<string, { allowed: string[]; required: string[]; parts: RegExp }>> = {
  testsuites: {
    allowed: ['name', 'time', 'tests', 'failures', 'disabled', 'errors'],
    required: [],
    parts: /^(testsuite )*$/,
  },
  testsuite: {
    allowed: 'name tests failures errors time disabled skipped timestamp hostname id package'.split(' '),
    required: 'name timestamp hostname tests failures errors time id package'.split(' '),
    parts: /^properties (testcase )*system-out system-err $/,
  },
  properties: { allowed: [], required: [], parts: /^(property )*$/ },
  property: { allowed: ['name', 'value'], required: ['name', 'value'], parts: /^$/ },
  testcase: {
    allowed: ['name', 'assertions', 'time', 'classname', 'status'],
    required: ['name', 'classname', 'time'],
    parts: /^(failure |error )?$/,
  },
  failure: { allowed: ['type', 'message'], required: ['type'], parts: /^$/ },
  error: { allowed: ['type', 'message'], required: ['type'], parts: /^$/ },
  'system-out': { allowed: [], required: [], parts: /^$/ },
  'system-err': { allowed: [], required: [], parts: /^$/ },
};

test('the document has what the schemas of CI systems want, and nothing that one of them refuses', () => {
  const check = ({ name, attributes, children }: ReadElement): void => {
    const { allowed, required, parts } = SCHEMA[name]!;
    const given = Object.keys(attributes);
    assert.equal(
      given.filter(each => !allowed.includes(each)),
      [],
      name,
    );
    assert.equal(
      required.filter(each => !given.includes(each)),
      [],
      name,
    );
    assert.match(children.map(each => `${each.name} `).join(''), parts, name);
    children.forEach(check);
  };
  check(
    parseXml(
      junitText({ report, failures: [{ hook: '', text: 'a lane was lost\n' }], client: { command: 'x', code: 1 } }),
    ),
  );
});

test.run();
