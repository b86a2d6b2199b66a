import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markProcess } from '../../../core/netns/process-start.js';
import { RunFolder, refuseForeign } from '../../../core/run/run-folder.js';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

test('a folder is made with all that leads to it, and known as a run’s from the start', () => {
  const path = join(home, 'a', 'b');
  const folder = new RunFolder(path);
  folder.write('deep/file.txt', 'text');
  folder.events.close();
  folder.release();
  assert.equal(readdirSync(path).sort(), ['deep', 'events.jsonl']);
  refuseForeign(path);
});

test('a second run writes over a run’s folder, and leaves nothing of the former that would speak for it', () => {
  new RunFolder(home).events.close();
  for (const name of ['captures', 'hooks', 'journal']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'run.json'), '{}');
  const second = new RunFolder(home);
  second.events.close();
  second.release();
  assert.equal(readdirSync(home), ['events.jsonl']);
});

test('a folder that another run is writing to is refused; one whose run was killed is not', () => {
  new RunFolder(home).events.close();
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    writeFileSync(join(home, 'running.json'), JSON.stringify(markProcess(other.pid!)));
    assert.throws(() => refuseForeign(home), new RegExp(`a run is writing there \\(process ${other.pid}\\)`));
    writeFileSync(join(home, 'running.json'), JSON.stringify({ pid: other.pid, startedAt: '1' }));
    refuseForeign(home);
    const there = { ...markProcess(other.pid!), pidNamespace: 1 };
    writeFileSync(join(home, 'running.json'), JSON.stringify(there));
    const refused = /a run of another PID namespace is writing there \(process \d+\) \(.*remove .*running\.json\)/;
    assert.throws(() => refuseForeign(home), refused);
  } finally {
    other.kill('SIGKILL');
  }
});

test('a folder with other things in it is refused, also one with a plan and a report of that name', () => {
  for (const name of ['plan.yaml', 'run.json', 'notes.txt']) writeFileSync(join(home, name), 'mine');
  const refused = /--out .*: the folder is not empty and no run of Hookline made it \(name a new folder\)/;
  assert.throws(() => refuseForeign(home), refused);
  assert.throws(() => new RunFolder(home), refused);
  assert.equal(readdirSync(home).sort(), ['notes.txt', 'plan.yaml', 'run.json']);
});

test('a file in the place of the folder is refused as such', () => {
  const path = join(home, 'file');
  writeFileSync(path, '');
  assert.throws(() => refuseForeign(path), /a file, not a folder/);
  assert.ok(existsSync(path));
});

test.run();
