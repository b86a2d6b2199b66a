import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../../core/netns/find-program.js';

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

test.run();
