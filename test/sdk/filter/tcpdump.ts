import { spawn, spawnSync } from 'node:child_process';

/** Whether tcpdump is installed. */
export const hasTcpdump = (): boolean => spawnSync('tcpdump', ['--version']).status === 0;

/** A classic pcap file of whole Ethernet frames; the seconds of a frame's stamp are its place. */
export const pcapOf = (frames: readonly Uint8Array[]): Buffer => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65535, 16);
  header.writeUInt32LE(1, 20);
  const records = frames.map((frame, place) => {
    const record = Buffer.alloc(16 + frame.length);
    record.writeUInt32LE(place, 0);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    record.set(frame, 16);
    return record;
  });
  return Buffer.concat([header, ...records]);
};

const placesIn = (file: Buffer): number[] => {
  const places: number[] = [];
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) places.push(file.readUInt32LE(at));
  return places;
};

/**
 * Places of the frames that tcpdump lets through. Without its optimiser (`-O`): that one may remove a read past the
 * frame's end together with the no it would have meant. Rejects with tcpdump's words if it cannot read the filter.
 */
export const matchedByTcpdump = (pcap: Buffer, filter: string): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const child = spawn('tcpdump', ['-O', '-r', '-', '-w', '-', '--', filter]);
    const out: Buffer[] = [];
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    child.on('error', reject);
    // A filter it cannot read ends it before it has read the frames.
    child.stdin.on('error', () => {});
    child.stdin.end(pcap);
    child.on('close', code =>
      code === 0 ? resolve(placesIn(Buffer.concat(out))) : reject(new Error(`'${filter}': ${said.trim()}`)),
    );
  });
