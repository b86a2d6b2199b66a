import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reloadText } from '../../../core/cli/reload.js';
import type { HookReloaded, ReloadedLane } from '../../../core/run/hook-reloader.js';

const fault = (message: string) => ({ file: 'thief.ts', line: 12, column: 3, message });
const good = (state: 'adopted' | 'new', ...stages: string[]): ReloadedLane => ({ stages, at: 5e9, state, pause: 1e6 });
const bad = (message: string, ...stages: string[]): ReloadedLane => ({ stages, faults: [fault(message)] });
const told = (lanes: ReloadedLane[], more: Partial<HookReloaded> = {}): string =>
  reloadText({ hook: 'thief', took: 12.4e6, lanes, ...more });

test('one line for a hook that was reloaded: how long it took, and what became of its state', () => {
  assert.is(told([good('adopted', 'up'), good('adopted', 'down')]), 'reloaded thief (12 ms): state adopted\n');
  assert.is(told([good('new', 'up', 'down')], { took: 2e5 }), 'reloaded thief (1 ms): state made anew\n');
});

test('one that was not is told with its faults, and that the former version goes on', () => {
  assert.is(
    told([], { faults: [fault('Expected ";"'), fault('and more')] }),
    'thief.ts:12:3: Expected ";"\nthief.ts:12:3: and more\nthief: the former version goes on\n',
  );
  assert.is(
    told([bad('threw', 'up'), bad('threw', 'down')]),
    'thief.ts:12:3: threw\nthief: the former version goes on\n',
  );
});

test('lanes that differ are told by their stages', () => {
  assert.is(
    told([good('adopted', 'up'), bad('threw', 'down', 'side')]),
    'reloaded thief at up (12 ms): state adopted\nthief.ts:12:3: threw\nthief: the former version goes on at down, side\n',
  );
});

test.run();
