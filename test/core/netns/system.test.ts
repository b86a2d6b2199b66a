import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeMachine } from '../../../core/cli/doctor-text.js';
import type { Capability } from '../../../core/netns/capability.js';
import {
  kernelVersion,
  priorityCure,
  type SystemFacts,
  shortestSleepMs,
  systemCapabilities,
  systemKind,
} from '../../../core/netns/system.js';

const WSL1 =
  'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0 (GCC) ) #1237-Microsoft Sat Sep 11 14:32:00 PST 2021';
const WSL2_FIRST =
  'Linux version 4.19.128-microsoft-standard (oe-user@oe-host) (gcc version 8.2.0 (GCC)) #1 SMP Tue Jun 23 12:58:10 UTC 2020';
const WSL2 =
  'Linux version 6.6.87.2-microsoft-standard-WSL2 (root@439a258ad544) (gcc (GCC) 11.2.0, GNU ld (GNU Binutils) 2.37) #1 SMP PREEMPT_DYNAMIC Thu Jun  5 18:30:46 UTC 2025';
const DEBIAN =
  'Linux version 6.1.0-31-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld) #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1';
/** A kernel that Microsoft has built for machines of its own. */
const AZURE =
  'Linux version 6.8.0-1021-azure (buildd@microsoft-builder) (x86_64-linux-gnu-gcc-13) #25-Ubuntu SMP Wed Jan 15 20:45:09 UTC 2025';

const facts = (version: string, more: Partial<SystemFacts> = {}): SystemFacts => ({
  platform: 'linux',
  release: version.split(' ')[2]!,
  version,
  underWindows: false,
  workingDirectory: '/home/user/experiment',
  shortestSleepMs: 0.26,
  ...more,
});
const named = (found: readonly Capability[], name: string): Capability => found.find(one => one.name === name)!;
const missing = (found: readonly Capability[]): string[] => found.filter(({ ok }) => !ok).map(({ name }) => name);

test('reads the version in a kernel release of any distribution', () => {
  assert.equal(kernelVersion('6.18.44-generic'), [6, 18]);
  assert.equal(kernelVersion('5.15.0-1-amd64'), [5, 15]);
  assert.equal(kernelVersion('unknown'), [0, 0]);
});

test('tells WSL1 from WSL2, and both from a Linux of its own, whoever has built its kernel', () => {
  assert.is(systemKind(WSL1), 'wsl1');
  assert.is(systemKind(WSL1, true), 'wsl1');
  assert.is(systemKind(WSL2_FIRST), 'wsl2');
  assert.is(systemKind(WSL2), 'wsl2');
  assert.is(systemKind(DEBIAN), 'plain');
  assert.is(systemKind(AZURE), 'plain');
  assert.is(systemKind(''), 'plain');
});

test("a kernel of the user's own under Windows is known by WSL's mark", () => {
  assert.is(systemKind('Linux version 6.12.1-mine (me@home) #1 SMP', true), 'wsl2');
});

test('a Linux of its own lacks nothing here', () => {
  assert.equal(missing(systemCapabilities(facts(DEBIAN))), []);
});

test('WSL1 has virtual time only, and the verdict says how to get WSL2', () => {
  const found = systemCapabilities(facts(WSL1, { underWindows: true }));
  const { realTime, words } = judgeMachine(found, true);
  assert.is(realTime, 'none');
  assert.is(
    words[1],
    'For real time: kernel: WSL1 (4.4.0-19041-Microsoft): Windows in place of a Linux kernel (in PowerShell: wsl --set-version <distribution> 2).',
  );
});

test('WSL2 is a limit, told with what it costs', () => {
  const found = systemCapabilities(facts(WSL2));
  assert.equal(missing(found), ['system']);
  assert.match(named(found, 'system').cost, 'a clock that it sets while a run goes on makes the run suspect');
  assert.equal(judgeMachine(found, true).words, ['Real time works here, as root.', 'Limited by system (WSL2).']);
});

test('the first kernels of WSL2 are too old and without fine timers: an update brings both', () => {
  const found = systemCapabilities(facts(WSL2_FIRST, { shortestSleepMs: 9.99 }));
  assert.equal(missing(found), ['kernel', 'system', 'fine timers']);
  for (const name of ['kernel', 'fine timers']) assert.match(named(found, name).cure, 'wsl --update');
  assert.is(judgeMachine(found, true).realTime, 'none');
});

test('coarse timers are a limit on any system', () => {
  const found = systemCapabilities(facts(DEBIAN, { shortestSleepMs: 4 }));
  assert.equal(missing(found), ['fine timers']);
  assert.is(named(found, 'fine timers').detail, 'a sleep of 0.2 ms takes 4.00 ms');
  assert.match(named(found, 'fine timers').cure, 'CONFIG_HIGH_RES_TIMERS');
});

test('a working directory on a disk of Windows is told, under WSL2 only', () => {
  const there = { workingDirectory: '/mnt/c/Users/me/experiment' };
  assert.match(named(systemCapabilities(facts(WSL2, there)), 'disk').detail, 'a disk of Windows');
  assert.is(named(systemCapabilities(facts(WSL2)), 'disk').ok, true);
  assert.is(named(systemCapabilities(facts(WSL2, { workingDirectory: '/mnt/data' })), 'disk').ok, true);
  assert.is(named(systemCapabilities(facts(DEBIAN, there)), 'disk'), undefined);
});

test('other systems are sent to a Linux', () => {
  const windows = systemCapabilities(facts('', { platform: 'win32', release: '10.0.22631' }));
  assert.match(named(windows, 'kernel').cure, 'WSL2, with a Node.js installed inside it');
  const mac = systemCapabilities(facts('', { platform: 'darwin', release: '24.3.0' }));
  assert.is(named(mac, 'kernel').ok, false);
  assert.match(named(mac, 'kernel').cure, 'a Linux machine');
});

test('root without real-time priority is not told to become root', () => {
  assert.match(priorityCure(false, 'wsl2'), /^run as root/);
  assert.match(priorityCure(true, 'plain'), /^enter the root control group/);
  assert.match(priorityCure(true, 'wsl2'), /^in PowerShell: wsl --update/);
});

test('the shortest sleep is no shorter than it was asked to be', () => {
  assert.ok(shortestSleepMs() >= 0.19);
});

test.run();
