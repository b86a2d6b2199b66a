import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ipBatch } from '../../core/netns/ip-command.js';
import { buildLink, type LinkWorld } from '../../core/netns/world.js';
import { planOfScenario } from '../../core/plan/default-plan.js';
import { constant, type Plan } from '../../core/plan/plan.js';
import { ledgerOff, type RunReport } from '../../core/report/run-report.js';
import { prepareHooks } from '../../core/run/prepare-hooks.js';
import { type RealRunInput, runReal } from '../../core/run/real-run.js';
import { realReport } from '../../core/run/report-of.js';
import { scratchFolder } from '../../core/run/scratch-folder.js';
import { type BitRate, ms } from '../../sdk/units.js';
import { inNamespaces } from './needs-namespaces.js';
import { CLIENT_MAC, frame, SERVER_MAC, Tap } from './wire.js';

const unbounded: Plan = planOfScenario(constant(50e6 as BitRate, ms(2)));

/** A live link without programs at its ends; `work` is all that happens. Gives the report. */
const live = async (
  work: (world: LinkWorld) => Promise<void> | void,
  {
    downMostMs = 300,
    of: plan = unbounded,
    ...more
  }: Partial<Pick<RealRunInput, 'downMostMs' | 'availableMemory' | 'onLine'>> & { readonly of?: Plan } = {},
): Promise<RunReport> => {
  const world = buildLink();
  const hookFolder = scratchFolder();
  try {
    const hooks = await prepareHooks(plan, [], hookFolder);
    const startedAt = new Date();
    const result = await runReal({
      plan,
      hooks,
      hookFolder,
      world,
      capturing: false,
      serverTimeoutMs: 1000,
      foreground: false,
      output: 'err',
      priority: 'none',
      downMostMs,
      onProgress: () => {},
      progressEveryMs: 60_000,
      onLine: () => {},
      ...more,
      onHang: () => {},
      onLost: () => {},
      stop: new Promise(() => {}),
      alongside: async () => work(world),
    });
    const report = realReport(result, { name: 'test', plan, files: {} }, startedAt, new Date());
    assert.is(ledgerOff(report.ledger), 0);
    return report;
  } finally {
    world.close();
    rmSync(hookFolder, { recursive: true, force: true });
  }
};

const FRAMES: Readonly<Record<string, string>> = {
  'a unicast frame': frame(SERVER_MAC, '', 1),
  'a broadcast': frame('ffffffffffff', '', 2),
  'a multicast': frame('01005e000001', '', 3),
  'a full-size frame': frame(SERVER_MAC, '', 4, 1514),
  'an 802.1Q tag': frame(SERVER_MAC, '81006064', 5),
  'a priority tag with VLAN 0': frame(SERVER_MAC, '8100e000', 6),
  'a tag whose control is all zero': frame(SERVER_MAC, '81000000', 7),
  'an 802.1ad service tag over a customer tag': frame(SERVER_MAC, '88a8012381000007', 8),
  'a full-size tagged frame': frame(SERVER_MAC, '81000005', 9, 1518),
};

inNamespaces('frames of every kind cross a live link unharmed and in order', async () => {
  let received: string[] = [];
  const report = await live(world => {
    const client = new Tap(world.client, 'veth1');
    const server = new Tap(world.server, 'veth2');
    try {
      client.send(...Object.values(FRAMES));
      received = server.take(Object.keys(FRAMES).length).map(({ hex }) => hex);
    } finally {
      client.close();
      server.close();
    }
  });
  for (const [i, [name, sent]] of Object.entries(FRAMES).entries()) assert.is(received[i], sent, name);
  assert.ok(report.ledger.out >= Object.keys(FRAMES).length);
  assert.is(report.ports[0]!.framesIn, report.stages[0]!.framesIn);
});

inNamespaces(
  'a store of few slots carries frames both ways, one after another, and more than it has slots',
  async () => {
    const few = { ...unbounded, store: { bytes: 32 * 2048, slotBytes: 2048 } };
    const sent = Array.from({ length: 50 }, (_, i) => [frame(SERVER_MAC, '', i, 1514), frame(CLIENT_MAC, '', i, 1514)]);
    const received: string[][] = [];
    const report = await live(
      world => {
        const client = new Tap(world.client, 'veth1');
        const server = new Tap(world.server, 'veth2');
        try {
          for (const [up, down] of sent) {
            client.send(up!);
            server.send(down!);
            received.push([...server.take(1), ...client.take(1)].map(({ hex }) => hex));
            // Nothing more comes once a frame has not.
            if (received.at(-1)!.length < 2) return;
          }
        } finally {
          client.close();
          server.close();
        }
      },
      { of: few },
    );
    assert.equal(received, sent);
    assert.equal(report.ledger.dropped, {});
  },
);

inNamespaces('an interface that vanishes under a run ends it, named, with every frame counted', async () => {
  const report = await live(async world => {
    const client = new Tap(world.client, 'veth1');
    for (let i = 0; i < 50; i++) client.send(frame(SERVER_MAC, '', i));
    ipBatch(world.link, ['link delete sim-veth2']);
    client.close();
    await new Promise(() => {});
  });
  assert.is(report.validity.verdict, 'invalid');
  assert.match(report.validity.reasons.join('\n'), /the link's interface .*sim-veth2.* has vanished/);
  assert.ok(report.ledger.in >= 1);
});

inNamespaces('an interface that stays down too long ends a run; one that comes back does not', async () => {
  const report = await live(async world => {
    ipBatch(world.link, ['link set sim-veth1 down']);
    await new Promise(() => {});
  });
  assert.match(report.validity.reasons.join('\n'), /the link's interface .*sim-veth1.* has been down for over 0.3 s/);

  const back = await live(
    async world => {
      ipBatch(world.link, ['link set sim-veth1 down']);
      await sleep(150);
      ipBatch(world.link, ['link set sim-veth1 up']);
      const client = new Tap(world.client, 'veth1');
      const server = new Tap(world.server, 'veth2');
      try {
        // The carrier may need a moment to come back; what is sent before is not of the link.
        let got = 0;
        for (let i = 0; i < 20 && got === 0; i++) {
          client.send(frame(SERVER_MAC, '', 1000 + i));
          await sleep(50);
          got = server.take(1).length;
        }
        assert.ok(got > 0);
      } finally {
        client.close();
        server.close();
      }
    },
    { downMostMs: 5000 },
  );
  assert.not(back.validity.reasons.some(reason => /down|vanished/.test(reason)));
});

inNamespaces(
  'while the machine has no memory left the link drops what needs more of it, and goes on afterwards',
  async () => {
    let left = Number.POSITIVE_INFINITY;
    let tell: (text: string) => void = () => {};
    const hears = (): Promise<string> =>
      new Promise(resolve => {
        tell = resolve;
      });
    const report = await live(
      async world => {
        const client = new Tap(world.client, 'veth1');
        const server = new Tap(world.server, 'veth2');
        try {
          left = 0;
          assert.match(await hears(), "the machine's memory is low");
          // A lane that slept hears of it with the first frame at the latest.
          client.send(frame(SERVER_MAC, '', 1, 1514));
          server.take(1);
          for (let i = 0; i < 8; i++) client.send(frame(SERVER_MAC, '', 2, 1514));
          left = Number.POSITIVE_INFINITY;
          assert.match(await hears(), 'there is memory again');
          for (let tries = 0; tries < 5; tries++) {
            client.send(frame(SERVER_MAC, '', 3, 1514));
            if (server.take(1).length > 0) return;
          }
          assert.unreachable('no frame came through when there was memory again');
        } finally {
          client.close();
          server.close();
        }
      },
      { availableMemory: () => left, onLine: text => tell(text) },
    );
    assert.ok(report.ledger.dropped['memory']! > 0);
    assert.ok(report.ledger.out > 0);
  },
);

test.run();
