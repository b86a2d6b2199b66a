import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { constant, type Plan } from '../../../core/plan/plan.js';
import type { PortPlan } from '../../../core/plan/port-plan.js';
import { requireLink } from '../../../core/run/require-link.js';
import { mbps, ms } from '../../../sdk/units.js';

const link = planOfScenario(constant(mbps(10), ms(5)));
const [client, server] = link.ports as [PortPlan, PortPlan];
const refused = (plan: Plan): string => {
  try {
    requireLink(plan, 'plan.yaml', 'probe');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a link is taken', () => {
  assert.is(refused(link), '');
  assert.is(refused({ ...link, ports: [{ ...client, pcap: '/up.pcap' }, server] }), '');
});

test('a graph, and ports that say otherwise of the two hosts, are not', () => {
  assert.is(
    refused({ ...link, ports: [client] }),
    'plan.yaml: hookline probe takes a link between a client and a server, and this plan has topologies (hookline run takes any plan)',
  );
  const elsewhere =
    'plan.yaml: hookline probe has hosts of its own, and the plan says otherwise of the port client (hookline run takes any plan)';
  assert.is(refused({ ...link, ports: [{ ...client, host: 'alice' }, server] }), elsewhere);
  assert.is(refused({ ...link, ports: [{ ...client, ipv4: '10.0.0.1/8' }, server] }), elsewhere);
  const attach = { kind: 'netns', name: 'lab' } as const;
  assert.is(refused({ ...link, ports: [{ ...client, attach }, server] }), elsewhere);
});

test.run();
