import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TruthFile } from '../../../core/report/truth-file.js';
import {
  DROPPED,
  DUPLICATED,
  HELD,
  INJECTED,
  KEPT,
  MODIFIED,
  ROUTED,
  STAGE_SET,
} from '../../../core/stage/alteration.js';
import { EPISODE, PREAMBLE, TIMER } from '../../../core/stage/hook-marker.js';

test('every alteration is a line of CSV whose detail people can read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-truth-'));
  try {
    const path = join(folder, 'truth.csv');
    const names = { stage: (ordinal: number) => ['up', 'down'][ordinal]!, arc: () => 'slow' };
    const file = new TruthFile(path, names);
    file.seat(0, 0, 'thief');
    file.seat(1, 2, 'forger');
    file.add(10, 0, 0, PREAMBLE, 4, DROPPED, 0, 0);
    file.add(11, 0, 0, EPISODE, 8, HELD, 5e6, 0);
    file.add(12, 1, 2, PREAMBLE, 1, DUPLICATED, 7, 0);
    file.add(13, 1, 2, PREAMBLE, 5, MODIFIED, 34 * 0x10000 + 37, 60 * 0x10000 + 60);
    file.add(14, 1, 2, PREAMBLE, 5, MODIFIED, 54 * 0x10000 + 54, 72 * 0x10000 + 66);
    file.add(15, 1, 2, TIMER, -1, INJECTED, 100, 1);
    file.add(16, 1, 2, PREAMBLE, 9, ROUTED, 3, 0);
    file.add(17, 1, 2, PREAMBLE, -1, STAGE_SET, 0, Number.NaN);
    file.add(18, 1, 2, PREAMBLE, 13, KEPT, 0, 0);
    file.close();
    assert.equal(readFileSync(path, 'utf8').split('\n'), [
      'at_ns,stage,hook,side,frame,what,detail',
      '10,up,thief,preamble,4,dropped,',
      '11,up,thief,episode,8,held,5000000 ns',
      '12,down,forger,preamble,1,duplicated,#7',
      '13,down,forger,preamble,5,modified,bytes 34-37',
      '14,down,forger,preamble,5,modified,byte 54 length 66>72',
      '15,down,forger,after,,injected,back after 100 ns',
      '16,down,forger,preamble,9,routed,slow',
      '17,down,forger,preamble,,stage-set,rate 0 bit/s',
      '18,down,forger,preamble,13,kept,',
      '',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
