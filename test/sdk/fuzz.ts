import { compileFilter, type Filter } from '../../sdk/filter/compile-filter.js';
import { dnsMessage } from '../../sdk/find/dns-message.js';
import { quicLongHeader } from '../../sdk/find/quic-long-header.js';
import { tlsClientHello } from '../../sdk/find/tls-client-hello.js';
import { directedFlowKey, flowHash, flowKey } from '../../sdk/flow.js';
import { FlowCounts } from '../../sdk/flow-counts.js';
import { type FlowTable, flowTable } from '../../sdk/flow-table.js';
import { Frame } from '../../sdk/frame.js';
import { needle } from '../../sdk/needle.js';
import { findText, indexOfBytes, replaceBytes } from '../../sdk/payload.js';
import { type Rng, substream, Xoshiro128 } from '../../sdk/rng.js';
import { replacing } from '../../sdk/stream/replacing.js';
import { type StreamEditor, streamEditor } from '../../sdk/stream/stream-editor.js';
import { type Nanos, ns, percent } from '../../sdk/units.js';
import { randomFilter } from './filter/random-filters.js';
import { buildAny } from './fuzz-build.js';
import { FuzzFrames } from './fuzz-frames.js';
import { Digest, LAYER_NAMES, readAll, setAny } from './fuzz-views.js';

/** What a run of the fuzzer came across, so that a test can hold it to have met everything. */
export interface FuzzTally {
  frames: number;
  /** Frames with a layer of each kind. */
  readonly layers: Record<string, number>;
  taken: number;
  found: number;
  written: number;
  refused: number;
  repaired: number;
  built: number;
  unbuilt: number;
  edits: number;
}

const ROOM = 1024;
const HEAD = 64;
/** Frames after which tables and editors begin anew. */
const CHUNK = 2000;
const VALUES = [
  0,
  1,
  -1,
  4,
  5,
  15,
  255,
  256,
  1500,
  65535,
  65536,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 48 - 1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];
const ADDRESS = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);
const WORD = needle('abc', { anyCase: true });

/** One of the two places that a frame is looked at in: same frame, other bytes around it. */
interface Place {
  readonly memory: Uint8Array;
  readonly around: Uint8Array;
  readonly frame: Frame;
  readonly digest: Digest;
  editor: StreamEditor;
  counts: FlowCounts;
  flows: FlowTable<{ frames: number }>;
  now: number;
}

const placeOf = (around: number): Place => ({
  memory: new Uint8Array(ROOM),
  around: Uint8Array.from({ length: ROOM }, (_, i) => around ^ Math.imul(i, 73)),
  frame: new Frame(),
  digest: new Digest(),
  ...fresh(),
  now: 0,
});

const fresh = (): Pick<Place, 'editor' | 'counts' | 'flows'> => ({
  editor: streamEditor({
    edit: replacing([
      { find: 'abc', with: 'x' },
      { find: 'ba', with: '' },
      { find: 'ca', with: 'Abba' },
    ]),
    mtu: 100,
  }),
  counts: new FlowCounts(8),
  flows: flowTable({ most: 8, idle: ns(50), make: () => ({ frames: 0 }) }),
});

/** True if it throws the RangeError it may; any other error goes on. */
const refuses = (task: () => void): boolean => {
  try {
    task();
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
};

/** A filter that compiles: of random ones some are refused, as `ip6 host 10.0.0.1` is. */
const filterOf = (rng: Rng): Filter => {
  for (;;) {
    const text = randomFilter(rng, 2);
    let filter: Filter | undefined;
    if (!refuses(() => void (filter = compileFilter(text)))) return filter!;
  }
};

const find = (place: Place, tally: FuzzTally): void => {
  const { frame, digest } = place;
  const hello = tlsClientHello(frame);
  if (hello) digest.any([hello.sni, hello.alpn, hello.versions, hello.ciphers, hello.extension(21), hello.complete]);
  const dns = dnsMessage(frame);
  if (dns) digest.any([dns.name, dns.type, dns.class, dns.flags, dns.records(), dns.complete]);
  let packets = 0;
  for (let quic = quicLongHeader(frame); quic; quic = quic.next()) {
    packets++;
    digest.any([
      quic.type,
      quic.version,
      quic.dcid,
      quic.scid,
      quic.tokenAt,
      quic.tokenLength,
      quic.end,
      quic.numberAt,
    ]);
  }
  if (hello || dns || packets > 0) tally.found++;
  digest.any([
    indexOfBytes(frame, WORD),
    findText(frame, 'TTLS'),
    flowHash(frame),
    flowKey(frame),
    directedFlowKey(frame),
  ]);
  digest.number(place.counts.count(frame));
  const flow = place.flows.of(frame, place.now as Nanos);
  if (flow) digest.number(++flow.frames * (place.flows.forward ? 2 : 3));
};

const edit = (place: Place, tally: FuzzTally): void => {
  const { frame, digest, editor } = place;
  const wasRight = frame.transportChecksumOk === true && frame.headerChecksumOk !== false;
  const show = (one: Frame): void => {
    digest.bytes(one.memory.subarray(one.start, one.start + one.length));
    if (wasRight && (one.transportChecksumOk !== true || one.headerChecksumOk === false)) {
      throw new Error(`edited: ${one.summary()} has a wrong checksum`);
    }
  };
  const { edits } = editor;
  const verdict = editor.handle(frame, {
    now: place.now as Nanos,
    // Time passes at once where the frame's number says so.
    after: (_, task) => void (place.now % 3 === 0 && task((place.now + 1e9) as Nanos)),
    inject: show,
  });
  tally.edits += editor.edits - edits;
  if (verdict?.kind === 'replace') verdict.frames.forEach(show);
  else show(frame);
};

/** Does one thing to the frame that may change it. */
const change = (place: Place, rng: Rng, tally: FuzzTally): void => {
  const { frame } = place;
  switch (rng.below(8)) {
    case 0:
    case 1:
      for (let i = rng.below(4); i >= 0; i--) {
        const value = rng.chance(percent(50)) ? rng.pick(VALUES) : rng.u32();
        if (setAny(frame, rng.pick(LAYER_NAMES), rng.below(64), value, ADDRESS)) tally.written++;
      }
      break;
    case 2: {
      const bytes = Uint8Array.from({ length: rng.below(12) }, () => rng.below(256));
      if (refuses(() => frame.write(rng.below(frame.length + 8) - 4, bytes))) tally.refused++;
      break;
    }
    case 3: {
      const at = rng.below(frame.start + frame.length + 8);
      const value = rng.u32();
      rng.pick([frame.edit8, frame.edit16, frame.edit32, frame.put16]).call(frame, at, value);
      break;
    }
    case 4: {
      const length = rng.below(frame.capacity + 4);
      if (refuses(() => frame.resize(length))) tally.refused++;
      if (rng.chance(percent(50))) frame.repair();
      break;
    }
    case 5:
      frame.repair();
      tally.repaired++;
      if (frame.headerChecksumOk === false) throw new Error('repaired, and the header checksum is wrong');
      if (frame.transportChecksumOk === false) throw new Error('repaired, and the transport checksum is wrong');
      break;
    case 6:
      replaceBytes(frame, WORD, 'xyz');
      break;
    default:
      edit(place, tally);
  }
};

const act = (
  place: Place,
  bytes: Uint8Array,
  start: number,
  spare: number,
  seed: number,
  filters: readonly Filter[],
  tally: FuzzTally,
): void => {
  const { memory, frame, digest } = place;
  const rng = new Xoshiro128(seed | 1, seed ^ 0x9e3779b9, Math.imul(seed, 0x85ebca6b), Math.imul(seed, 0xc2b2ae35));
  // From words that hang together the first draws do as well.
  for (let i = 0; i < 4; i++) rng.u32();
  memory.set(place.around);
  memory.set(bytes, start);
  frame.point(memory, start, bytes.length, bytes.length + spare, 0);
  digest.value = seed;
  readAll(frame, digest);
  for (const filter of filters) {
    const isTaken = filter.matches(frame);
    digest.number(isTaken ? 1 : 0);
    if (isTaken) tally.taken++;
  }
  find(place, tally);
  if (rng.below(8) === 0) digest.text(frame.summary());
  change(place, rng, tally);
  if (frame.start !== start || frame.length > bytes.length + spare) throw new Error('the frame has left its room');
  readAll(frame, digest);
  const end = start + bytes.length + spare;
  const isSame = (from: number, to: number): boolean =>
    Buffer.compare(memory.subarray(from, to), place.around.subarray(from, to)) === 0;
  if (!isSame(0, start) || !isSame(end, ROOM)) throw new Error('bytes around the frame were written');
};

/**
 * Sends `count` frames, random ones and changed ones, through views, setters, edits, filters, finders, flow tables and stream
 * editors, twice each: with other bytes around them. Throws an Error that names the seed and the frame if anything throws
 * that should not, writes outside the frame, or reads there: then the two readings differ. The same seed does the same.
 */
export const fuzzFrames = (seed: number, count: number): FuzzTally => {
  const rng = substream(seed, 'fuzz');
  const frames = new FuzzFrames(rng);
  const places = [placeOf(0), placeOf(0xff)] as const;
  const layers = Object.fromEntries(LAYER_NAMES.map(name => [name, 0]));
  const tally = {
    frames: 0,
    layers,
    taken: 0,
    found: 0,
    written: 0,
    refused: 0,
    repaired: 0,
    built: 0,
    unbuilt: 0,
    edits: 0,
  };
  let filters: Filter[] = [];
  for (let i = 0; i < count; i++) {
    if (i % CHUNK === 0) for (const place of places) Object.assign(place, fresh());
    if (i % 200 === 0) filters = Array.from({ length: 3 }, () => filterOf(rng));
    const bytes = frames.next();
    try {
      const start = HEAD + rng.below(4);
      const spare = rng.chance(percent(50)) ? 0 : rng.below(100);
      const decisions = rng.u32();
      for (const place of places) {
        place.now = i;
        act(place, bytes, start, spare, decisions, filters, tally);
      }
      const [one, other] = places;
      if (one.digest.value !== other.digest.value)
        throw new Error('what is read depends on the bytes around the frame');
      for (const name of LAYER_NAMES) if (one.frame[name] !== undefined) layers[name]!++;
      if (i % 16 === 0) tally[buildAny(rng) ? 'built' : 'unbuilt']++;
    } catch (cause) {
      const said = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      throw new Error(`fuzzFrames(${seed}, ${i + 1}): ${said}\n${Buffer.from(bytes).toString('hex')}`);
    }
    tally.frames++;
  }
  return tally;
};
