import { defineHook, spanText } from 'hookline/sdk';

/**
 * Writes a line when a frame enters the stage and one when it leaves, with the parts of the time between: waiting and
 * being sent, then the way. Columns keep a frame's numbers beside it, without an object per frame. Draws nothing.
 */
export default defineHook({
  name: 'two-sided-log',
  about: 'Logs every frame on both sides of the stage.',
  columns: { enteredAt: 'f64', ahead: 'u32' },

  preamble(frame, { now, stage, log }) {
    frame.my.enteredAt = now;
    frame.my.ahead = stage.queue.bytes;
    log.info(`in  ${frame.summary()}`, { frame: frame.id, bytesAhead: frame.my.ahead });
  },

  episode(frame, { now, stage, log, count }) {
    const stayed = now - frame.my.enteredAt;
    const waited = stayed - stage.delay;
    count('frames');
    log.info(`out ${frame.summary()}: waited and sent ${spanText(waited)}, under way ${spanText(stage.delay)}`, {
      frame: frame.id,
      bytesAhead: frame.my.ahead,
      waitedNs: waited,
    });
  },
});
