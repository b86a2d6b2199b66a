import type { LaneSet } from '../lane/lane-set.js';
import { TICK_MS } from '../lane/ticker.js';
import { isRunning } from '../netns/interface-ioctl.js';
import type { PortEnd, World } from '../netns/world.js';

/** A host's end that goes down takes the carrier away and no more: the sockets do not hear of it, so it is looked for. */
const LOOK_EVERY_TICKS = 10;

/** Watches the emulator's ends: one that vanishes, or stays down too long, ends the run. */
export const linkWatch = (
  world: World,
  lanes: LaneSet,
  downMostMs: number,
): { readonly lost: Promise<void>; why(): string | undefined; stop(): void } => {
  let why: string | undefined;
  let tell: () => void = () => {};
  const lost = new Promise<void>(resolve => {
    tell = resolve;
  });
  let downFor = 0;
  let ticks = 0;
  const stop = lanes.ticker.on(1, () => {
    ticks++;
    const told = lanes.lanes.some(({ control }) => control.get('portDown') > 0);
    if (!told && downFor === 0 && ticks % LOOK_EVERY_TICKS !== 0) return;
    const states = statesOf(world.ends);
    const gone = world.ends.filter((_, port) => states[port] === undefined);
    const down = world.ends.filter((_, port) => states[port] !== true);
    if (down.length === 0) {
      downFor = 0;
      for (const { control } of lanes.lanes) control.set('portDown', 0);
      return;
    }
    downFor += TICK_MS;
    const names = namesOf(gone.length > 0 ? gone : down, world);
    if (gone.length > 0) why = `${names} has vanished`;
    else if (downFor > downMostMs) why = `${names} has been down for over ${downMostMs / 1e3} s`;
    if (why !== undefined) tell();
  });
  return { lost, why: () => why, stop };
};

/** By port ordinal: up with a carrier or not, or gone. Each namespace is entered once. */
const statesOf = (ends: readonly PortEnd[]): (boolean | undefined)[] => {
  const states: (boolean | undefined)[] = [];
  for (const inside of new Set(ends.map(end => end.inside))) {
    inside.enter(() => {
      ends.forEach((end, port) => {
        if (end.inside === inside) states[port] = isRunning(end.interfaceName);
      });
    });
  }
  return states;
};

const namesOf = (ends: readonly PortEnd[], { link }: World): string => {
  const what = ends.every(({ inside }) => inside === link) ? "the link's interface" : 'the interface';
  return `${what} ${ends.map(({ interfaceName }) => interfaceName).join(' and ')}`;
};
