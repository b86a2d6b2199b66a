import { flowTable } from '../flow-table.js';
import type { Frame } from '../frame.js';
import type { Context } from '../hook.js';
import { ms, type Nanos, s } from '../units.js';
import { replace, type Verdict } from '../verdict.js';
import type { Tcp } from '../wire/tcp.js';
import { translateAcknowledgement } from './acknowledgements.js';
import { type Ask, Half, type Piece, unwrap } from './half.js';
import { headersOf, segmentsFrom, segmentsOf } from './segments.js';
import { StreamEdits } from './stream-edits.js';

/** What a stream editor uses of a hook's context. */
export type StreamContext = Pick<Context, 'now' | 'after' | 'inject'> & Partial<Pick<Context, 'log'>>;

/** How streams are edited. */
export interface StreamEditorSpec<T = undefined> {
  /**
   * Looks at bytes of a stream, in order, each once unless it waits for more, and says through `edits` what becomes of them.
   * They lie in the frame: valid until it returns, not to be written.
   */
  edit(bytes: Uint8Array, edits: StreamEdits<T>): void;
  /** Which connections are edited, by the first frame seen of them; the others pass as they are. Default: all. */
  fits?(frame: Frame): boolean;
  /** Makes what is kept for a connection, both directions together. */
  state?(): T;
  /** How long bytes wait for those behind them at most, default 100 ms; then they must be decided. Longer than a round
   * trip, or a match that a full window cuts in two is not seen. */
  readonly patience?: Nanos;
  /** Bytes of an IP packet at most, default 1500. A segment that would outgrow it becomes several. */
  readonly mtu?: number;
  /** Connections at once, default 4096. One that is pushed out while it lives breaks, if its length was changed. */
  readonly connections?: number;
  /** A connection unseen for so long is forgotten, default two hours. */
  readonly idle?: Nanos;
}

/** Changes bytes of TCP streams, their number too, and translates everything that counts them. */
export interface StreamEditor {
  /** Changes made: each counted once, however often its segment comes. */
  readonly edits: number;
  /** Segments that came before what precedes them, and were kept until it came. */
  readonly early: number;
  /** Segments passed as they came for their checksum was wrong or could not be told: damaged ones, and fragments. */
  readonly unread: number;
  /** Takes a frame of either direction. Return what it returns. */
  handle(frame: Frame, ctx: StreamContext): Verdict | undefined;
}

interface Connection<T> {
  readonly isOurs: boolean;
  /** False where data came in a SYN (RFC 7413): such a connection passes as it is. */
  edited: boolean;
  readonly halves: readonly [Half, Half];
  asking: StreamEdits<T>;
  readonly ask: Ask;
  /** Whether a timer runs for the direction, and since when its bytes wait. */
  readonly timed: [boolean, boolean];
  readonly since: [Nanos, Nanos];
  /** Headers to send waiting bytes with when their time is over. */
  readonly headers: [ReturnType<typeof headersOf> | undefined, ReturnType<typeof headersOf> | undefined];
}

const NOTHING = replace();
const MTU = 1500;
// Bytes that came early, of all connections: what comes past it is lost, and its sender repeats it.
const EARLY_MOST = 2 ** 26;
// "If a Window Scale option is received with a shift.cnt value larger than 14, the TCP … MUST use 14" (RFC 7323 §2.3).
const SCALE_MOST = 14;

/**
 * Edits TCP streams. One editor must see both directions of a connection, whole and in the same hook: `scope: 'link'`. Where
 * it sees one direction only, connections break whose lengths it changes; it warns once.
 *
 *     state: () => streamEditor({ edit: replacing([{ find: '250-STARTTLS\r\n', with: '' }]) }),
 *     preamble: (frame, ctx) => ctx.state.handle(frame, ctx),
 *
 * Edits are decided on the bytes of a stream in order, once: a segment that comes again, also cut otherwise, gets the same
 * edits. Translated are sequence and acknowledgement numbers, SACK and D-SACK blocks, the window, probes, FIN and RST. A
 * segment that comes before what precedes it is kept until that has come. A segment of which nothing is left becomes a
 * repetition of the byte before it, so that the receiver acknowledges and the sender hears of it. Bytes that wait go on when
 * `patience` is over, decided as they are. Not translated: the urgent pointer, signatures (RFC 5925).
 *
 * Needs the rights `modify` and `inject`. Draws nothing; of a segment without payload it allocates nothing. Throws a RangeError for bounds that make no sense.
 */
export const streamEditor = <T = undefined>(spec: StreamEditorSpec<T>): StreamEditor => {
  const patience = spec.patience ?? ms(100);
  const mtu = spec.mtu ?? MTU;
  if (!(patience >= 0)) throw new RangeError(`bytes cannot wait for ${patience} ns`);
  if (!(mtu >= 68)) throw new RangeError(`a packet has 68 bytes at least, not ${mtu} (RFC 791 §3.2)`);
  const figures = { edits: 0, early: 0, unread: 0 };
  const asking = (): StreamEdits<T> => new StreamEdits<T>(spec.state?.() as T);
  const pieces: Piece[] = [];
  const room = { left: EARLY_MOST };
  let warned = false;

  const meet = (frame: Frame): Connection<T> => {
    // The first frame seen may be the server's answer.
    const answers = frame.tcp?.syn === true && frame.tcp.ack;
    const connection: Connection<T> = {
      isOurs: spec.fits?.(frame) ?? true,
      edited: true,
      halves: [new Half(!answers, room), new Half(answers, room)],
      asking: asking(),
      ask: (half, bytes, last, take) => {
        const edits = connection.asking;
        edits.begin(bytes.length, half.decided - half.start, half.fromClient, last);
        spec.edit(bytes, edits);
        return edits.end(bytes, (from, length, put) => {
          figures.edits += 1;
          take(from, length, put);
        });
      },
      timed: [false, false],
      since: [0 as Nanos, 0 as Nanos],
      headers: [undefined, undefined],
    };
    return connection;
  };
  const table = flowTable<Connection<T>>({
    most: spec.connections ?? 4096,
    idle: spec.idle ?? s(7200),
    make: meet,
    evict: ({ halves }) => {
      for (const half of halves) half.end();
    },
  });

  /** A SYN: the stream begins behind it, unless it is the same SYN again. */
  const open = (connection: Connection<T>, tcp: Tcp, side: 0 | 1): void => {
    const half = connection.halves[side];
    const start = tcp.seq + 1;
    if (half.begun && ((half.start - start) | 0) === 0) return;
    if (!tcp.ack && half.begun) {
      // Ends and ports as before, but another connection.
      connection.halves[1 - side].begun = false;
      connection.asking = asking();
    }
    half.begin(start);
    half.synSeen = true;
    half.windowScale = Math.min(tcp.windowScale ?? -1, SCALE_MOST);
    connection.edited = tcp.payloadLength === 0 && (tcp.ack ? connection.edited : true);
  };

  /** Sends what has waited for too long on, or comes again when it is time for that. */
  const expire = (connection: Connection<T>, side: 0 | 1, ctx: StreamContext, now: Nanos): void => {
    const half = connection.halves[side];
    connection.timed[side] = false;
    const headers = connection.headers[side];
    if (half.waiting.length === 0 || headers === undefined) return;
    const left = (connection.since[side] + patience - now) as Nanos;
    if (left > 0) {
      connection.timed[side] = true;
      ctx.after(left, later => expire(connection, side, ctx, later));
      return;
    }
    const flushed: Piece[] = [];
    half.flush(connection.ask, flushed);
    for (const segment of segmentsFrom(headers.header, flushed, headers.most)) ctx.inject(segment);
  };

  /** Bytes wait: notes with which headers they can be sent, and sees to it that they will be. */
  const watch = (connection: Connection<T>, side: 0 | 1, frame: Frame, ctx: StreamContext): void => {
    connection.headers[side] = headersOf(frame, mtu);
    if (connection.timed[side]) return;
    connection.timed[side] = true;
    ctx.after(patience, now => expire(connection, side, ctx, now));
  };

  const handle = (frame: Frame, ctx: StreamContext): Verdict | undefined => {
    const { tcp } = frame;
    if (tcp === undefined) return undefined;
    const connection = table.of(frame, ctx.now);
    if (connection === undefined || !connection.isOurs) return undefined;
    if (frame.transportChecksumOk !== true || frame.headerChecksumOk === false) {
      figures.unread += 1;
      return undefined;
    }
    const side = table.forward ? 0 : 1;
    const half = connection.halves[side];
    const other = connection.halves[1 - side];
    if (tcp.syn) open(connection, tcp, side);
    if (!warned && half.synSeen && !tcp.syn && tcp.ack && !other.begun) {
      // It acknowledges a SYN that was never seen here.
      warned = true;
      ctx.log?.warn('sees one direction of connections only, and they will break: the hook must stand at both');
    }
    if (!connection.edited) return undefined;
    const acknowledged = half.acknowledged;
    translateAcknowledgement(frame, tcp, half, other);
    if (tcp.syn) return undefined;
    const { fin, payloadLength } = tcp;
    const isQuiet = payloadLength === 0 && !fin;
    if (!half.begun) {
      // Of a connection that was there before. A probe would tell a wrong place for its stream's beginning.
      if (isQuiet || tcp.rst) return undefined;
      half.begin(tcp.seq);
    }
    const position = unwrap(tcp.seq, half.next);
    if (tcp.rst) {
      tcp.seq = Math.min(half.map.toEdited(position), half.sent) >>> 0;
      half.end();
      other.end();
      return undefined;
    }
    if (isQuiet) {
      tcp.seq = half.quiet(position) >>> 0;
      if (half.waiting.length > 0) watch(connection, side, frame, ctx);
      return undefined;
    }
    if (position > half.next) figures.early += 1;
    const { decided } = half;
    const from = frame.start + frame.payloadOffset;
    pieces.length = 0;
    half.receive(position, frame.memory.subarray(from, tcp.end), fin, tcp.psh, connection.ask, pieces);
    if (half.waiting.length > 0) {
      if (half.decided !== decided || !connection.timed[side]) connection.since[side] = ctx.now;
      watch(connection, side, frame, ctx);
    }
    if (pieces.length === 0) {
      // Nothing of it can go on yet. What it acknowledges does not wait, unless the same was said before: three such
      // segments would look like a loss (RFC 5681 §3.2).
      if (half.acknowledged <= acknowledged) return NOTHING;
      pieces.push({ at: half.sent, bytes: new Uint8Array(0), fin: false, push: false, untouched: false });
    }
    const segments = segmentsOf(frame, pieces, mtu);
    pieces.length = 0;
    return segments === undefined ? undefined : replace(...segments);
  };

  return {
    get edits() {
      return figures.edits;
    },
    get early() {
      return figures.early;
    },
    get unread() {
      return figures.unread;
    },
    handle,
  };
};
