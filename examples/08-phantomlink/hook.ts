import { defineHook, spanText } from 'hookline/sdk';

/**
 * Holds every row of the scenario against its frames: the shortest time that one which entered under the row spent on the
 * link, less its own transmission, is the row's delay. Draws nothing.
 */
export default defineHook({
  name: 'row-check',
  about: 'Tells, for every row of the scenario, the shortest way a frame had.',
  order: 'post',
  columns: { enteredAt: 'f64', row: 'u32' },
  state: () => ({ rows: [] as { delayNs: number; shortestNs: number; frames: number }[] }),

  setup({ stage, state }) {
    state.rows.push({ delayNs: stage.delay, shortestNs: Number.POSITIVE_INFINITY, frames: 0 });
  },

  onScenarioChange({ delay }, { state }) {
    state.rows.push({ delayNs: delay, shortestNs: Number.POSITIVE_INFINITY, frames: 0 });
  },

  preamble(frame, { now, state }) {
    frame.my.enteredAt = now;
    frame.my.row = state.rows.length - 1;
  },

  episode(frame, { now, stage, state }) {
    const row = state.rows[frame.my.row];
    if (row === undefined) return;
    const transmission = Math.floor((8 * frame.length * 1e9) / stage.rate);
    row.frames += 1;
    row.shortestNs = Math.min(row.shortestNs, now - frame.my.enteredAt - transmission);
  },

  teardown({ state, emit, log }) {
    for (const row of state.rows) {
      emit('row', row);
      log.info(`${row.frames} frames under ${spanText(row.delayNs)}; the quickest took ${spanText(row.shortestNs)}`);
    }
  },
});
