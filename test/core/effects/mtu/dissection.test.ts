import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createCapture } from '../../../../core/report/pcap-file.js';
import { build } from '../../../../sdk/build.js';
import type { Frame } from '../../../../sdk/frame.js';
import { StageDouble } from './stage-double.js';

const hasTshark = ((): boolean => {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
/** Skipped where there is no tshark. */
const dissection = hasTshark ? test : test.skip;

/** What tshark says of the frames: one line each, fields joined by `|`, several values of one field by `,`. */
const dissected = (frames: readonly Frame[], fields: readonly string[]): string[] => {
  const dir = mkdtempSync(join(tmpdir(), 'hookline-mtu-'));
  try {
    const path = join(dir, 'mtu.pcapng');
    const file = createCapture(path, [{ name: 'up' }]);
    frames.forEach(({ bytes }, i) => {
      file.frame(0, i * 1e6, bytes, 0, bytes.length, bytes.length, 'out', undefined, i);
    });
    file.close();
    // Not TCP's: of a quoted packet that is cut short it would be called wrong.
    const checks = ['ip', 'udp'].flatMap(protocol => ['-o', `${protocol}.check_checksum:TRUE`]);
    const wanted = fields.flatMap(field => ['-e', field]);
    const args = ['-r', path, ...checks, '-T', 'fields', '-E', 'separator=|', ...wanted];
    return execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trimEnd()
      .split('\n');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const TCP = { tcp: { srcPort: 5000, dstPort: 80, seq: 9, flags: 'PA' }, payload: 1440 } as const;
const UDP = { udp: { srcPort: 5000, dstPort: 53 }, payload: 3000 } as const;
const V4 = { src: '192.168.22.2', dst: '192.168.66.2' } as const;
const V6 = { src: 'fd22::2', dst: 'fd66::2' } as const;
const SLOTS = { slots: 64, slotBytes: 4096 };

dissection(
  'tshark reads the answers as ICMP errors, checksums right, nothing malformed, the packets inside known',
  () => {
    const stage = new StageDouble({ size: 1280 }, SLOTS);
    for (const vlan of [[], [{ vid: 7 }]]) {
      for (const ipv4 of [{}, { options: Uint8Array.of(148, 4, 0, 0) }]) {
        stage.enter(build({ vlan, ipv4: { ...V4, ...ipv4, dontFragment: true }, ...TCP }));
      }
      stage.enter(build({ vlan, ipv6: V6, ...TCP }));
    }
    const fields = ['ip.checksum.status', 'icmp.type', 'icmp.code', 'icmp.mtu', 'icmp.checksum.status'];
    const fields6 = ['icmpv6.type', 'icmpv6.mtu', 'icmpv6.checksum.status'];
    const ends = ['tcp.dstport', 'vlan.id', '_ws.malformed', '_ws.expert.severity'];
    // Severities: 4194304 is a note, 6291456 a warning, 8388608 an error.
    const v4 = '1,1|3|4|1280|1||||80|';
    const v6 = '|||||2|1280|1|80|';
    const lines = dissected(stage.answers, [...fields, ...fields6, ...ends]);
    assert.equal(
      lines.map(line => line.replace(/[^|]*$/, '')),
      ['', '7'].flatMap(vid => [v4, v4, v6].map(line => `${line}${vid}||`)),
    );
    for (const line of lines)
      for (const one of line.split('|').at(-1)!.split(',')) assert.ok(Number(one) < 6291456, line);
  },
);

dissection('tshark reassembles the fragments to a UDP datagram whose checksum is right', () => {
  const first = new StageDouble({ size: 1280 }, SLOTS).enter(build({ ipv4: { ...V4, id: 5 }, ...UDP }));
  const second = new StageDouble({ size: 576 }, SLOTS);
  for (const frame of first.passed) second.enter(frame);
  const fields = ['ip.checksum.status', 'udp.length', 'udp.checksum.status', '_ws.malformed'];
  const lines = dissected(second.passed, ['ip.fragment.count', ...fields]);
  assert.is(lines.length, 7);
  assert.equal(
    lines.filter(line => line !== '|1|||'),
    ['7|1|3008|1|'],
  );
});

test.run();
