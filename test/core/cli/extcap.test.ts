import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { extcap, interfacesText, placeOf } from '../../../core/cli/extcap.js';
import { folderOf } from '../../../core/cli/extcap-install.js';
import { EnvironmentError, InputError } from '../../../core/fault.js';
import { fakeTerminal } from './fake-terminal.js';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-extcap-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

const said = async (word: string | undefined, options: Parameters<ReturnType<typeof extcap>>[1]): Promise<string> => {
  const terminal = fakeTerminal();
  assert.is(await extcap(terminal)(word, options), 0);
  return terminal.said.out;
};

test('every stage of every run is an interface, as a whole and by its sides, and its name leads back to it', () => {
  const text = interfacesText([
    { pid: 4711, name: 'a {odd} plan.yaml', live: { stages: ['up', 'a-b_1'], options: [] } },
  ]);
  const lines = text.trimEnd().split('\n');
  assert.match(lines[0]!, /^extcap \{version=[\d.]+\}\{display=Hookline\}$/);
  assert.is(lines[1], 'interface {value=hookline-4711-up}{display=hookline: a _odd_ plan.yaml up}');
  assert.is(lines[2], 'interface {value=hookline-4711-up.entry}{display=hookline: a _odd_ plan.yaml up.entry}');
  const names = lines.slice(1).map(line => /\{value=(.*?)\}/.exec(line)![1]!);
  assert.is(new Set(names).size, 8);
  assert.equal(placeOf(names[6]!), { pid: '4711', place: 'a-b_1.exit' });
  for (const name of ['eth0', 'hookline-up', 'hookline-4711-', 'hookline-4711-up exit'])
    assert.throws(
      () => placeOf(name),
      (error: unknown) => error instanceof InputError,
    );
});

test('frames are Ethernet, there is nothing to configure, and a filter is judged by its text', async () => {
  const extcapInterface = 'hookline-1-up';
  assert.is(
    await said(undefined, { extcapInterface, extcapDlts: true }),
    'dlt {number=1}{name=EN10MB}{display=Ethernet}\n',
  );
  assert.is(await said(undefined, { extcapInterface, extcapConfig: true }), '');
  assert.is(await said(undefined, { extcapInterface, extcapCaptureFilter: 'tcp port 80' }), '');
  assert.match(await said(undefined, { extcapInterface, extcapCaptureFilter: 'tcp prt 80' }), "'prt'");
});

test('it is put into a folder and taken out again, and what is another’s there stays', async () => {
  const dir = join(home, 'new', 'extcap');
  const path = join(dir, 'hookline');
  assert.match(await said('install', { dir }), path);
  assert.is(statSync(path).mode & 0o111, 0o111);
  assert.match(readFileSync(path, 'utf8'), /^#!\/bin\/sh\n[\s\S]* extcap "\$@"\n$/);
  assert.match(await said('install', { dir }), path);
  assert.match(await said('uninstall', { dir }), 'removed');
  assert.match(await said('uninstall', { dir }), 'there is none');
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  for (const word of ['install', 'uninstall']) {
    const error = await said(word, { dir }).catch(error => error);
    assert.instance(error, EnvironmentError);
  }
  assert.is(readFileSync(path, 'utf8'), '#!/bin/sh\n');
});

test('anything else is refused', async () => {
  for (const [word, options] of [
    [undefined, {}],
    ['instal', {}],
    [undefined, { extcapInterface: 'hookline-1-up', capture: true }],
  ] as const) {
    assert.instance(await said(word, options).catch(error => error), InputError);
  }
});

test('the folders that tshark names are found', () => {
  const four = 'Temp:                \t/tmp\nExtcap path:         \t/usr/lib/x/extcap\n';
  assert.is(folderOf(four, 'Extcap path'), '/usr/lib/x/extcap');
  assert.is(folderOf(four, 'Personal Extcap path'), undefined);
  const later = 'Personal Extcap path:\t/home/a b/.local/lib/wireshark/extcap\nGlobal Extcap path:\t/usr/lib\n';
  assert.is(folderOf(later, 'Personal Extcap path'), '/home/a b/.local/lib/wireshark/extcap');
});

test.run();
