import type { Rng } from '../../sdk/rng.js';
import type { TrafficPlan } from '../plan/plan.js';
import type { PortPlan } from '../plan/port-plan.js';
import type { Endpoint } from './endpoint.js';
import { hostAt, reversed, type Tuple } from './hosts.js';
import { RequestClient, RequestServer } from './request-response.js';
import { bursts, cbr, poisson, type Schedule } from './schedule.js';
import { readSettings } from './settings.js';
import { Cubic } from './tcp/congestion-cubic.js';
import { newReno } from './tcp/congestion-newreno.js';
import { TcpReceiver } from './tcp/receiver.js';
import { TcpSender } from './tcp/sender.js';
import { UdpSink } from './udp-sink.js';
import { UdpSource } from './udp-source.js';

/** The first program's server port unless the plan says otherwise, and its client port; the n-th has n more. */
const SERVER_PORT = 5001;
const CLIENT_PORT = 49152;

/**
 * The endpoints of the plan's `index`-th traffic program, by port name: the source at `from`, the sink at `to`.
 * Random draws, from substreams of its own: `traffic<index>/gaps` (poisson; see `exponential`), `traffic<index>/isn` (tcp:
 * two, sender first). Throws a RangeError for a port that is no host and for settings out of range.
 */
export const makeTraffic = (
  plan: TrafficPlan,
  index: number,
  ports: readonly PortPlan[],
  rng: (name: string) => Rng,
): { [portName: string]: Endpoint } => {
  const settings = readSettings(plan);
  if (plan.from === plan.to) throw new RangeError(`traffic from '${plan.from}' to itself crosses no link`);
  const near: Tuple = {
    local: hostAt(ports, plan.from),
    remote: hostAt(ports, plan.to),
    localPort: CLIENT_PORT + index,
    remotePort: settings.port ?? SERVER_PORT + index,
    protocol: settings.kind === 'tcp' ? 6 : 17,
  };
  const far = reversed(near);
  if (settings.kind === 'tcp') {
    const isn = rng(`traffic${index}/isn`);
    const windows = settings.congestion === 'cubic' ? new Cubic() : newReno();
    const flow = { ...settings, start: plan.start, stop: plan.stop };
    const sender = new TcpSender(near, flow, windows, isn.u32());
    return { [plan.from]: sender, [plan.to]: new TcpReceiver(far, flow, isn.u32()) };
  }
  if (settings.kind === 'request-response') {
    const { requestBytes, responseBytes, thinkNs } = settings;
    return {
      [plan.from]: new RequestClient(near, plan.start, plan.stop, requestBytes, responseBytes, thinkNs),
      [plan.to]: new RequestServer(far, responseBytes),
    };
  }
  const { size, rateBps } = settings;
  let schedule: Schedule;
  if (settings.kind === 'bursts') schedule = bursts(plan.start, size, rateBps, settings.burst, settings.everyNs);
  else if (settings.kind === 'cbr') schedule = cbr(plan.start, size, rateBps);
  else schedule = poisson(plan.start, size, rateBps, rng(`traffic${index}/gaps`));
  return { [plan.from]: new UdpSource(near, schedule, size, plan.stop), [plan.to]: new UdpSink(far) };
};
