import { defineHook, ms, spanText } from 'hookline/sdk';

/**
 * Reports each handover: by how much the delay steps, what is under way on the old route at that moment, and how many of
 * those frames are overtaken by frames of the new one. Draws nothing.
 */
export default defineHook({
  name: 'handover-report',
  about: 'Tells the delay step of each handover, and the frames overtaken there.',
  order: 'post',
  columns: { place: 'f64' },
  state: () => ({ entered: 0, furthest: 0, delay: ms(0), overtaken: 0 }),

  setup({ stage, state }) {
    state.delay = stage.delay;
  },

  preamble(frame, { state }) {
    state.entered += 1;
    frame.my.place = state.entered;
  },

  episode(frame, { state, count }) {
    if (frame.my.place > state.furthest) {
      state.furthest = frame.my.place;
      return;
    }
    state.overtaken += 1;
    count('overtaken');
  },

  onScenarioChange({ route, delay, routeChanged }, { stage, state, after, emit, log }) {
    const before = state.delay;
    state.delay = delay;
    if (!routeChanged) return;
    const inFlight = stage.inFlight;
    state.overtaken = 0;
    // When the old delay has passed, the last frame of the old route is out.
    after(before, () => {
      emit('handover', { route, stepNs: delay - before, inFlight, overtaken: state.overtaken });
      log.info(`route ${route}: ${spanText(before)} to ${spanText(delay)}; frames overtaken: ${state.overtaken}`);
    });
  },
});
