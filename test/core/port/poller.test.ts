import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createEvent, drainEvent, signalEvent } from '../../../core/port/event-fd.js';
import { closeFd } from '../../../core/port/packet-socket.js';
import { Poller } from '../../../core/port/poller.js';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('tells which of 70 descriptors are ready, each by itself', () => {
  const events = Array.from({ length: 70 }, createEvent);
  const poller = new Poller(events);
  const ready = (): number[] => events.flatMap((_, i) => (poller.events(i) === 0 ? [] : [i]));
  assert.is(poller.wait(0), 0);
  assert.equal(ready(), []);
  for (const i of [0, 31, 32, 69]) signalEvent(events[i]!);
  assert.is(poller.wait(250e6), 4);
  assert.equal(ready(), [0, 31, 32, 69]);
  for (const i of [0, 32]) drainEvent(events[i]!);
  assert.is(poller.wait(0), 2);
  assert.equal(ready(), [31, 69]);
  for (const fd of events) closeFd(fd);
});

test.run();
