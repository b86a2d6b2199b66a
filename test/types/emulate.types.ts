import { type Emulation, EnvironmentError, emulate, InputError, type RunReport, simulate } from 'hookline';

// Compiled, never run: each line below an expectation must be an error, and nothing else may be.

export const tests = async (): Promise<RunReport> => {
  await using link = await emulate({
    rate: '10Mbit/s',
    delay: '20ms',
    loss: { model: 'gilbert', p: '1%', r: '50%' },
    up: { queue: '64KiB' },
    hooks: ['noop', { use: new URL('./thief.ts', import.meta.url), at: ['up'], options: { chance: '5%', burst: 4 } }],
    seed: 3,
  });
  const held: Emulation & AsyncDisposable = link;
  const { code, stdout } = await held.client.run('ping', ['-c', '3', link.server.ipv4], { timeoutMs: 5000 });
  const told: [number, string] = [code, stdout];
  const port: number = held.server.enter(() => 80);
  const [set] = await link.set('up', { delay: '80ms', 'thief.chance': 0.05 });
  const since: number = set!.at;
  const frames: number = link.status().stages[0]!.queue.frames;
  void [told, port, since, frames, InputError, EnvironmentError];

  await emulate({ plan: 'plan.yaml', sets: ['up.rate=5Mbit/s'] });
  await emulate({ plan: { link: { rate: '1Mbit/s' }, duration: '3s' }, out: 'runs/1', capture: true });
  await emulate({ plan: { ports: { alice: {} }, stages: { fast: { rate: 'unlimited' } } } });
  // @ts-expect-error no such setting of a link
  await emulate({ rat: '10Mbit/s' });
  // @ts-expect-error a link stands in the plan, or there is no plan
  await emulate({ plan: 'plan.yaml', rate: '10Mbit/s' });
  // @ts-expect-error no such policy
  await emulate({ rate: '10Mbit/s', hooks: [{ use: 'noop', onError: 'ignore' }] });
  await emulate({
    plan: { link: { rate: '1Mbit/s' }, groups: { ends: ['up', 'down'] }, hooks: [{ use: 'noop', nth: [1, 4] }] },
    hooks: [{ use: 'noop', filter: 'udp', every: 10, rights: ['drop'], budget: { share: '1/2' }, timeBudget: '50us' }],
  });
  // @ts-expect-error no such right
  await emulate({ rate: '10Mbit/s', hooks: [{ use: 'noop', rights: ['dorp'] }] });
  // @ts-expect-error no such budget
  await emulate({ rate: '10Mbit/s', hooks: [{ use: 'noop', budget: { packets: 3 } }] });
  // @ts-expect-error a rate is a text, or a number standing for one
  await simulate({ link: { rate: true } });
  const { traffic } = await simulate({ link: { rate: '1Mbit/s' }, traffic: [{ kind: 'tcp' }] }, { seed: 3 });
  void traffic[0]!.figures['goodputBps'];
  const verdict: 'valid' | 'suspect' | 'invalid' = (await link.stop()).validity.verdict;
  void verdict;
  return link.stop();
};
