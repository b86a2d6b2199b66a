import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { doctorJson, doctorText, judgeMachine } from '../../../core/cli/doctor-text.js';
import type { Capability } from '../../../core/netns/capability.js';

const capability = (name: string, ok: boolean, more: Partial<Capability> = {}): Capability => ({
  name,
  ok,
  detail: ok ? 'there' : 'not found',
  cost: 'something is lost',
  cure: 'apt install it',
  ...more,
});
const sound = ['node', 'kernel', 'koffi', 'ip', 'network namespaces', 'packet sockets'].map(name =>
  capability(name, true),
);

test('says that real time works, as root or without, and by what it is limited', () => {
  assert.equal(judgeMachine(sound, true), { realTime: 'root', words: ['Real time works here, as root.'] });
  const limited = [...sound, capability('cores', false, { detail: '2' }), capability('real-time priority', false)];
  assert.equal(judgeMachine(limited, false), {
    realTime: 'rootless',
    words: ['Real time works here without root.', 'Limited by cores (2), real-time priority (not found).'],
  });
});

test('a missing program that only examples use changes nothing', () => {
  assert.is(judgeMachine([...sound, capability('iperf3', false)], true).realTime, 'root');
});

test('says what is missing for real time, and how to get it', () => {
  const { realTime, words } = judgeMachine([...sound.slice(0, 3), capability('ip', false), ...sound.slice(4)], true);
  assert.is(realTime, 'none');
  assert.match(words[0]!, /^Only virtual time works here/);
  assert.is(words[1], 'For real time: ip: not found (apt install it).');
  assert.is(words.length, 2);
});

test('shows a line for what is there, three for what is missing, and the verdict last', () => {
  const found = [capability('ip', true), capability('tshark', false), capability('steal', false, { cure: '' })];
  const text = doctorText(found, { realTime: 'root', words: ['Real time works here.', 'Limited by steal.'] }, false);
  assert.is(
    text,
    `ok       ip      there
missing  tshark  not found
           costs: something is lost
           to get it: apt install it
limited  steal   not found
           costs: something is lost

Real time works here.
  - Limited by steal.
`,
  );
});

test('gives programs the same as data', () => {
  const told = JSON.parse(doctorJson(sound, judgeMachine(sound, true))) as Record<string, unknown>;
  assert.is(told['realTime'], 'root');
  assert.is((told['capabilities'] as unknown[]).length, 6);
});

test.run();
