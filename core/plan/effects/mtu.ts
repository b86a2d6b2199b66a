import * as z from 'zod';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '../../../sdk/wire/address.js';
import { amountWithin, whole, yesNo } from '../quantities.js';
import { settings } from '../settings.js';

/** The largest IP packet of a stage, and what is said about larger ones. */
export interface MtuPlan {
  /** Bytes of the IP packet, from 68 on. */
  readonly size: number;
  /** Whether packets that die are answered; without answers the stage is a path-MTU black hole. */
  readonly icmp: boolean;
  /** Who answers over IPv4; the gateway of the stage's sender if not given. */
  readonly address?: string;
  /** Who answers over IPv6. */
  readonly address6?: string;
  /** Answers a second, in the long run. */
  readonly answers: number;
  /** Answers at once, after a pause. */
  readonly burst: number;
}

// Linux's icmp_msgs_per_sec and icmp_msgs_burst.
const ANSWERS = 1000;
const BURST = 50;

const smallest = 68;
const size = amountWithin('an MTU of 68 to 65535 bytes (RFC 791: every IPv4 link carries 68)', smallest, 65535);

const address = (expected: string, normal: (text: string) => string) =>
  z.string({ error: `expected ${expected}` }).transform((text, ctx) => {
    try {
      return normal(text);
    } catch (error) {
      ctx.issues.push({ code: 'custom', input: text, message: (error as RangeError).message });
      return z.NEVER;
    }
  });

const mtuObject = settings({
  size: size.meta({ description: 'largest IP packet: the frame less Ethernet header and VLAN tags' }),
  icmp: yesNo
    .prefault(true)
    .meta({ description: 'answer packets that are too big; no: drop them in silence, a path-MTU black hole' }),
  address: address('an IPv4 address', text => ipv4Text(parseIpv4(text)))
    .optional()
    .meta({ description: 'who answers over IPv4', examples: ['192.168.22.1'] }),
  address6: address('an IPv6 address', text => ipv6Text(parseIpv6(text), 0))
    .optional()
    .meta({ description: 'who answers over IPv6', examples: ['fd22::1'] }),
  answers: whole('a number of answers a second from 1 to a million', 1, 1e6)
    .prefault(ANSWERS)
    .meta({ description: 'answers a second at most' }),
  burst: whole('a number of answers from 1 to a million', 1, 1e6)
    .prefault(BURST)
    .meta({ description: 'answers at once after a pause' }),
}).transform(
  ({ address, address6, ...plan }): MtuPlan => ({
    ...plan,
    ...(address === undefined ? {} : { address }),
    ...(address6 === undefined ? {} : { address6 }),
  }),
);

/** `1280`, or settings. */
export const mtuSchema = z.union(
  [size.transform((bytes): MtuPlan => ({ size: bytes, icmp: true, answers: ANSWERS, burst: BURST })), mtuObject],
  { error: 'expected an MTU in bytes, as in 1280, or settings (size, icmp, address, address6, answers, burst)' },
);

/** The plan as a plan file spells it. */
export const mtuText = (plan: MtuPlan): string | Record<string, string | number | boolean> => {
  const { size, icmp, address, address6, answers, burst } = plan;
  const said = {
    ...(icmp ? {} : { icmp }),
    ...(address === undefined ? {} : { address }),
    ...(address6 === undefined ? {} : { address6 }),
    ...(answers === ANSWERS ? {} : { answers }),
    ...(burst === BURST ? {} : { burst }),
  };
  return Object.keys(said).length === 0 ? `${size}B` : { size: `${size}B`, ...said };
};
