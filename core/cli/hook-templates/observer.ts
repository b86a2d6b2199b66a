import type { HookTemplate } from './template.js';

/** Both sides of a stage, a column per frame, lines and counters: nothing is done to frames. */
export const OBSERVER: HookTemplate = {
  about: 'measures how long frames stay, and changes nothing',
  hook: name => `import { defineHook, option, spanText } from 'hookline/sdk';

/**
 * Measures how long frames stay in a stage, and warns of those that stay too long.
 * Random draws: none.
 */
export default defineHook({
  name: '${name}',
  about: 'Measures how long frames stay in a stage, and warns of those that stay too long.',
  needs: ['observe'],
  options: {
    limit: option.span('warn of frames that stay longer', '100ms'),
  },
  /** A number kept beside each frame: \`frame.my.enteredAt\`. */
  columns: { enteredAt: 'f64' },
  state: () => ({ longest: 0 }),

  /** On entry to the stage. */
  preamble(frame, { now, count }) {
    frame.my.enteredAt = now;
    count('entered');
  },

  /** On exit from it. */
  episode(frame, { options, state, now, count, log }) {
    const stayed = now - frame.my.enteredAt;
    count('left');
    state.longest = Math.max(state.longest, stayed);
    if (stayed <= options.limit) return;
    count('slow');
    log.warn(\`\${frame.summary()} stayed for \${spanText(stayed)}\`, { stayedNs: stayed });
  },

  /** After the last frame. */
  teardown({ state, emit }) {
    emit('longest', { stayedNs: state.longest });
  },
});
`,
  test: name => `import { build, ms } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import hook from './${name}.js';

const frame = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 5000, dstPort: 53 }, payload: 20 });

test('a frame that stays too long is warned of and counted', () => {
  const stage = rig(hook, { options: { limit: '10ms' } });
  const [inside] = stage.preamble(frame).passed;
  stage.advance(ms(11));
  stage.episode(inside!);
  assert.equal(
    stage.logs.map(({ level, fields }) => [level, fields['stayedNs']]),
    [['warn', ms(11)]],
  );
  assert.is(stage.counters.get('slow'), 1);
  stage.settle();
});

test('others are counted alone, and the longest stay is told at the end', () => {
  const stage = rig(hook, { options: { limit: '10ms' } });
  const [inside] = stage.preamble(frame).passed;
  stage.advance(ms(10));
  assert.is(stage.episode(inside!).passed.length, 1);
  stage.teardown();
  assert.equal(stage.logs, []);
  assert.equal(stage.events, [{ at: ms(10), event: 'longest', fields: { stayedNs: ms(10) } }]);
  stage.settle();
});

test.run();
`,
  plan: name => `link: { rate: 10Mbit/s, delay: 20ms }

hooks:
  - use: ./${name}.ts # at both directions; at: up, or at: down, for one
    options: { limit: 50ms }

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: client }

expect: [hooks.${name}.left > 0] # else the exit code is 1
`,
};
