import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { constant, type Plan } from '../../../core/plan/plan.js';
import { defaultAddresses } from '../../../core/plan/port-plan.js';
import { attachPorts } from '../../../core/run/attach-words.js';
import { mbps, ms } from '../../../sdk/units.js';

const link = planOfScenario(constant(mbps(10), ms(5)));
const plan: Plan = {
  ...link,
  ports: ['alice', 'bob', 'carol'].map((name, i) => ({ name, host: name, ...defaultAddresses(i), enter: [] })),
};
const attached = (words: string[], to: Plan = plan) =>
  attachPorts(to, words).ports.map(({ attach }) => (attach ? `${attach.kind}:${attach.name}` : 'made'));

test('a word with a port is that port’s, the others go to the ports left, in their order', () => {
  assert.equal(attached([]), ['made', 'made', 'made']);
  assert.equal(attached(['netns:lab']), ['netns:lab', 'made', 'made']);
  assert.equal(attached(['docker:web', 'alice=if:eth1', 'netns:lab']), ['if:eth1', 'docker:web', 'netns:lab']);
});

test('what ports cannot be beside others is told', () => {
  assert.throws(
    () => attached(['if:eth1', 'if:eth1']),
    /--attach bob=…: this machine has an interface eth1 already, that of alice/,
  );
  const shared = {
    ...plan,
    ports: plan.ports.map(port => ({ ...port, host: port.name === 'carol' ? 'alice' : port.name })),
  };
  assert.throws(
    () => attached(['netns:lab'], shared),
    /--attach alice=…: carol shares host alice, which is to be made/,
  );
});

test('a port of an interface has that one’s name, and its own again when it is moved elsewhere', () => {
  const wire = attachPorts(plan, ['carol=if:eth1.7@x']);
  assert.is(wire.ports[2]!.interfaceName, 'eth1.7@x');
  assert.is(attachPorts(wire, ['carol=netns:lab']).ports[2]!.interfaceName, 'veth3');
  const own = { ...plan, ports: plan.ports.map(port => ({ ...port, interfaceName: 'lan0' })) };
  assert.is(attachPorts(own, ['netns:lab']).ports[0]!.interfaceName, 'lan0');
});

const FAULTS: readonly (readonly [words: string[], fault: string])[] = [
  [
    ['lab'],
    '--attach lab: expected [PORT=]netns:NAME, [PORT=]docker:CONTAINER or [PORT=]if:INTERFACE (as in client=netns:lab, docker:web or server=if:eth1)',
  ],
  [['bobb=netns:lab'], "--attach bobb=netns:lab: no port 'bobb' (did you mean bob?)"],
  [['zed=netns:lab'], "--attach zed=netns:lab: no port 'zed' (alice, bob, carol)"],
  [['bob=netns:a', 'bob=netns:b'], '--attach bob=netns:b: the port bob is attached twice (one place a port)'],
  [
    ['netns:a', 'bob=netns:b', 'netns:c', 'netns:d'],
    '--attach netns:d: there is no port left: the plan has 3 (alice, bob, carol)',
  ],
];
for (const [words, fault] of FAULTS)
  test(`--attach ${words.join(' --attach ')} is refused`, () => {
    assert.throws(
      () => attachPorts(plan, words),
      (error: Error) => error instanceof InputError && error.message === fault,
    );
  });

test.run();
