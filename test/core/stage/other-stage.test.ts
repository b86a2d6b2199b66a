import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Frame } from '../../../sdk/frame.js';
import { type AnyHook, type Context, defineHook } from '../../../sdk/hook.js';
import { kbps, ms } from '../../../sdk/units.js';
import { CLIENT, Lab, SERVER } from './lab.js';

const both = ['up', 'down'];
/** A hook of a link that keeps the contexts of both stages; `act` gets them when a frame comes up. */
const across = (act: (ctxs: Record<string, Context>) => void, side: 'preamble' | 'episode' = 'preamble'): AnyHook =>
  defineHook({
    name: 'across',
    scope: 'link',
    state: (): Record<string, Context> => ({}),
    setup(ctx) {
      ctx.state[ctx.direction] = ctx as never;
    },
    [side]: (_: Frame, { direction, state }: Context) => {
      if (direction === 'up') act(state as Record<string, Context>);
    },
  } as AnyHook);
const idle = defineHook({ name: 'idle', preamble() {} });

test('a frame injected at the other stage of a link goes the way of that stage', () => {
  for (const side of ['preamble', 'episode'] as const) {
    const seen: number[] = [];
    const witness = defineHook({ name: 'witness', preamble: frame => void seen.push(frame.bytes[0]!) });
    const sends = across(({ down }) => down!.inject(Frame.of(new Uint8Array(60).fill(9))), side);
    const lab = new Lab({
      hooks: [
        { hook: sends, stages: both },
        { hook: witness, stages: ['down'] },
      ],
    });
    lab.arrive(0, 60, CLIENT);
    lab.run();
    assert.equal(
      lab.sent.map(({ port, bytes }) => [port, bytes[0]]).sort(),
      [
        [CLIENT, 9],
        [SERVER, 0],
      ].sort(),
    );
    // From where no frame of that stage is at hand it goes on behind a hook's preamble, or else behind its episode.
    assert.equal(seen, side === 'preamble' ? [9] : []);
  }
});

test('what is set of the other stage is by the rights of who sets it, and told as its own', () => {
  const cut = across(({ up, down }) => {
    up!.stage.set({ delay: ms(1) });
    down!.stage.set({ rate: kbps(8) });
  });
  const told = (rights: UsedRights, others: UsedRights): string[] => {
    const lab = new Lab({
      hooks: [
        { hook: idle, stages: ['down'], ...(others ? { rights: others } : {}) },
        { hook: cut, stages: both, ...(rights ? { rights } : {}) },
      ],
    });
    lab.arrive(0, 60, CLIENT);
    return lab.run().truth;
  };
  const all = ['0 across preamble #-1 stage-set - 1000000', '0 across preamble #-1 stage-set 8000 -'];
  assert.equal(told(undefined, ['observe']), all);
  assert.equal(told(['observe', 'delay', 'drop'], undefined), all);
  assert.equal(told(['observe'], undefined), []);
});

type UsedRights = readonly ('observe' | 'delay' | 'drop')[] | undefined;

test.run();
