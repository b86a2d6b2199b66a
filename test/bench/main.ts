// Measures Hookline on this machine and compares it with its rivals, each figure within one interleaved run.
//   npm run bench [-- --quick] [-- --only forwarding,flood,delay,rate,idle,engine,hooks,effects,graph,scenario]
import { appendFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { inlineMore } from '../../core/lane/inlining.js';
import { isPrivileged, isRootless } from '../../core/netns/rootless.js';
import { buildLink, type LinkWorld } from '../../core/netns/world.js';
import { delayError } from './delay-error.js';
import { effectsCost } from './effects-cost.js';
import { emulated } from './emulated.js';
import { engineCost } from './engine-cost.js';
import { forwarding } from './forwarding.js';
import { graphCost } from './graph-cost.js';
import { hookCost } from './hook-cost.js';
import { largeScenario } from './large-scenario.js';
import { median, type Quiet, watchMachine } from './machine.js';
import { flood } from './programs.js';

// As lanes do.
inlineMore();
const quick = process.argv.includes('--quick');
const onlyAt = process.argv.indexOf('--only');
const only = onlyAt < 0 ? undefined : process.argv[onlyAt + 1]?.split(',');

interface Target {
  readonly what: string;
  readonly figure: string;
  readonly wanted: string;
  readonly met: boolean;
}
const targets: Target[] = [];
const results: Record<string, unknown> = {};

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const us = (ns: number): string => `${(ns / 1e3).toFixed(1)} us`;
const want = (what: string, figure: string, wanted: string, met: boolean): void => {
  targets.push({ what, figure, wanted, met });
};

const section = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  if (only !== undefined && !only.includes(name)) return;
  const finish = watchMachine();
  const figures = await work();
  const machine: Quiet = finish();
  results[name] = { ...(figures as object), machine };
  const { steal, runnablePerCpu, quiet } = machine;
  say(`${name}: ${JSON.stringify(figures)}`);
  say(
    `  steal ${(steal * 100).toFixed(2)} %, ${runnablePerCpu.toFixed(1)} runnable a core: ${quiet ? 'quiet' : 'not quiet'}`,
  );
};

const realSections = async (world: LinkWorld): Promise<void> => {
  await section('forwarding', async () => {
    const got = await forwarding(world, quick ? 3 : 9, 2);
    want('TCP through hookline / bare koffi', got.ratios['koffi']!.toFixed(2), '>= 0.85', got.ratios['koffi']! >= 0.85);
    const c = got.ratios['c'];
    if (c !== undefined) want('TCP through hookline / C', c.toFixed(2), '>= 0.75', c >= 0.75);
    want("TCP through hookline / the kernel's bridge", got.ratios['bridge']!.toFixed(2), '(told)', true);
    return got;
  });
  await section('flood', async () => {
    let worst = { lost: -1, sent: 0, perSecond: 0, kernelDrops: 0 };
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const run = { lost: 0, sent: 0, perSecond: 0 };
      const { kernelDrops } = await emulated(world, 'link: { rate: unlimited, delay: 0ms }', async () => {
        const { sent, counted } = await flood(world.client, world.server, {
          rate: 156_000,
          size: 60,
          seconds: 2,
          settleMs: 300,
        });
        run.lost = sent.sent - counted.frames;
        run.sent = sent.sent;
        run.perSecond = Math.round(sent.sent / sent.seconds);
      });
      if (run.lost > worst.lost) worst = { ...run, kernelDrops: kernelDrops.reduce((a, b) => a + b, 0) };
    }
    want(
      '60-byte frames lost of 150 000 a second',
      `${worst.lost} of ${worst.sent} at ${worst.perSecond}/s`,
      '0',
      worst.lost === 0 && worst.perSecond >= 150_000,
    );
    return worst;
  });
  await section('delay', async () => {
    const got = await delayError(world, quick ? 3 : 10);
    want('delay error at 100 Mbit/s, p50', us(got.p50), '<= 40 us', got.p50 <= 40e3);
    want('delay error at 100 Mbit/s, p99', us(got.p99), '<= 250 us', got.p99 <= 250e3);
    return got;
  });
  await section('rate', async () => {
    const errors: Record<string, number> = {};
    // A flood that does not fill the link measures the flood: told beside the error.
    const offered: Record<string, number> = {};
    /** Frames the kernel dropped before the emulator had them, and the interface after. */
    const outside: Record<string, { kernel: number; interface: number }> = {};
    for (const [text, rate, seconds] of [
      ['64kbit/s', 64e3, 8],
      ['1Mbit/s', 1e6, 4],
      ['10Mbit/s', 10e6, 3],
      ['100Mbit/s', 100e6, 3],
      ['500Mbit/s', 500e6, 3],
    ] as const) {
      const size = 1250;
      // More than fills the link, and leaves the cores to the emulator at 500 Mbit/s.
      const frames = (rate * 1.15) / (size * 8);
      const run = await emulated(
        world,
        `link: { rate: ${text}, delay: 0ms, queue: ${Math.ceil(Math.max(rate / 80, 10 * size))}B }`,
        async () => {
          const { counted, sent } = await flood(world.client, world.server, {
            rate: Math.ceil(frames),
            size,
            seconds,
            settleMs: 0,
          });
          const achieved = ((counted.frames - 1) * size * 8) / counted.seconds;
          errors[text] = achieved / rate - 1;
          offered[text] = Math.round((sent.sent * size * 8) / sent.seconds);
        },
      );
      const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
      outside[text] = { kernel: sum(run.kernelDrops), interface: sum(run.interfaceDrops) };
    }
    const worst = Math.max(...Object.values(errors).map(Math.abs));
    want('rate error, 64 kbit/s to 500 Mbit/s', `${(worst * 100).toFixed(3)} %`, '<= 0.5 %', worst <= 0.005);
    return { errors, offered, outside };
  });
  await section('idle', async () => {
    const shares: number[] = [];
    await emulated(world, 'link: { rate: 100Mbit/s, delay: 20ms }', async () => {
      // The first seconds belong to the compiler, not to the emulation.
      await new Promise(resolve => setTimeout(resolve, 8000));
      for (let i = 0; i < (quick ? 2 : 5); i++) {
        const before = process.cpuUsage();
        await new Promise(resolve => setTimeout(resolve, 2000));
        const { user, system } = process.cpuUsage(before);
        shares.push((user + system) / 2e6);
      }
    });
    const share = median(shares);
    want('processor time of an idle emulation', `${(share * 100).toFixed(2)} %`, '<= 1 %', share <= 0.01);
    return { share };
  });
};

await section('engine', engineCost);
await section('hooks', async () => {
  const got = await hookCost();
  const most = (what: string, ns: number): void =>
    want(`${what}, a frame`, `${got.added[what]} ns`, `<= ${ns} ns`, got.added[what]! <= ns);
  most('an empty hook', 30);
  most('a hook that rewrites a header', 100);
  most('a filter that rejects', 30);
  want('heap that a frame through a hook takes', `${got.garbage} B`, '< 1 B', got.garbage < 1);
  return got;
});
await section('graph', async () => {
  const got = await graphCost();
  const costs = Object.values(got.hop);
  const ratio = got.hop['1000']! / got.hop['16']!;
  want('a stage-hop in a chain of 1000 / of 16', ratio.toFixed(2), '<= 2', ratio <= 2);
  want('a stage-hop', `${Math.min(...costs)} to ${Math.max(...costs)} ns`, '(told)', true);
  return got;
});
await section('effects', async () => {
  const got = await effectsCost();
  want('a stage that asks nothing of effects / without any', got.off.toFixed(2), '<= 1.05', got.off <= 1.05);
  want('heap a frame through all effects leaves', `${got.heap} B`, '< 1 B', got.heap < 1);
  return got;
});
await section('scenario', async () => {
  const got = await largeScenario();
  want('a scenario of 100 000 rows is loaded in', `${got.firstLoad} ms`, '<= 1000 ms', got.firstLoad <= 1000);
  want('engine a frame, 100 000 rows / the 500 in force', got.perFrame.toFixed(2), '<= 1.05', got.perFrame <= 1.05);
  return got;
});
if (isPrivileged()) {
  const world = buildLink();
  try {
    await realSections(world);
  } finally {
    world.close();
  }
} else say('real time: skipped, needs root');

say('');
for (const { what, figure, wanted, met } of targets) {
  say(`${met ? 'met   ' : 'MISSED'} ${what.padEnd(48)} ${figure.padEnd(24)} ${wanted}`);
}
const line = {
  on: new Date().toISOString(),
  node: process.version,
  kernel: release().split('.').slice(0, 2).join('.'),
  cores: availableParallelism(),
  root: isPrivileged() && !isRootless(),
  quick,
  ...results,
};
appendFileSync(new URL('./history.jsonl', import.meta.url), `${JSON.stringify(line)}\n`);
