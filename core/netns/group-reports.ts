import { existsSync, readFileSync } from 'node:fs';
import type { Namespace } from './namespace.js';

const SNMP6 = '/proc/thread-self/net/snmp6';
const REPORT_WAIT_MS = 5;
/** 30 ms without a new report: several ticks of the slowest kernel clock (100 Hz). */
const REPORTS_STILL = 6;
const REPORT_TRIES = 40;

/**
 * Waits until the hosts have told the link which multicast groups they listen to (RFC 3810): the kernel does so by
 * itself, twice, a few milliseconds after the link comes up. The frames would otherwise be the first of a run, or not,
 * by chance.
 */
export const awaitGroupReports = (insides: readonly Namespace[]): void => {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let last = '';
  let still = 0;
  for (let i = 0; i < REPORT_TRIES && still < REPORTS_STILL; i++) {
    Atomics.wait(pause, 0, 0, REPORT_WAIT_MS);
    const counts = insides.map(reportsSent);
    // A host without counters has no IPv6 and reports nothing.
    if (counts.some(count => count === 0)) continue;
    const now = counts.join();
    still = now === last ? still + 1 : 0;
    last = now;
  }
};

const reportsSent = (inside: Namespace): number | undefined => {
  const text = inside.enter(() => (existsSync(SNMP6) ? readFileSync(SNMP6, 'utf8') : ''));
  const count = /^Icmp6OutMLDv2Reports\s+(\d+)/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
};
