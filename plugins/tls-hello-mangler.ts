import {
  type ClientHello,
  type Context,
  defineHook,
  drop,
  type Frame,
  hold,
  option,
  selection,
  selects,
  tlsClientHello,
  type Verdict,
} from 'hookline/sdk';

const options = {
  ...selection,
  versions: option.unless('keep', option.hex)('every supported version that is written over becomes this: `0303`'),
  above: option.hex('only versions above this one are written over; `0303` is TLS 1.2', '0303'),
  ciphers: option.unless('keep', option.hex)('suites to put in the place of all others, in turn: `c02f c030`'),
  name: option.unless(
    'keep',
    option.text,
  )('server name to write over the one that is there, cut or filled to its length'),
  fate: option.oneOf(['pass', 'drop', 'hold'])('what becomes of the segment then', 'pass'),
  hold: option.span('hold: for how long', '1s'),
};
type Here = Context<typeof options>;

/** GREASE: values that a server must ignore (RFC 8701 §2), 0x0a0a to 0xfafa. */
const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 255);
/** Neither GREASE nor one of the two values that say something else (RFC 5746 §3.3, RFC 7507 §2). */
const isSuite = (value: number): boolean => !isGrease(value) && value !== 0x00ff && value !== 0x5600;
const number = (bytes: Uint8Array): number => (bytes[0] << 8) | bytes[1];

/**
 * Writes over parts of TLS ClientHellos, byte for byte, so that lengths and sequence numbers stay: the versions and
 * cipher suites offered, the server name (RFC 8446 §4.1.2, §4.2.1; RFC 6066 §3). Both ends hash what they saw, so that
 * a handshake that was tampered with has to fail: a downgrade that succeeds is a finding. GREASE and signalling suites
 * are left alone. Looks at the segment in which the hello begins; what lies behind its end is counted as `cut` and
 * stays. To drop or hold them takes those rights. Draws nothing.
 */
export default defineHook({
  name: 'tls-hello-mangler',
  about: 'Writes over versions, cipher suites and the server name of TLS ClientHellos, or drops or holds them.',
  options,
  needs: ['modify'],
  filter: 'tcp',

  setup({ options: { versions, above, ciphers } }) {
    if (above.length !== 2) throw new RangeError("'above' is one version of two bytes, as in 0303");
    if (versions && versions.length !== 2) throw new RangeError("'versions' is one version of two bytes, as in 0303");
    if (ciphers && (ciphers.length === 0 || ciphers.length % 2 === 1)) {
      throw new RangeError("'ciphers' is a list of suites of two bytes each, as in c02f c030");
    }
  },

  preamble(frame, ctx): Verdict | undefined {
    const hello = tlsClientHello(frame);
    if (hello === undefined || !selects(frame, ctx.options)) return undefined;
    ctx.count('hellos');
    if (!hello.complete) ctx.count('cut');
    mangle(frame, hello, ctx);
    if (ctx.options.fate === 'drop') return drop('hello');
    return ctx.options.fate === 'hold' ? hold(ctx.options.hold) : undefined;
  },
});

const mangle = (frame: Frame, hello: ClientHello, { options, count }: Here): void => {
  const { versions, above, ciphers, name } = options;
  const { start } = frame;
  if (versions && hello.versionsAt >= 0) {
    for (let i = 0; i + 2 <= hello.versionsLength; i += 2) {
      const at = start + hello.versionsAt + i;
      const version = frame.u16(at);
      if (isGrease(version) || version <= number(above)) continue;
      frame.edit16(at, number(versions));
      count('versions');
    }
  }
  if (ciphers && hello.ciphersAt >= 0) {
    let next = 0;
    for (let i = 0; i + 2 <= hello.ciphersLength; i += 2) {
      const at = start + hello.ciphersAt + i;
      if (!isSuite(frame.u16(at))) continue;
      frame.edit16(at, number(ciphers.subarray(next)));
      next = (next + 2) % ciphers.length;
      count('ciphers');
    }
  }
  if (name !== undefined && hello.sniAt >= 0) {
    for (let i = 0; i < hello.sniLength; i++) frame.edit8(start + hello.sniAt + i, name.charCodeAt(i) || FILL);
    count('names');
  }
};
/** What fills a name up: a letter, so that it stays a name. */
const FILL = 'x'.charCodeAt(0);
