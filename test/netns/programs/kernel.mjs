import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The kernel's counters in this network namespace, by the names that `nstat` has for them: `IcmpInDestUnreachs`. */
export const counters = () => {
  const found = {};
  for (const file of ['snmp', 'netstat']) {
    const lines = readFileSync(`/proc/net/${file}`, 'utf8').trim().split('\n');
    for (let i = 0; i < lines.length; i += 2) {
      const [group, ...names] = lines[i].split(' ');
      const values = lines[i + 1].split(' ').slice(1);
      names.forEach((name, at) => {
        found[group.slice(0, -1) + name] = Number(values[at]);
      });
    }
  }
  for (const line of readFileSync('/proc/net/snmp6', 'utf8').trim().split('\n')) {
    const [name, value] = line.split(/\s+/);
    found[name] = Number(value);
  }
  return found;
};

/** The path MTU that this namespace has learned of the way to a host; undefined if none. */
export const learnedMtu = host => {
  const [route] = JSON.parse(execFileSync('ip', ['-j', 'route', 'get', host], { encoding: 'utf8' }));
  return route.metrics?.find(metric => metric.mtu !== undefined)?.mtu;
};

/** What the TCP connection to a port takes as its path MTU. */
export const tcpPathMtu = (side, port) =>
  Number(/ pmtu:(\d+)/.exec(execFileSync('ss', ['-Htin', side, `:${port}`], { encoding: 'utf8' }))?.[1]);
