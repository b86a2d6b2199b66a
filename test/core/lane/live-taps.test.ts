import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ChangeInbox, changeChannel } from '../../../core/lane/change-way.js';
import { LaneControl } from '../../../core/lane/control.js';
import { LaneTaps } from '../../../core/lane/lane-taps.js';
import { LiveTaps, overflowOf, tapMemory } from '../../../core/lane/live-taps.js';
import { OVERFLOW, RecordRing } from '../../../core/lane/record-ring.js';
import { TapMerge } from '../../../core/lane/tap-merge.js';
import { createEvent } from '../../../core/port/event-fd.js';
import { closeFd } from '../../../core/port/packet-socket.js';
import { DEATHS, ENTRY, EXIT, silent } from '../../../core/stage/recorder.js';
import { build } from '../../../sdk/build.js';
import { defineHook } from '../../../sdk/hook.js';
import { drop } from '../../../sdk/verdict.js';
import { CLIENT, Lab, SERVER } from '../stage/lab.js';

const linux = process.platform === 'linux' ? test : test.skip;

const thief = defineHook({
  name: 'thief',
  preamble: frame => (frame.length === 77 ? drop('taken') : undefined),
});

const listening = () => {
  const heard: string[] = [];
  const recorder = {
    ...silent,
    cause: (number: number, name: string) => void heard.push(`cause ${number} ${name}`),
    tap: (stage: number, side: number, id: number, at: number, fate: number, _m: Uint8Array, _s: number, n: number) =>
      void heard.push(`${at} stage ${stage} side ${side} #${id} fate ${fate}: ${n}`),
  };
  return { heard, recorder };
};

test('a lane taps from one moment to another, and names a cause before the first frame that died of it', () => {
  const lab = new Lab({ hooks: [thief] });
  const taps = new LiveTaps(lab.engine);
  const memory = tapMemory(3, 4096);
  lab.arrive(0, 77);
  taps.start({
    id: 7,
    places: [
      { stage: 0, side: DEATHS },
      { stage: 0, side: ENTRY },
      { stage: 9, side: EXIT },
    ],
    ...memory,
  });
  lab.arrive(1, 77);
  lab.arrive(2, 77);
  lab.arrive(3, 100);
  taps.stop(7);
  taps.stop(7);
  lab.arrive(4, 77);
  lab.run();
  const { heard, recorder } = listening();
  new RecordRing(memory.ring).drain(recorder);
  const number = lab.engine.causes.names.indexOf('hook:thief:taken');
  assert.equal(heard, [
    '1 stage 0 side 1 #4 fate -1: 77',
    `cause ${number} hook:thief:taken`,
    `1 stage 0 side 4 #4 fate ${number}: 77`,
    '2 stage 0 side 1 #8 fate -1: 77',
    `2 stage 0 side 4 #8 fate ${number}: 77`,
    '3 stage 0 side 1 #12 fate -1: 100',
  ]);
});

test('what a ring has no room for is counted by its place, and the path goes on', () => {
  const lab = new Lab();
  const taps = new LiveTaps(lab.engine);
  const places = [
    { stage: 0, side: ENTRY },
    { stage: 0, side: EXIT },
  ];
  const memory = tapMemory(2, 1024);
  taps.start({ id: 0, places, ...memory });
  for (let i = 0; i < 10; i++) lab.arrive(i, 200);
  lab.run();
  assert.is(lab.sent.length, 10);
  const { heard, recorder } = listening();
  new RecordRing(memory.ring).drain(recorder);
  // 256 bytes each: four of 1024.
  assert.is(heard.length, 4);
  assert.is(overflowOf(memory.overflow, 0)[OVERFLOW.captures], 6);
  assert.is(overflowOf(memory.overflow, 1)[OVERFLOW.captures], 10);
});

test('a filter decides in the lane what is tapped', () => {
  const lab = new Lab();
  const taps = new LiveTaps(lab.engine);
  const memory = tapMemory(1, 8192);
  taps.start({ id: 0, places: [{ stage: 0, side: ENTRY }], ...memory, filter: 'udp port 53' });
  const ipv4 = { src: '192.168.22.2', dst: '192.168.66.2' };
  lab.arrive(0, build({ ipv4, udp: { srcPort: 4000, dstPort: 53 } }).bytes);
  lab.arrive(1, build({ ipv4, udp: { srcPort: 4000, dstPort: 80 } }).bytes);
  const { heard, recorder } = listening();
  new RecordRing(memory.ring).drain(recorder);
  assert.equal(
    heard.map(each => each.replace(/ fate.*/, '')),
    ['0 stage 0 side 1 #0'],
  );
  assert.throws(() => taps.start({ id: 1, places: [], ...memory, filter: 'udp prot 53' }), /./);
});

linux(
  'lanes are told over their ways, each of its own stages, and what they tap comes in the order of time',
  async () => {
    const lanes = [0, 1].map(stage => {
      const control = new LaneControl(LaneControl.memory(2), 2);
      const wakeFd = createEvent();
      const { way, theirs } = changeChannel(control, wakeFd);
      const lab = new Lab({ stages: [stage], queue: { limit: 'frames', frames: 1, discipline: 'fifo' } as never });
      return {
        changes: way,
        causes: [] as string[],
        lab,
        inbox: new ChangeInbox(theirs, control, lab.engine),
        wakeFd,
        theirs,
      };
    });
    const [up, down] = lanes as [(typeof lanes)[0], (typeof lanes)[0]];
    const drain = (): void => {
      for (const { inbox } of lanes) inbox.drain();
    };
    try {
      const taps = new LaneTaps(lanes, [
        { stages: [0], reasons: [] },
        { stages: [1], reasons: [] },
      ] as never);
      const places = [
        { stage: 0, side: ENTRY },
        { stage: 1, side: DEATHS },
      ];
      const started = taps.start(places, undefined);
      drain();
      const reading = await started;
      up.lab.arrive(1e9, 60, CLIENT);
      // One is being sent, one waits.
      for (let i = 0; i < 3; i++) down.lab.arrive(2e9, 77, SERVER);
      up.lab.arrive(3e9, 61, CLIENT);
      for (let i = 0; i < 3; i++) down.lab.arrive(5e9, 78, SERVER);
      const heard: string[] = [];
      const merge = new TapMerge(reading.lanes, (stage, side, _id, at, fate, causes, _memory, _start, length) => {
        heard.push(`${at / 1e9} ${stage} ${side} ${causes[fate] ?? ''} ${length}`);
      });
      merge.drain(4e9, () => true);
      assert.equal(heard, ['1 0 1  60', '2 1 4 queue:tail 77', '3 0 1  61']);
      merge.drain(Number.POSITIVE_INFINITY, () => heard.length < 3);
      assert.is(heard.length, 3);
      merge.drain(Number.POSITIVE_INFINITY, () => true);
      assert.is(heard[3], '5 1 4 queue:tail 78');
      assert.equal([reading.lost(0), reading.lost(1)], [0, 0]);
      // Another worker in the place of the first taps what that did.
      taps.again(0);
      reading.stop();
      drain();
      assert.equal(
        lanes.map(({ lab }) => lab.engine.stages[0]!.taps.sides),
        [0, 0],
      );
      const late = taps.start(places, undefined);
      up.changes.close();
      drain();
      assert.match(await late.then(String, error => error.message), 'the run is ending');
      drain();
      assert.is(down.lab.engine.stages[0]!.taps.sides, 0);
    } finally {
      for (const { changes, theirs, wakeFd } of lanes) {
        changes.close();
        theirs.close();
        closeFd(wakeFd);
      }
    }
  },
);

test.run();
