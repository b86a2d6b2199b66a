import { stagePath } from './link-form.js';
import type { Plan } from './plan.js';

/** Bytes of a slot before its frame (core/frame/store.ts). */
const SLOT_HEADROOM = 64;
/** Ethernet, IPv4 and a TCP header with all its options. */
const TCP_HEADERS = 94;
/** A lane addresses its store by 32-bit offsets. */
const LARGEST_STORE = 0xffffffff;

/** Something in a plan that its single settings allow and their combination does not. */
export interface LimitFault {
  /** The setting to blame: `['traffic', 0, 'size']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** What is wrong with the settings of a plan, taken together. */
export const limitFaults = (plan: Plan): LimitFault[] => {
  const { stages, traffic, store } = plan;
  const faults: LimitFault[] = [];
  for (const { name, effects, scenario } of stages) {
    const model = effects.loss?.model ?? 'independent';
    if (model === 'independent' || scenario.rows.every(row => row.loss === undefined)) continue;
    const message = `the scenario has a column Loss[%], which no model but independent follows, and this is ${model}`;
    faults.push({ path: [...stagePath(plan, name), 'loss'], message, hint: 'leave out one of them' });
  }
  const room = store.slotBytes - SLOT_HEADROOM;
  for (const [i, { start, stop, settings }] of traffic.entries()) {
    const tooLong = (setting: string, what: string): void => {
      const message = `${what} of ${settings[setting]} bytes has no room in a slot of ${store.slotBytes}`;
      faults.push({ path: ['traffic', i, setting], message, hint: 'raise store.slot' });
    };
    if (stop <= start) faults.push({ path: ['traffic', i, 'stop'], message: 'stops before it starts' });
    if (typeof settings['size'] === 'number' && settings['size'] > room) tooLong('size', 'a frame');
    if (typeof settings['mss'] === 'number' && settings['mss'] + TCP_HEADERS > room) tooLong('mss', 'a segment');
  }
  if (store.bytes > 0 && store.bytes < 4 * store.slotBytes) {
    faults.push({ path: ['store', 'memory'], message: `no room for four slots of ${store.slotBytes} bytes` });
  }
  if (store.bytes > LARGEST_STORE)
    faults.push({ path: ['store', 'memory'], message: "a lane's memory is bounded to 4 GiB" });
  return faults;
};
