/** The most causes of death one run can tell apart; a hook that makes a reason per frame has one for all further ones. */
export const CAUSES_MOST = 256;
/** Of these, kept free of hooks: for the one below, and for what stages number at the first frame that dies of it. */
const RESERVED = 8;
/** What hooks' drops count as for which there is no other cause any more. */
export const MANY_REASONS = 'hook:too-many-reasons';

/** Causes every run knows, in front of those that hooks bring. */
export const KNOWN_CAUSES = ['queue:tail', 'memory', 'port:oversize', 'mtu', 'lane-lost'] as const;

/**
 * Names of the causes of death (`queue:tail`, `hook:thief:ack-stolen` …) by number, so that a drop costs an array
 * store. Numbers are those of one lane; names join lanes.
 */
export class Causes {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** `tell` hears of every cause as it gets its number, the known ones included. */
  constructor(private readonly tell: (number: number, name: string) => void = () => {}) {
    for (const name of KNOWN_CAUSES) this.number(name);
  }

  /**
   * The number of a hook's cause. Whatever a hook calls its reasons, its frames get an end: once there is no more room for
   * those of hooks, all new ones are one.
   */
  ofHook(name: string): number {
    const hasRoom = this.names.length < CAUSES_MOST - RESERVED;
    return hasRoom || this.numbers.has(name) ? this.number(name) : this.number(MANY_REASONS);
  }

  /** The number of a cause, a new one at first sight. Throws a RangeError past the bound. */
  number(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    if (this.names.length === CAUSES_MOST) {
      throw new RangeError(
        `more than ${CAUSES_MOST} causes of death; '${name}' is one too many: keep drop reasons few and constant`,
      );
    }
    const number = this.names.push(name) - 1;
    this.numbers.set(name, number);
    this.tell(number, name);
    return number;
  }
}

export const QUEUE_TAIL = 0;
export const MEMORY = 1;
export const PORT_OVERSIZE = 2;
export const MTU = 3;
export const LANE_LOST = 4;
