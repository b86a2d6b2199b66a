import { defineHook, spanText } from 'hookline/sdk';

/** Counts frames that leave the link behind one that entered it later, and tells of every change. Draws nothing. */
export default defineHook({
  name: 'order-watch',
  about: 'Counts the frames that others overtook.',
  order: 'post',
  columns: { place: 'f64', enteredAt: 'f64' },
  state: () => ({ entered: 0, furthest: 0, shortest: Number.POSITIVE_INFINITY, longest: 0 }),

  preamble(frame, { now, state }) {
    state.entered += 1;
    frame.my.place = state.entered;
    frame.my.enteredAt = now;
  },

  episode(frame, { now, state, count }) {
    const stayed = now - frame.my.enteredAt;
    state.shortest = Math.min(state.shortest, stayed);
    state.longest = Math.max(state.longest, stayed);
    if (frame.my.place < state.furthest) count('overtaken');
    else state.furthest = frame.my.place;
  },

  onScenarioChange(change, { stage, emit }) {
    emit(change.routeChanged ? 'handover' : 'step', { delayNs: change.delay, inFlight: stage.inFlight });
  },

  teardown({ state, log }) {
    log.info(`frames took ${spanText(state.shortest)} to ${spanText(state.longest)}`);
  },
});
