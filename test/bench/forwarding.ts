import { CLIENT, SERVER } from '../../core/netns/pair.js';
import type { LinkWorld } from '../../core/netns/world.js';
import { emulated } from './emulated.js';
import { compileCForwarder, joinByBridge, program } from './forwarders/rivals.js';
import { median } from './machine.js';
import { startProgram, tcpRate } from './programs.js';

const ENDS = [CLIENT.linkInterface, SERVER.linkInterface] as const;
/** Lanes and rivals alike, or the ratio would measure the scheduler. */
const NICE = ['nice', '-n', '-20'];

export interface Forwarding {
  /** Median bits per second of each forwarder. */
  readonly rates: Readonly<Record<string, number>>;
  /** Hookline's median over each rival's, pair by pair of one round. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly rounds: number;
}

/** TCP through Hookline with a hook at each end of the stage, and through its rivals, in turn, round after round. */
export const forwarding = async (world: LinkWorld, rounds: number, seconds: number): Promise<Forwarding> => {
  const { client, server, link } = world;
  const compiled = compileCForwarder();
  const rate = (): Promise<number> => tcpRate(client, server, seconds);
  const through = async (command: readonly string[]): Promise<number> => {
    const forwarder = await startProgram(link, [...NICE, ...command]);
    try {
      return await rate();
    } finally {
      await forwarder.finish();
    }
  };
  const ways: Record<string, () => Promise<number>> = {
    hookline: async () => {
      let got = 0;
      const wire = 'link: { rate: unlimited, delay: 0ms }';
      const measure = async (): Promise<void> => {
        got = await rate();
      };
      await emulated(world, wire, measure, 'nice');
      return got;
    },
    koffi: () => through(program('koffi-forwarder', ...ENDS)),
    ...(compiled ? { c: () => through([compiled.path, ...ENDS]) } : {}),
    bridge: async () => {
      const part = joinByBridge(link, ...ENDS);
      try {
        return await rate();
      } finally {
        part();
      }
    },
  };
  const rates: Record<string, number[]> = {};
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries(ways)) {
        (rates[name] ??= []).push(await run());
      }
    }
  } finally {
    compiled?.remove();
  }
  const ratio = (rival: string): number => median(rates['hookline']!.map((own, i) => own / rates[rival]![i]!));
  const rivals = Object.keys(ways).filter(name => name !== 'hookline');
  return {
    rates: Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, Math.round(median(all))])),
    ratios: Object.fromEntries(rivals.map(name => [name, ratio(name)])),
    rounds,
  };
};
