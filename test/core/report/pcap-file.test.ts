import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { capturedFrame } from '../../../core/report/capture.js';
import { createCapture, openCapture } from '../../../core/report/pcap-file.js';

const test = suite<{ dir: string }>('capture files');
test.before.each(context => {
  context.dir = mkdtempSync(join(tmpdir(), 'hookline-capture-'));
});
test.after.each(context => rmSync(context.dir, { recursive: true, force: true }));

const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

// An ARP request, so that a dissector has something to say.
const ARP = Buffer.from(
  'ffffffffffff0200000000010806000108000604000102000000000 10a000001000000000000 0a000002'.replace(/ /g, ''),
  'hex',
);

const write = (path: string, frames: number): void => {
  const file = createCapture(path, [{ name: 'up', description: 'client to server' }, { name: 'down' }]);
  for (let i = 0; i < frames; i++) {
    file.frame(
      i % 2,
      i * 1_000_001,
      ARP,
      0,
      ARP.length,
      ARP.length,
      i % 2 ? 'in' : 'out',
      i % 3 ? undefined : 'queue:tail',
      i,
    );
  }
  file.close();
  file.close();
};

test('a file larger than the buffer is written in pieces and read back whole', ({ dir }) => {
  const path = join(dir, 'big.pcapng');
  write(path, 30_000);
  assert.ok(statSync(path).size > 2 << 20);
  const capture = openCapture(path);
  const record = capturedFrame();
  let frames = 0;
  while (capture.next(record)) {
    assert.is(record.at, frames * 1_000_001);
    assert.is(record.comment, frames % 3 ? undefined : 'queue:tail');
    frames++;
  }
  capture.close();
  assert.is(frames, 30_000);
});

test('the same frames give the same file', ({ dir }) => {
  write(join(dir, 'a'), 100);
  write(join(dir, 'b'), 100);
  assert.equal(readFileSync(join(dir, 'a')), readFileSync(join(dir, 'b')));
});

test('an error names the file as it was given', ({ dir }) => {
  const path = join(dir, 'short.pcap');
  writeFileSync(path, Buffer.from('d4c3b2a102000400', 'hex'));
  assert.throws(
    () => openCapture(path),
    (error: Error) => error.message.startsWith(`${path}: byte 8: `),
  );
});

// Wireshark's own programs are the judges of the format; without them only our own reader is.
const wireshark = has('tshark') && has('capinfos');
if (!wireshark) console.log('skipped: three tests of capture files need tshark and capinfos');
const judged = wireshark ? test : test.skip;

judged('tshark sees the times, interfaces, comments, directions and packet ids that were written', ({ dir }) => {
  const path = join(dir, 'judged.pcapng');
  write(path, 5);
  const fields = [
    'frame.time_epoch',
    'frame.interface_name',
    'frame.comment',
    'frame.packet_flags',
    'frame.packet_id',
    'arp.opcode',
  ];
  const lines = run('tshark', '-r', path, '-T', 'fields', ...fields.flatMap(f => ['-e', f]))
    .trimEnd()
    .split('\n');
  assert.equal(
    lines.map(l => l.split('\t')),
    [
      ['0.000000000', 'up', 'queue:tail', '0x00000002', '0', '1'],
      ['0.001000001', 'down', '', '0x00000001', '1', '1'],
      ['0.002000002', 'up', '', '0x00000002', '2', '1'],
      ['0.003000003', 'down', 'queue:tail', '0x00000001', '3', '1'],
      ['0.004000004', 'up', '', '0x00000002', '4', '1'],
    ],
  );
});

judged('capinfos finds a whole file of two Ethernet interfaces with nanoseconds', ({ dir }) => {
  const path = join(dir, 'judged.pcapng');
  write(path, 5);
  const text = run('capinfos', path);
  assert.match(text, /pcapng/);
  assert.match(text, /Number of packets:\s+5/);
  assert.match(text, /Number of interfaces in file: 2/);
  assert.match(text, /timestamp precision:\s+nanoseconds/);
});

judged('a classic file made by Wireshark is read with the same times', ({ dir }) => {
  const path = join(dir, 'judged.pcapng');
  write(path, 5);
  for (const [format, step] of [
    ['nsecpcap', 1_000_001],
    ['pcap', 1_000_000],
  ] as const) {
    run('tshark', '-r', path, '-F', format, '-w', join(dir, format));
    const capture = openCapture(join(dir, format));
    const record = capturedFrame();
    const times: number[] = [];
    while (capture.next(record)) times.push(record.at);
    capture.close();
    assert.is(capture.format, 'pcap');
    assert.equal(
      times,
      [0, 1, 2, 3, 4].map(i => i * step),
    );
  }
});

test.run();
