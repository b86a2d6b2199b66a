import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram, lacksProgram } from '../../../core/netns/find-program.js';

test('finds a program on the path, and neither a folder nor a file that may not be run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-'));
  const before = process.env['PATH'];
  try {
    writeFileSync(join(folder, 'hookline-runs'), '');
    chmodSync(join(folder, 'hookline-runs'), 0o755);
    writeFileSync(join(folder, 'hookline-text'), '', { mode: 0o644 });
    mkdirSync(join(folder, 'hookline-folder'));
    process.env['PATH'] = `/nonexistent:${folder}`;
    assert.is(findProgram('hookline-runs'), join(folder, 'hookline-runs'));
    assert.is(findProgram('hookline-text'), undefined);
    assert.is(findProgram('hookline-folder'), undefined);
  } finally {
    process.env['PATH'] = before;
    rmSync(folder, { recursive: true });
  }
});

test('a command is lacking only where no shell could find it', () => {
  const before = process.env['PATH'];
  try {
    process.env['PATH'] = '/nonexistent:/usr/bin:/bin';
    assert.ok(lacksProgram('no-such-program'));
    assert.ok(lacksProgram('/no/such/program'));
    assert.not(lacksProgram('sh'));
    assert.not(lacksProgram('/bin/sh'));
    assert.not(lacksProgram('./package.json'));
    process.env['PATH'] = '/bin:';
    assert.not(lacksProgram('no-such-program'));
  } finally {
    process.env['PATH'] = before;
  }
});

test.run();
