import type { LaneSet } from '../lane/lane-set.js';
import { TICK_MS } from '../lane/ticker.js';
import { CLIENT, SERVER } from '../netns/host.js';
import { isRunning } from '../netns/interface-ioctl.js';
import type { World } from '../netns/topology.js';

/** A host's end that goes down takes the carrier away and no more: the sockets do not hear of it, so it is looked for. */
const LOOK_EVERY_TICKS = 10;

/** Watches the link's ends: one that vanishes, or stays down too long, ends the run. */
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
    const states = world.link.enter(() => [CLIENT, SERVER].map(({ linkInterface }) => isRunning(linkInterface)));
    const gone = [CLIENT, SERVER].filter((_, i) => states[i] === undefined);
    const down = [CLIENT, SERVER].filter((_, i) => states[i] !== true);
    if (down.length === 0) {
      downFor = 0;
      for (const { control } of lanes.lanes) control.set('portDown', 0);
      return;
    }
    downFor += TICK_MS;
    const names = (gone.length > 0 ? gone : down).map(host => host.linkInterface).join(' and ');
    if (gone.length > 0) why = `the link's interface ${names} has vanished`;
    else if (downFor > downMostMs) why = `the link's interface ${names} has been down for over ${downMostMs / 1e3} s`;
    if (why !== undefined) tell();
  });
  return { lost, why: () => why, stop };
};
