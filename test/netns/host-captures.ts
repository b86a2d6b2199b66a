import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import { findProgram } from '../../core/netns/find-program.js';
import { capturedFrame } from '../../core/report/capture.js';
import { openCapture } from '../../core/report/pcap-file.js';
import { inNamespaces } from './needs-namespaces.js';

const missing = ['dumpcap', 'tshark'].filter(name => findProgram(name) === undefined);
if (missing.length > 0) console.log(`  skipped: no ${missing.join(' and no ')}`);

/** `inNamespaces` where there are programs to capture with. */
export const withCaptures = missing.length === 0 ? inNamespaces : test.skip;

/**
 * The shell command that captures both directions of an interface, from when the file is not empty any more. By dumpcap:
 * tcpdump wants to be another user, which there may not be in a user namespace.
 */
export const captureCommand = (interfaceName: string, file: string): string =>
  `dumpcap -q -P -i ${interfaceName} -w ${file}`;

/** The frames of a capture in hexadecimal, in order: those that a station sent, and the others. */
export const capturedFrames = (file: string, mac: string): { readonly sent: string[]; readonly received: string[] } => {
  const capture = openCapture(file);
  const record = capturedFrame();
  const [sent, received]: [string[], string[]] = [[], []];
  const own = mac.replaceAll(':', '');
  while (capture.next(record)) {
    const hex = Buffer.from(record.bytes).toString('hex');
    (hex.slice(12, 24) === own ? sent : received).push(hex);
  }
  capture.close();
  return { sent, received };
};

/** What tshark makes of each frame of a capture. */
export interface Dissected {
  /** From the outermost on: `eth:ethertype:vlan:ethertype:ip:udp`. */
  readonly protocols: string;
  readonly to: string;
  /** Of each checksum that the frame has: `Good`, `Bad`, `Unverified`. */
  readonly checksums: readonly string[];
}

const CHECKED = ['ip', 'tcp', 'udp', 'icmp', 'icmpv6'];
const STATUS = ['Bad', 'Good', 'Unverified', 'Not present', 'Illegal'];

export const dissect = (file: string): Dissected[] => {
  // IP, TCP and UDP are not checked unless told.
  const options = ['ip', 'tcp', 'udp'].flatMap(name => ['-o', `${name}.check_checksum:TRUE`]);
  const fields = ['frame.protocols', 'eth.dst', ...CHECKED.map(name => `${name}.checksum.status`)];
  const words = ['-n', '-r', file, ...options, '-T', 'fields', ...fields.flatMap(field => ['-e', field])];
  const lines = execFileSync('tshark', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
  return lines
    .filter(line => line !== '')
    .map(line => {
      const [protocols, to, ...checksums] = line.split('\t');
      const found = checksums.flatMap(each => each.split(',')).filter(each => each !== '');
      return { protocols: protocols!, to: to!, checksums: found.map(each => STATUS[Number(each)] ?? each) };
    });
};
