import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import { findProgram } from '../../core/netns/find-program.js';
import type { Frame } from '../../sdk/frame.js';

/** A classic pcap file of Ethernet frames, little-endian, microseconds; `times` in nanoseconds, default 0. */
export const pcapOf = (frames: readonly Frame[], times: readonly number[] = []): Buffer => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  const records = frames.flatMap(({ bytes }, i) => {
    const record = Buffer.alloc(16);
    const at = times[i] ?? 0;
    record.writeUInt32LE(Math.floor(at / 1e9), 0);
    record.writeUInt32LE(Math.floor((at % 1e9) / 1e3), 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    return [record, Buffer.from(bytes)];
  });
  return Buffer.concat([header, ...records]);
};

const CHECKED = ['ip', 'tcp', 'udp'].flatMap(layer => ['-o', `${layer}.check_checksum:TRUE`]);

/** What tshark says of each frame: the values of these fields, joined by commas; checksums are checked. */
export const dissect = (frames: readonly Frame[], ...fields: readonly string[]): string[][] => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    const file = join(folder, 'frames.pcap');
    writeFileSync(file, pcapOf(frames));
    const words = ['-n', '-r', file, ...CHECKED, '-T', 'fields', ...fields.flatMap(field => ['-e', field])];
    const { status, stdout, stderr } = spawnSync('tshark', words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout
      .replace(/\n$/, '')
      .split('\n')
      .map(line => line.split('\t'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** `test` where tshark is installed, `test.skip` elsewhere. */
export const withTshark = findProgram('tshark') === undefined ? test.skip : test;
