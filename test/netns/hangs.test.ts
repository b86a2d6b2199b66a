import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { emulate, InputError } from '../../core/index.js';
import { ledgerOff, type RunReport } from '../../core/report/run-report.js';
import { sideBySide } from '../side-by-side.js';
import { type Ended, hookline } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const PINGS = 25;

/** The hook in the middle of three. */
const spin = (body: string): string => `import { defineHook, ms } from 'hookline/sdk';

const hang = (): void => {
  for (;;);
};

export default defineHook({
  name: 'spin',
  state: () => ({ seen: 0, times: 0 }),
  ${body}
});
`;
const counter = (name: string): string => `import { defineHook } from 'hookline/sdk';

export default defineHook({
  name: '${name}',
  preamble: (frame, { count }) => (frame.icmp ? count('entered') : undefined),
  episode: (frame, { count }) => (frame.icmp ? count('left') : undefined),
});
`;

const withFolder = async (work: (home: string) => Promise<void>): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    // A second row while it pings.
    writeFileSync(join(home, 'link.csv'), 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,2,20\n600,1,3,30\n');
    writeFileSync(join(home, 'before.ts'), counter('before'));
    writeFileSync(join(home, 'behind.ts'), counter('behind'));
    await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

/** Pings through three hooks at one stage. */
const pinged = async (home: string, body: string): Promise<{ readonly report: RunReport; readonly said: Ended }> => {
  writeFileSync(join(home, 'spin.ts'), spin(body));
  const hooks = ['before', 'spin', 'behind'].flatMap(name => ['--hook', `${join(home, `${name}.ts`)}@up`]);
  const ping = ['ping', '-c', `${PINGS}`, '-i', '0.05', '-W', '2', '192.168.66.2'];
  const said = await hookline('run', join(home, 'link.csv'), ...hooks, '--json', '--', ...ping);
  const report = JSON.parse(said.out) as RunReport;
  assert.is(ledgerOff(report.ledger), 0);
  return { report, said };
};

const countersOf = ({ hooks }: RunReport): Record<string, unknown> =>
  Object.fromEntries(hooks.map(({ name, counters }) => [name, { ...counters }]));

const beside = sideBySide();
const live = (name: string, work: (home: string) => Promise<void>): unknown =>
  beside(inNamespaces)(name, () => withFolder(work));

for (const side of ['preamble', 'episode'] as const) {
  live(`each hang of one of three hooks in its ${side} costs one frame, and everything else flows`, async home => {
    const { report, said } = await pinged(
      home,
      `${side}(frame, { state }) {\n    if (frame.icmp && ++state.seen % 8 === 0) hang();\n  },`,
    );
    assert.is(said.err.split(`hook spin hung in its ${side} at stage up`).length - 1, 3);
    assert.match(said.err, `${PINGS} packets transmitted, ${PINGS - 3} received`);
    assert.equal(report.ledger.dropped, { 'hook:spin:hang': 3 });
    const passed = PINGS - 3;
    assert.equal(
      countersOf(report),
      side === 'preamble'
        ? { before: { entered: PINGS, left: passed }, spin: {}, behind: { entered: passed, left: passed } }
        : { before: { entered: PINGS, left: PINGS }, spin: {}, behind: { entered: PINGS, left: passed } },
    );
  });
}

live('hangs outside handlers of frames, in setup, a timer and at a row of the scenario, cost no frame', async home => {
  const { report, said } = await pinged(
    home,
    `setup({ after }) {
    after(ms(300), hang);
    hang();
  },
  onScenarioChange: hang,
  preamble() {},`,
  );
  assert.equal(
    ['setup', 'after', 'onScenarioChange'].filter(phase => said.err.includes(`hung in its ${phase} at stage up`)),
    ['setup', 'after', 'onScenarioChange'],
  );
  assert.match(said.err, `${PINGS} packets transmitted, ${PINGS} received`);
  assert.equal(report.ledger.dropped, {});
  const all = { entered: PINGS, left: PINGS };
  assert.equal(countersOf(report), { before: all, spin: {}, behind: all });
});

live('a version that hangs while it takes over is ended, and the former one goes on', async home => {
  const file = join(home, 'spin.ts');
  const counting = `preamble: (_, { count }) => count('frames'),`;
  writeFileSync(file, spin(counting));
  const lines: string[] = [];
  await using link = await emulate({ rate: '20Mbit/s', hooks: [`${file}@up`], onLine: text => lines.push(text) });
  for (const phase of ['adopt', 'setup']) {
    writeFileSync(file, spin(`${phase}() {\n    hang();\n    return { seen: 0, times: 0 };\n  },\n  ${counting}`));
    const error = await link.reload().then(
      () => undefined,
      (refused: unknown) => refused,
    );
    assert.instance(error, InputError);
    assert.match((error as Error).message, 'a hook hung in it and was ended');
    assert.match(lines.join(''), `hook spin hung in its ${phase} at stage up`);
  }
  await link.client.run('ping', ['-c', '3', '-i', '0.05', link.server.ipv4]);
  const { hooks, ledger } = await link.stop();
  assert.is(hooks[0]!.counters['frames'], 3);
  assert.equal(ledger.dropped, {});
});

test.run();
