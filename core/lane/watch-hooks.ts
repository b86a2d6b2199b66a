import type { MessagePort } from 'node:worker_threads';
import { bundlePlace } from '../hooks/place.js';
import { PHASES } from '../stage/hook-marker.js';
import type { LaneControl } from './control.js';
import type { LaneSetOptions } from './lane-set-options.js';
import type { ToLane } from './lane-task.js';
import { TICK_MS, type Ticker } from './ticker.js';
import { watchLane } from './watchdog.js';

interface Watched {
  readonly lane: number;
  readonly control: LaneControl;
  readonly threadId: number;
  readonly messages: MessagePort;
  /** The worker is stuck where nothing ends it but its own end. */
  readonly onDead: (why: string) => void;
}

/** Watches the hooks of a lane: ends one that hangs, tells who it was, and lets the lane go on. */
export const watchHooks = (
  { plan, hookNames, hangLimitMs, onHang }: LaneSetOptions,
  ticker: Ticker,
  { lane, control, threadId, messages, onDead }: Watched,
): { stop(): void } => {
  const { marker } = control;
  return watchLane({
    threadId,
    heartbeat: () => control.get('heartbeat') + marker.calls,
    inHook: () => marker.inside,
    placeOf: bundlePlace,
    ...(hangLimitMs === undefined ? {} : { limitMs: hangLimitMs }),
    every: (periodMs, look) => ticker.on(Math.max(1, Math.round(periodMs / TICK_MS)), look),
    onHang: ({ place }) => {
      const stage = plan.stages[marker.stage]!.name;
      const here = hookNames.filter((_, i) => plan.hooks[i]!.stages.includes(stage));
      const phase = PHASES[marker.phase]!;
      const hadFrame = marker.slot >= 0;
      onHang({ lane, stage, hook: here[marker.seat]!, place, phase, hadFrame, at: control.get('now') });
      messages.postMessage({ kind: 'resume', reason: 'hang' } satisfies ToLane);
    },
    onDead,
  });
};
