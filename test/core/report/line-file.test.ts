import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvCell, inChunks, writePieces } from '../../../core/report/line-file.js';

test('small pieces are joined, and nothing is lost or moved', () => {
  const pieces = Array.from({ length: 50_000 }, (_, i) => `${i}\n`);
  const chunks = [...inChunks(pieces)];
  assert.ok(chunks.length > 2 && chunks.length < 10, `${chunks.length} chunks`);
  assert.is(chunks.join(''), pieces.join(''));
  assert.equal([...inChunks([])], []);
});

test('a file of pieces takes the place of an older one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  const file = join(folder, 'lines');
  try {
    writePieces(file, ['a longer first one\n']);
    writePieces(file, ['é', '\n']);
    assert.is(readFileSync(file, 'utf8'), 'é\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('cells with commas, quotes or line ends are quoted', () => {
  assert.equal(['a b', 'a,b', 'a"b', 'a\nb'].map(csvCell), ['a b', '"a,b"', '"a""b"', '"a\nb"']);
});

test.run();
