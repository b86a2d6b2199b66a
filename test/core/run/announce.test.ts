import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markProcess, ownPidNamespace } from '../../../core/netns/process-start.js';
import { controlSocket, ownControlSocket, running } from '../../../core/run/announce.js';
import { ownFolders } from '../../../core/run/own-folder.js';
import { scratchFolder, sweepScratchFolders } from '../../../core/run/scratch-folder.js';

const onLinux = process.platform === 'linux' ? test : test.skip;

/** No process has this number: it is past the greatest that Linux gives. */
const NOBODY = 2 ** 30;
let home: string;
let folder: string;
const before = { XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'], TMPDIR: process.env['TMPDIR'] };
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  process.env['XDG_RUNTIME_DIR'] = home;
  process.env['TMPDIR'] = home;
  folder = ownFolders()[0]!;
  mkdirSync(folder, { mode: 0o700 });
});
test.after.each(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(home, { recursive: true, force: true });
});

const entry = (stem: string, mark: object): void => {
  writeFileSync(join(folder, `${stem}.json`), JSON.stringify(mark));
  writeFileSync(join(folder, `${stem}.sock`), '');
};
const elsewhere = (): number => ownPidNamespace()! + 1;

onLinux('a dead run is cleaned up; one of another PID namespace is neither listed nor touched', () => {
  entry(String(process.pid), markProcess());
  entry(String(NOBODY), { ...markProcess(), pid: NOBODY });
  entry(String(NOBODY + 1), { ...markProcess(), pid: NOBODY + 1, pidNamespace: elsewhere() });
  // Without an announcement nobody has it.
  writeFileSync(join(folder, '7-1.sock'), '');
  assert.equal(
    running().map(({ pid }) => pid),
    [process.pid],
  );
  const kept = [process.pid, NOBODY + 1].flatMap(pid => [`${pid}.json`, `${pid}.sock`]);
  assert.equal(readdirSync(folder).sort(), kept.sort());
});

onLinux(
  'a run of the same number in another PID namespace keeps its socket, and is not asked in place of this one',
  () => {
    assert.is(basename(ownControlSocket()), `${process.pid}.sock`);
    entry(String(process.pid), { ...markProcess(), pidNamespace: elsewhere() });
    assert.is(controlSocket(process.pid), undefined);
    const own = ownControlSocket();
    assert.is(basename(own), `${process.pid}-${ownPidNamespace()}.sock`);
    entry(basename(own, '.sock'), markProcess());
    assert.is(running().length, 1);
    assert.is(controlSocket(process.pid), own);
    // Also once the other has ended.
    rmSync(join(folder, `${process.pid}.json`));
    assert.is(controlSocket(process.pid), own);
  },
);

onLinux('the scratch folder of a killed run is swept up, unless it is of another PID namespace', () => {
  const own = scratchFolder();
  const names = [
    `hookline-${NOBODY}-abc123`,
    `hookline-${NOBODY}-${ownPidNamespace()}-abc123`,
    `hookline-${NOBODY}-${elsewhere()}-abc123`,
  ];
  for (const name of names) mkdirSync(join(home, name));
  sweepScratchFolders();
  assert.ok(existsSync(own));
  assert.equal(
    names.map(name => existsSync(join(home, name))),
    [false, false, true],
  );
});

test.run();
