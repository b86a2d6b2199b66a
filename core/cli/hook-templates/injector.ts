import type { HookTemplate } from './template.js';

/** A frame of the hook's own, built from one that it saw. */
export const INJECTOR: HookTemplate = {
  about: 'sends datagrams of its own in the name of others',
  hook: name => `import { build, defineHook, option } from 'hookline/sdk';

/**
 * Sends a UDP datagram of its own in the name of a host, for so many IPv4 packets that come from it.
 * Random draws: none.
 */
export default defineHook({
  name: '${name}',
  about: 'Sends UDP datagrams of its own in the name of hosts whose packets pass.',
  needs: ['observe', 'inject'],
  filter: 'ip',
  options: {
    every: option.count('packets that pass for each datagram', '50'),
    port: option.port('destination port of the datagrams', '9'),
    size: option.count('bytes of their payload', '100'),
    after: option.span('how long after the packet they follow', '1ms'),
  },
  state: () => ({ seen: 0 }),

  setup({ options }) {
    if (options.every < 1) throw new RangeError("'every' counts from 1");
  },

  /** On entry to a stage; \`episode\` is on exit. What it injects goes on behind this hook. */
  preamble(frame, { options, state, inject, count }) {
    const { eth, ipv4 } = frame;
    if (eth === undefined || ipv4 === undefined) return;
    state.seen += 1;
    if (state.seen % options.every !== 0) return;
    const forged = build({
      eth: { src: eth.srcText, dst: eth.dstText },
      ipv4: { src: ipv4.src, dst: ipv4.dst },
      udp: { srcPort: 40_000, dstPort: options.port },
      payload: options.size,
    });
    inject(forged, { after: options.after });
    count('forged');
  },
});
`,
  test: name => `import { build, ms } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import hook from './${name}.js';

const packet = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80 }, payload: 100 });

test('every third packet has a datagram behind it, in the name of its sender', () => {
  const stage = rig(hook, { options: { every: '3', port: '9', size: '20', after: '5ms' } });
  for (let i = 0; i < 3; i++) stage.preamble(packet);
  const { passed, times } = stage.advance(ms(10));
  assert.equal(times, [ms(5)]);
  assert.is(passed[0]!.summary(), '62 B IPv4 10.0.0.1 > 10.0.0.2 ttl 64 UDP 40000 > 9 len 20');
  assert.is(passed[0]!.transportChecksumOk, true);
  assert.is(stage.counters.get('forged'), 1);
  assert.is(stage.settle().born, 1);
});

test('the packets themselves go on as they are', () => {
  const stage = rig(hook, { options: { every: '1' } });
  const [passed] = stage.preamble(packet).passed;
  assert.equal([...passed!.bytes], [...packet.bytes]);
  stage.settle();
});

test('it says what it cannot do', () => {
  assert.throws(() => rig(hook, { options: { every: '0' } }), /counts from 1/);
});

test.run();
`,
  plan: name => `link: { rate: 10Mbit/s, delay: 20ms }

hooks:
  - use: ./${name}.ts
    at: up # client to server; down, or both
    options: { every: 50 }

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: client }

expect: [hooks.${name}.forged > 0] # else the exit code is 1
`,
};
