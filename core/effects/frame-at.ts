import type { Frame } from '../../sdk/frame.js';
import type { EffectHost } from './effect.js';

/** The host's flyweight, pointed at the frame in `slot`. */
export const frameAt = (host: Pick<EffectHost, 'store' | 'frame'>, slot: number): Frame => {
  const { store } = host;
  return host.frame.point(store.memory, store.start[slot], store.length[slot], store.capacity(slot), store.id[slot]);
};
