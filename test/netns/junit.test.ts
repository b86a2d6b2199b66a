import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseXml } from '../core/report/parse-xml.js';
import { hookline } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a client over a link of 5 ms and gives the exit code, the test cases that are not passed, and the summary. */
const judged = async (
  expect: string,
  client: string,
): Promise<{ code: number | null; bad: string[]; said: string }> => {
  const [plan, junit, summary] = ['plan.yaml', 'junit.xml', 'summary.md'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(plan, `link: { rate: 10Mbit/s, delay: 5ms }\nhooks: [noop]\nexpect: [ ${expect} ]\n`);
  writeFileSync(summary, '');
  const { code } = await hookline('run', plan, '--junit', junit, '--summary', summary, '--', 'sh', '-c', client);
  const suite = parseXml(readFileSync(junit, 'utf8')).children[0]!;
  assert.match(suite.attributes['timestamp']!, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  const bad = suite.children
    .filter(({ name, children }) => name === 'testcase' && children.length > 0)
    .map(({ attributes, children }) => `${attributes['classname']}: ${children[0]!.attributes['message']}`);
  return { code, bad: bad.filter(each => !each.startsWith('hookline.validity')), said: readFileSync(summary, 'utf8') };
};

inNamespaces(
  'real programs are judged for CI as virtual ones are, and the client’s own code is a test case',
  async () => {
    const ping = 'ping -c 3 -i 0.2 $HOOKLINE_SERVER > /dev/null';
    const met = await judged('hooks.noop.calls >= 6, ports.client.framesIn >= 3, stages.up.lost = 0', ping);
    assert.equal([met.code, met.bad], [0, []]);
    assert.match(met.said, '| ✅ | `ports.client.framesIn >= 3` |');
    const unmet = await judged('hooks.noop.calls > 1000', ping);
    assert.equal([unmet.code, unmet.bad.length], [1, 1]);
    assert.match(unmet.bad[0]!, /^hookline\.expect: found \d+$/);
    const failed = await judged('in >= 0', 'exit 7');
    assert.equal([failed.code, failed.bad], [7, ['hookline.client: exit code 7']]);
  },
);

test.run();
