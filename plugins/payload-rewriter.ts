import {
  type Context,
  defineHook,
  type FlowTable,
  type Frame,
  flowTable,
  type Needle,
  needle,
  option,
  replacing,
  type StreamEditor,
  selection,
  selects,
  streamEditor,
} from 'hookline/sdk';

type Pair = { readonly sought: Needle; readonly put: Uint8Array };

const SPECIAL: Record<string, string> = { r: '\r', n: '\n', t: '\t' };
/** A text as UTF-8, with `\r`, `\n`, `\t` and `\xNN`; of any other character behind a backslash the character. */
const bytesOf = (text: string): Uint8Array => {
  const parts = text.match(/\\x[0-9a-f]{2}|\\.|[^\\]/gisu) ?? [];
  return Uint8Array.from(
    parts.flatMap(part => {
      if (/^\\x../i.test(part)) return [Number.parseInt(part.slice(2), 16)];
      return [...new TextEncoder().encode(part[0] === '\\' ? (SPECIAL[part[1]] ?? part.slice(1)) : part)];
    }),
  );
};
const pairOf = (text: string): Pair => {
  const [from, to, ...rest] = text.split('=>');
  if (to === undefined || rest.length > 0 || from === '') {
    throw new RangeError(`no 'old=>new': '${text}' (';' between pairs, \\x3d for a '=' and \\; for a ';' inside)`);
  }
  return { sought: needle(bytesOf(from)), put: bytesOf(to) };
};
const pairs = (text: string): readonly Pair[] =>
  (text.match(/(?:\\.|[^;\\])+/gsu) ?? ['']).map(part => pairOf(part.trimStart()));

const options = {
  ...selection,
  pairs: option.of(
    'old=>new; …',
    pairs,
    'cat=>dog',
  )('what to look for, and what to put there; nothing takes it out: `cat=>dog; 250-STARTTLS\\r\\n=>`'),
  from: option.oneOf(['both', 'client', 'server'])("the first sender's bytes only, or the other's", 'both'),
  mtu: option.count('bytes of an IP packet at most', '1500'),
  patience: option.span('how long what may begin a match waits for the rest: a round trip or more', '200ms'),
};
type State = { readonly streams: StreamEditor; readonly datagrams: FlowTable<true> };
type Here = Context<typeof options, State>;
const scratch = new Uint8Array(65_535);

/**
 * Searches and replaces in what TCP and UDP carry, also by something longer or shorter: the leftmost match first, of
 * several at one place the first pair. TCP: in the stream, across segments too; all that counts its bytes follows, in
 * both directions, so it must stand at both. A connection is chosen by its first frame. UDP: each datagram by itself;
 * one that would outgrow `mtu`, is damaged or a fragment passes as it is. Draws nothing.
 */
export default defineHook({
  name: 'payload-rewriter',
  about: 'Searches and replaces in TCP streams and UDP datagrams; lengths may change.',
  scope: 'link',
  options,
  needs: ['modify', 'inject'],
  filter: 'tcp or udp',

  state: (options): State => {
    const { from, mtu, patience } = options;
    const only = from !== 'both' && { from };
    const rules = options.pairs.map(({ sought, put }) => ({ find: sought.bytes, with: put, ...only }));
    return {
      streams: streamEditor({ edit: replacing(rules), fits: frame => selects(frame, options), mtu, patience }),
      datagrams: flowTable({ most: 65_536, make: () => true }),
    };
  },

  preamble(frame, ctx) {
    const { state, count } = ctx;
    if (frame.udp) return rewrite(frame, ctx);
    const { edits } = state.streams;
    const verdict = state.streams.handle(frame, ctx);
    if (state.streams.edits > edits) count('replaced', state.streams.edits - edits);
    return verdict;
  },
});

const rewrite = (frame: Frame, { options, state: { datagrams }, now, count }: Here): void => {
  if (datagrams.of(frame, now) === undefined || !selects(frame, options)) return;
  if (options.from !== 'both' && (options.from === 'client') !== datagrams.forward) return;
  const { memory, start, payloadOffset } = frame;
  const { end } = frame.udp!;
  let [at, length, replaced] = [start + payloadOffset, 0, 0];
  for (;;) {
    let [found, first]: [number, Pair | undefined] = [end, undefined];
    for (const pair of options.pairs) {
      const place = pair.sought.find(memory, at, end);
      if (place >= 0 && place < found) [found, first] = [place, pair];
    }
    if (first === undefined && replaced === 0) return;
    const put = first?.put ?? new Uint8Array(0);
    if (length + found - at + put.length > scratch.length) break;
    scratch.set(memory.subarray(at, found), length);
    scratch.set(put, length + found - at);
    length += found - at + put.length;
    at = found + (first?.sought.bytes.length ?? 0);
    if (first === undefined) break;
    replaced += 1;
  }
  if (frame.transportChecksumOk !== true || frame.headerChecksumOk === false) return;
  const packet = start + payloadOffset + length - (frame.ipv4 ?? frame.ipv6)!.at;
  const fits = at >= end && packet <= options.mtu && payloadOffset + length <= frame.capacity;
  count(fits ? 'replaced' : 'too long', fits ? replaced : 1);
  if (!fits) return;
  frame.resize(payloadOffset + length);
  frame.write(payloadOffset, scratch.subarray(0, length));
  frame.repair();
};
