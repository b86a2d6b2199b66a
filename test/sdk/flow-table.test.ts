import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { flowTable } from '../../sdk/flow-table.js';
import { ms, type Nanos } from '../../sdk/units.js';

const there = (port: number) =>
  build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, tcp: { srcPort: port, dstPort: 443 } });
const back = (port: number) =>
  build({ ipv6: { src: '2001:db8::2', dst: '2001:db8::1' }, tcp: { srcPort: 443, dstPort: port } });

test('both directions of a flow have one entry, and the table tells which way a frame goes', () => {
  const flows = flowTable({ most: 10, make: () => ({ frames: 0 }) });
  const first = flows.of(back(5), ms(0));
  assert.is(flows.forward, true);
  assert.is(flows.of(there(5), ms(1)), first);
  assert.is(flows.forward, false);
  assert.is(flows.of(back(5), ms(2)), first);
  assert.is(flows.forward, true);
  assert.is.not(flows.of(there(6), ms(3)), first);
  assert.is(flows.forward, true);
  assert.is(flows.size, 2);
});

test('a frame that is not IP has no entry', () => {
  const flows = flowTable({ most: 10, make: () => ({}) });
  assert.is(flows.of(build({ eth: { type: 0x88b5 }, payload: 40 }), ms(0)), undefined);
  assert.is(flows.size, 0);
});

test('what is made may look at the frame and at the time', () => {
  const flows = flowTable({ most: 2, make: (frame, now) => `${frame.tcp!.srcPort} at ${now}` });
  assert.is(flows.of(there(7), 5 as Nanos), '7 at 5');
  assert.is(flows.of(there(7), 9 as Nanos), '7 at 5');
});

test('the flow longest unseen goes when the table is full', () => {
  const gone: string[] = [];
  const flows = flowTable({
    most: 2,
    make: frame => frame.tcp!.srcPort,
    evict: (port, why) => gone.push(`${port} ${why}`),
  });
  for (const port of [1, 2, 1, 3]) flows.of(there(port), ms(0));
  assert.equal(gone, ['2 full']);
  assert.is(flows.find(there(2)), undefined);
  assert.is(flows.find(back(1)), 1);
  assert.is(flows.evicted, 1);
});

test('a look with find does not keep a flow', () => {
  const flows = flowTable({ most: 2, make: frame => frame.tcp!.srcPort });
  flows.of(there(1), ms(0));
  flows.of(there(2), ms(0));
  assert.is(flows.find(there(1)), 1);
  flows.of(there(3), ms(0));
  assert.is(flows.find(there(1)), undefined);
});

test('idle flows go at the next look, those just at the limit stay', () => {
  const gone: string[] = [];
  const flows = flowTable({
    most: 10,
    idle: ms(10),
    make: frame => frame.tcp!.srcPort,
    evict: (port, why) => gone.push(`${port} ${why}`),
  });
  flows.of(there(1), ms(0));
  flows.of(there(2), ms(5));
  flows.of(there(3), ms(10));
  assert.equal(gone, []);
  flows.of(there(3), (ms(10) + 1) as Nanos);
  assert.equal(gone, ['1 idle']);
  flows.sweep(ms(100));
  assert.equal(gone, ['1 idle', '2 idle', '3 idle']);
  assert.is(flows.size, 0);
  assert.is(flows.of(there(1), ms(101)), 1);
});

test('a flow that comes back after it was idle is a new one', () => {
  let made = 0;
  const flows = flowTable({ most: 10, idle: ms(1), make: () => ++made });
  assert.is(flows.of(there(1), ms(0)), 1);
  assert.is(flows.of(there(1), ms(2)), 2);
});

test('a flow can be forgotten, and its place is given again', () => {
  const gone: string[] = [];
  const flows = flowTable({
    most: 2,
    make: frame => frame.tcp!.srcPort,
    evict: (port, why) => gone.push(`${port} ${why}`),
  });
  for (const port of [1, 2]) flows.of(there(port), ms(0));
  assert.is(flows.forget(back(1)), true);
  assert.is(flows.forget(back(1)), false);
  flows.of(there(3), ms(0));
  assert.equal(gone, ['1 forgotten']);
  const all: number[] = [];
  flows.each(port => all.push(port));
  assert.equal(all, [2, 3]);
});

test('the table is that of a Map kept in the order of last sight, whatever comes', () => {
  const step = fc.record({
    port: fc.integer({ min: 1, max: 12 }),
    wait: fc.integer({ min: 0, max: 4 }),
    forget: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, most) => {
      const flows = flowTable({ most, idle: ms(6), make: frame => ({ port: frame.tcp!.srcPort }) });
      const should = new Map<number, number>();
      let now = 0;
      for (const { port, wait, forget } of steps) {
        now += wait * 1e6;
        if (forget === 0) {
          assert.is(flows.forget(there(port)), should.delete(port));
          continue;
        }
        for (const [other, seen] of [...should]) if (now - seen > 6e6) should.delete(other);
        should.delete(port);
        if (should.size === most) should.delete(should.keys().next().value!);
        should.set(port, now);
        assert.is(flows.of(there(port), now as Nanos)!.port, port);
        const is: [number, number][] = [];
        flows.each((kept, seen) => is.push([kept.port, seen]));
        assert.equal(is, [...should]);
      }
    }),
    { seed: 6, numRuns: 200 },
  );
});

test('bounds that make no sense are refused', () => {
  assert.throws(() => flowTable({ most: 0, make: () => 0 }), RangeError);
  assert.throws(() => flowTable({ most: 1, idle: 0 as Nanos, make: () => 0 }), RangeError);
});

test.run();
