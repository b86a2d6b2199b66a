import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunReport, type SimulateSettings, simulate } from '../core/index.js';
import { capturedFrame } from '../core/report/capture.js';
import { openCapture } from '../core/report/pcap-file.js';
import { Frame } from '../sdk/frame.js';

const test = suite('examples');
const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const names = readdirSync(folder).filter(name => /^\d\d-/.test(name));
const plan = (name: string): string => join(folder, name, 'plan.yaml');

/** Runs an example into a folder of its own, which is gone afterwards. */
const inFolder = async <T>(
  name: string,
  look: (report: RunReport, out: string) => T,
  settings: SimulateSettings = {},
): Promise<T> => {
  const out = mkdtempSync(join(tmpdir(), 'hookline-example-'));
  try {
    return look(await simulate(plan(name), { ...settings, out }), out);
  } finally {
    rmSync(out, { recursive: true });
  }
};

/** An example's page, without the spaces that line up its tables. */
const pageOf = (name: string): string => readFileSync(join(folder, name, 'README.md'), 'utf8').replaceAll(/ +/g, ' ');
const figures = (report: RunReport): Record<string, number> => report.traffic[0]!.figures as Record<string, number>;
const events = (out: string): Record<string, unknown>[] =>
  readFileSync(join(out, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
const dropped = (report: RunReport): number => Object.values(report.ledger.dropped).reduce((sum, n) => sum + n, 0);

for (const name of names) {
  test(`${name} has a page, and runs to a valid end with every frame accounted for`, async () => {
    assert.ok(existsSync(join(folder, name, 'README.md')));
    const { validity, ledger } = await simulate(plan(name));
    assert.equal(validity, { verdict: 'valid', reasons: [] });
    const gone = Object.values({ ...ledger.dropped, ...ledger.absorbed }).reduce((sum, n) => sum + n, 0);
    assert.is(ledger.in + ledger.born, ledger.out + gone + ledger.inFlight + ledger.kept);
    assert.ok(ledger.in > 0);
  });
}

test('02-ack-attack makes timers fire although no data was lost on the way', async () => {
  const attacked = await simulate(plan('02-ack-attack'));
  const left = await simulate(plan('02-ack-attack'), { sets: ['ack-thief.chance=0'] });
  assert.is(figures(left)['rtos'], 0);
  assert.ok(figures(attacked)['rtos']! > 10);
  assert.ok(attacked.ledger.dropped['hook:ack-thief:ack-stolen']! > 100);
  assert.ok(figures(attacked)['segmentsDuplicate']! > 10);
  assert.ok(figures(attacked)['completionNs']! > 3 * figures(left)['completionNs']!);
  const page = pageOf('02-ack-attack');
  const row = (name: string): string => `| ${figures(attacked)[name]} | ${figures(left)[name]} |`;
  assert.match(page, `| retransmission timeouts ${row('rtos')}`);
  assert.match(page, `(\`segments duplicate\`) ${row('segmentsDuplicate')}`);
});

test('03-leo-pass: frames of the shorter route overtake, and the receiver counts as many as the hook', async () => {
  await inFolder('03-leo-pass', (report, out) => {
    const overtaken = report.hooks[0]!.counters['overtaken'];
    // 12.2 ms of a frame each 200 us.
    assert.is(overtaken, 61);
    assert.is(figures(report)['framesReordered'], overtaken);
    assert.is(dropped(report), 0);
    const changes = events(out).filter(({ event }) => event === 'step' || event === 'handover');
    assert.equal(
      changes.map(({ at, event }) => [at, event]),
      [
        [1e9, 'step'],
        [2e9, 'step'],
        [3e9, 'handover'],
        [4e9, 'step'],
        [5e9, 'step'],
      ],
    );
  });
});

test('03-leo-pass keeps the order when both rows are of one route', async () => {
  const scenario = readFileSync(join(folder, '03-leo-pass', 'scenario.csv'), 'utf8');
  const steady = mkdtempSync(join(tmpdir(), 'hookline-example-'));
  try {
    writeFileSync(join(steady, 'steady.csv'), scenario.replaceAll(/, 1, /g, ', 0, '));
    const report = await simulate(plan('03-leo-pass'), { sets: [`link.scenario=${join(steady, 'steady.csv')}`] });
    assert.is(figures(report)['framesReordered'], 0);
  } finally {
    rmSync(steady, { recursive: true });
  }
});

test('04-flaky-middlebox restarts four times, clamps the window and damages nothing', async () => {
  await inFolder('04-flaky-middlebox', (report, out) => {
    const restarts = events(out).filter(({ event }) => event === 'restart');
    assert.equal(
      restarts.map(({ sinceNs }) => sinceNs),
      [2e9, 4e9, 6e9, 8e9],
    );
    // 512 x 2^7 bytes in a round trip of 30 ms, less what the restarts cost.
    assert.ok(figures(report)['goodputBps']! < (512 * 128 * 8) / 0.03);
    assert.is(figures(report)['corruptBytes'], 0);
    assert.is(figures(report)['framesDamaged'], 0);
  });
  const clamped = await simulate(plan('04-flaky-middlebox'));
  const unclamped = await simulate(plan('04-flaky-middlebox'), { sets: ['mutator.window=keep'] });
  assert.ok(figures(unclamped)['goodputBps']! > 30e6);
  const mbps = (report: RunReport): string => `${(figures(report)['goodputBps']! / 1e6).toFixed(1)} Mbit/s`;
  const page = pageOf('04-flaky-middlebox');
  assert.match(page, `| goodput | ${mbps(clamped)} | ${mbps(unclamped)} |`);
});

test('05-pcap-through-a-link delays frames past the buffer during the fade, and captures exactly those', async () => {
  await inFolder('05-pcap-through-a-link', (report, out) => {
    assert.is(report.ledger.in, 201);
    assert.is(report.ledger.out, 201);
    const { counters } = report.hooks[0]!;
    assert.is(counters['too-late'], 65);
    assert.is(counters['in-time'], 135);
    assert.ok(existsSync(join(out, 'captures', 'up.playout.pcapng')));
  });
  const wide = await simulate(plan('05-pcap-through-a-link'), { sets: ['link.rate=1Mbit/s'] });
  assert.is(wide.hooks[0]!.counters['too-late'], undefined);
});

test('06-two-sided-log splits the time of each frame to the nanosecond', async () => {
  await inFolder('06-two-sided-log', (_, out) => {
    const lines = events(out).filter(({ stage }) => stage === 'down');
    const into = lines.filter(({ text }) => String(text).startsWith('in '));
    const from = lines.filter(({ text }) => String(text).startsWith('out '));
    // The first answer: thirteen full datagrams, each behind all of those before it.
    const waited = from.slice(0, 13).map(({ waitedNs }) => waitedNs);
    assert.equal(
      waited,
      waited.map((_, i) => (i + 1) * 1514 * 8 * 500),
    );
    assert.ok(into.length > from.length);
    assert.is(into[0]!['at'], 25e6 + 242 * 8 * 500);
  });
});

/** The orbit generator's parts. The file is plain JavaScript, which runs without a build; its types are here. */
interface Orbits {
  settings(args: readonly string[]): Record<string, never>;
  rows(options: Record<string, never>): { time: number; route: number; delay: number; rate: number }[];
  look(station: readonly number[], position: readonly number[]): { range: number; elevation: number };
  ground(place: readonly [number, number]): number[];
  satellite(options: Record<string, never>, which: readonly [number, number], time: number): number[];
  rateOver(options: Record<string, never>, range: number): number;
}
const orbits = (await import(new URL('../examples/07-leo-orbit/generate.mjs', import.meta.url).href)) as Orbits;
const LIGHT_KM_MS = 299.792458;

test('07-leo-orbit: the scenario is what the generator prints, to the last digit but one', () => {
  const { status, stdout } = spawnSync(process.execPath, [join(folder, '07-leo-orbit', 'generate.mjs')], {
    encoding: 'utf8',
  });
  assert.is(status, 0);
  const cells = (text: string): string[][] =>
    text
      .trim()
      .split('\n')
      .map(line => line.split(','));
  const kept = cells(readFileSync(join(folder, '07-leo-orbit', 'scenario.csv'), 'utf8'));
  const printed = cells(stdout);
  assert.equal(printed[0], kept[0]);
  assert.is(printed.length, kept.length);
  // Sines and logarithms may differ in their last bit between versions of Node: one unit of the last printed digit.
  for (const [i, row] of printed.slice(1).entries()) {
    const [time, route, delay, rate] = kept[i + 1]!.map(Number);
    assert.equal(row.slice(0, 2).map(Number), [time, route]);
    assert.ok(Math.abs(Number(row[2]) - delay!) < 0.0015, `delay of row ${i}`);
    assert.ok(Math.abs(Number(row[3]) - rate!) < 0.0015, `rate of row ${i}`);
  }
});

test('07-leo-orbit sees a satellite as spherical geometry has it', () => {
  const station = orbits.ground([51.51, -0.13]);
  const up = (km: number): number[] => station.map(x => (x * (6371 + km)) / 6371);
  assert.ok(Math.abs(orbits.look(station, up(550)).range - 550) < 1e-6);
  assert.ok(Math.abs(orbits.look(station, up(550)).elevation - 90) < 1e-3);
  // In closed form, by the law of cosines: d = sqrt(R^2 sin^2 e + 2 R h + h^2) - R sin e.
  const slant = (degrees: number): number => {
    const part = 6371 * Math.sin((degrees * Math.PI) / 180);
    return Math.sqrt(part * part + 2 * 6371 * 550 + 550 * 550) - part;
  };
  const options = orbits.settings([]);
  let [checked, lowest] = [0, 90];
  for (let plane = 0; plane < 72 * 20; plane += 1) {
    const position = orbits.satellite(options, [plane % 72, 0], 150 * Math.floor(plane / 72));
    assert.ok(Math.abs(Math.hypot(...position) - 6921) < 1e-6);
    const { range, elevation } = orbits.look(station, position);
    if (elevation < 0) continue;
    assert.ok(Math.abs(range - slant(elevation)) < 1e-6, `${elevation} degrees`);
    lowest = Math.min(lowest, elevation);
    checked += 1;
  }
  assert.ok(checked > 20 && lowest < 25, `${checked} positions, down to ${lowest} degrees`);
  assert.ok(Math.abs(slant(25) - 1123.3) < 0.1);
  // Shannon at 12 dB over 25 MHz; 20 log10(2) dB less at twice the distance.
  assert.ok(Math.abs(orbits.rateOver(orbits.settings(['--cap', '1000']), 550) - 101.86) < 0.01);
  assert.ok(Math.abs(orbits.rateOver(options, 1100) - 25 * Math.log2(1 + 10 ** 1.2 / 4)) < 1e-9);
});

test('07-leo-orbit: one satellite for both stations, within the bounds of light, and new ones only every 15 s', () => {
  // The longest bent pipe at 25 degrees: 1123.3 km on each side.
  const [shortest, longest] = [(2 * 550) / LIGHT_KM_MS, (2 * 1123.4) / LIGHT_KM_MS];
  const berlinToFrankfurt = ['--client', '52.52,13.40', '--server', '50.11,8.68', '--duration', '600'];
  const rows = orbits.rows(orbits.settings([...berlinToFrankfurt, '--processing', '0']));
  assert.is(rows.length, 600);
  for (const { delay, rate } of rows) {
    assert.ok(delay >= shortest && delay <= longest, `${delay} ms`);
    assert.ok(rate > 0 && rate <= 100);
  }
  const changes = rows.filter(({ route }, i) => i > 0 && route !== rows[i - 1]!.route);
  assert.ok(changes.length > 5);
  assert.equal([...new Set(changes.map(({ time }) => time % 15_000))], [0]);
  const [first, last] = [rows[0]!, rows.at(-1)!];
  assert.is(first.route, 0);
  assert.is(last.route, changes.length);
  // London to New York needs hops, and no path is shorter than the great circle of 5570 km on the ground.
  const far = orbits.rows(orbits.settings(['--processing', '0']));
  assert.ok(far.every(({ delay }) => delay > 5570 / LIGHT_KM_MS && delay < 35));
  const still = orbits.rows(orbits.settings(['--client', '85,0']));
  assert.ok(still.every(({ rate, route }) => rate === 0 && route === 0));
});

test('07-leo-orbit tells a wrong option by its name', () => {
  assert.throws(() => orbits.settings(['--step', '0']), /--step: expected a number, found '0'/);
  assert.throws(() => orbits.settings(['--client', '52']), /--client: expected latitude,longitude, found '52'/);
});

test('07-leo-orbit: the hook tells each handover with its delay step, and counts what the receiver counts', async () => {
  await inFolder('07-leo-orbit', (report, out) => {
    const handovers = events(out).filter(({ event }) => event === 'handover');
    assert.equal(
      handovers.map(({ route, stepNs, overtaken }) => [route, stepNs, overtaken]),
      [
        [1, -2_134_000, 4],
        [2, -882_000, 1],
      ],
    );
    assert.is(figures(report)['framesReordered'], 5);
    assert.is(report.hooks[0]!.counters['overtaken'], 5);
    const page = pageOf('07-leo-orbit');
    for (const { at, stepNs, inFlight, overtaken } of handovers) {
      assert.match(page, `{"at":${at},`);
      assert.match(page, `"stepNs":${stepNs},"inFlight":${inFlight},"overtaken":${overtaken}}`);
    }
  });
});

test('08-phantomlink: every delay of its table is met to the nanosecond, in both directions', async () => {
  await inFolder('08-phantomlink', (_, out) => {
    const seen = events(out).filter(({ event }) => event === 'row');
    const delays = [41e6, 41.2e6, 37e6, 36.7e6, 37e6];
    assert.equal(
      seen.map(({ stage, delayNs, shortestNs }) => [stage, delayNs, shortestNs]),
      ['up', 'down'].flatMap(stage => delays.map(delay => [stage, delay, delay])),
    );
  });
});

test('08-phantomlink shows the quick start in order, one command a line', () => {
  const page = readFileSync(join(folder, '08-phantomlink', 'README.md'), 'utf8');
  const lines = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split('\n'));
  assert.equal(
    lines.filter(line => line.startsWith('hookline ')).map(line => line.split(' ').slice(1, 3).join(' ')),
    ['setup', 'start ~/Downloads/input.csv', 'exec server', 'exec client', 'exec client', 'exec server', 'teardown'],
  );
});

test('09-wifi-uplink: one buffer is bufferbloat once the rate falls, CoDel keeps the round trip, FQ-CoDel the conversation', async () => {
  const runWith = (queue: string) =>
    inFolder(
      '09-wifi-uplink',
      (report, out) => ({
        report,
        trips: events(out).map(event => (event['medianNs'] as number) / 1e6),
        call: report.traffic[1]!.figures as Record<string, number>,
      }),
      { sets: [`up.queue=${queue}`] },
    );
  const runs = [await runWith('256KiB'), await runWith('codel'), await runWith('fq-codel')] as const;
  const [dropTail, codel, fqCodel] = runs;
  // Row by row: the queue adds nothing at the desk, and 256 KiB at 5 Mbit/s are 419 ms, which TCP fills by half and more.
  assert.ok(dropTail.trips[0]! < 40 && dropTail.trips[2]! > 30 + 419 / 2);
  for (const { trips } of [codel, fqCodel]) {
    assert.is(trips.length, 3);
    assert.ok(trips.every(trip => trip > 30 && trip < 45));
  }
  assert.ok(figures(codel.report)['goodputBps']! > 0.8 * figures(dropTail.report)['goodputBps']!);
  assert.ok(codel.call['latencyP99Ns']! < dropTail.call['latencyP99Ns']! / 5);
  assert.ok(fqCodel.call['latencyP99Ns']! < codel.call['latencyP99Ns']!);
  // Losses by model of the plan on the way up, by the column on the way down.
  for (const { report } of runs) {
    assert.ok(report.ledger.dropped['loss:gilbert-elliott']! > 10);
    assert.ok(report.ledger.dropped['loss:independent']! > 0);
  }
  assert.is(codel.report.ledger.dropped['queue:codel'], 36);

  const page = pageOf('09-wifi-uplink');
  const row = (title: string, cell: (run: (typeof runs)[number]) => string): void =>
    assert.match(page, `| ${[title, ...runs.map(cell)].join(' | ')} |`);
  for (const [i, place] of ['upload: median round trip at the desk', 'in the next room', 'in the garden'].entries()) {
    row(place, ({ trips }) => `${trips[i]!.toFixed(0)} ms`);
  }
  row('upload: goodput', ({ report }) => `${(figures(report)['goodputBps']! / 1e6).toFixed(1)} Mbit/s`);
  row('conversation: answers in 30 s', ({ call }) => `${call['responses']}`);
  row('conversation: 99 of 100 answers came within', ({ call }) => `${(call['latencyP99Ns']! / 1e6).toFixed(0)} ms`);
  assert.match(page, `${codel.report.ledger.dropped['queue:codel']} frames of 40,790`);
  const up = codel.report.stages.find(({ name }) => name === 'up')!;
  assert.is(up.framesIn, 40_790);
});

test('11-three-ways tells what each way of choosing among three links does to a transfer and to telemetry', async () => {
  const page = pageOf('11-three-ways');
  const fork = (policy: string): string => `topologies.out.dispatch.fork=${policy}`;
  const ways: Readonly<Record<string, readonly string[]>> = {
    '`weighted`, 4 : 2 : 1': ['failover.active=no'],
    '`shortest-queue`': ['failover.active=no', fork('shortest-queue')],
    '`greatest-adjusted-free`': ['failover.active=no', fork('greatest-adjusted-free')],
    '`weighted`, flows keep to a way (`sticky`)': ['failover.active=no', 'topologies.out.dispatch.fork.sticky=5s'],
    '`flood`, the exit takes the first copy': ['failover.active=no', fork('flood')],
    'the hook': [],
  };
  for (const [name, sets] of Object.entries(ways)) {
    const { traffic } = await simulate(plan('11-three-ways'), { sets });
    const [telemetry, transfer] = traffic.map(each => each.figures as Record<string, number>);
    const rate = Math.round(transfer!['goodputBps']! / 1e3);
    const row = `| ${name} | ${rate} | ${transfer!['rtos']} | ${telemetry!['framesLost']} | ${telemetry!['framesReordered']} |`;
    assert.ok(page.includes(row), row);
  }
});

test('12-attackers: what each attacker does to whom, and that only the ground truth knows all of it', async () => {
  const page = pageOf('12-attackers');
  const none = ['ack-thief.chance=0', 'bit-flipper.chance=0'];
  const ways: readonly (readonly [string, SimulateSettings])[] = [
    ['none (both `chance=0`)', { sets: none }],
    ['`ack-thief`', { sets: none.slice(1) }],
    ['`bit-flipper`', { sets: none.slice(0, 1) }],
    ['`bit-flipper`, `checksums=fixed`', { sets: [none[0]!, 'bit-flipper.checksums=fixed'] }],
    ['`rst-injector`, `after=2MB`', { sets: [...none, 'rst-injector.after=2MB'], hooks: ['rst-injector'] }],
    ['`ack-thief` and `bit-flipper`', {}],
  ];
  for (const [name, settings] of ways) {
    const { traffic } = await simulate(plan('12-attackers'), settings);
    const [transfer, telemetry] = traffic.map(each => each.figures as Record<string, number>);
    const took = `${(transfer!['completionNs']! / 1e9).toFixed(2)} s`;
    const cells = [
      String(transfer!['outcome']) === 'reset' ? `reset after ${took}` : took,
      transfer!['rtos'],
      telemetry!['framesLost'],
      telemetry!['framesDamaged'],
      `${(telemetry!['delayMaxNs']! / 1e6).toFixed(2)} ms`,
    ];
    const row = `| ${[name, ...cells].join(' | ')} |`;
    assert.ok(page.includes(row), row);
  }
  await inFolder('12-attackers', (report, out) => {
    const truth = readFileSync(join(out, 'journal', 'lane-0.truth.csv'), 'utf8').split('\n');
    const done = (what: string): number => truth.filter(line => line.includes(what)).length;
    assert.is(done(',bit-flipper,preamble,'), 16);
    assert.is(done(',ack-thief,preamble,'), report.ledger.dropped['hook:ack-thief:ack-stolen']);
    assert.ok(page.includes(`\n${truth.find(line => line.includes('bit-flipper'))}\n`));
  });
});

test('13-starttls-strip shortens the answer to EHLO, and what follows is numbered accordingly', async () => {
  await inFolder('13-starttls-strip', (_, out) => {
    const capture = openCapture(join(out, 'captures', 'down.pcapng'));
    const record = capturedFrame();
    const seen: string[] = [];
    const page = pageOf('13-starttls-strip');
    let first = 0;
    while (capture.next(record)) {
      const frame = Frame.of(Uint8Array.from(record.bytes));
      if (frame.tcp!.syn) first = frame.tcp!.seq;
      assert.equal([frame.headerChecksumOk, frame.transportChecksumOk], [true, true]);
      assert.not.match(Buffer.from(frame.payload!).toString(), 'STARTTLS');
      if (frame.payload!.length > 0) seen.push(`seq ${frame.tcp!.seq - first}, ${frame.payload!.length} bytes`);
    }
    capture.close();
    assert.equal(seen, ['seq 1, 18 bytes', 'seq 19, 51 bytes', 'seq 70, 14 bytes']);
    for (const cell of seen) assert.match(page, `| ${cell} |`);
    assert.equal(
      events(out).map(({ stage, event }) => [stage, event]),
      [
        ['down', 'warn'],
        ['down', 'stripped'],
      ],
    );
  });
});

test('14-reset-after lets a transfer have 207 segments, and resets it at both ends', async () => {
  await inFolder('14-reset-after', (report, out) => {
    const flow = figures(report) as Record<string, unknown>;
    assert.equal([flow['outcome'], flow['bytesReceived']], ['reset', 207 * 1448]);
    const [reset, ...more] = readFileSync(join(out, 'events.jsonl'), 'utf8').trim().split('\n');
    assert.equal(more, []);
    assert.ok(readFileSync(join(folder, '14-reset-after', 'README.md'), 'utf8').includes(reset!));
  });
  const left = await simulate(plan('14-reset-after'), { sets: ['reset-after.bytes=2MB'] });
  assert.is(left.traffic[0]!.figures['bytesReceived'], 2e6);
});

test('15-cut-on-bytes: a transfer ends exactly as much later as the link was cut', async () => {
  const sets = ['cut-on-bytes.look=0x3c5e81b40c5ec68e', 'cut-on-bytes.nth=600'];
  const left = figures(await simulate(plan('15-cut-on-bytes')));
  await inFolder(
    '15-cut-on-bytes',
    (report, out) => {
      assert.is(figures(report)['completionNs']! - left['completionNs']!, 300e6);
      const [cut, mended] = events(out);
      assert.equal([cut!['event'], mended!['event']], ['cut', 'mended']);
      assert.is((mended!['at'] as number) - (cut!['at'] as number), 300e6);
    },
    { sets },
  );
});

test('16-in-ci meets what it expects, and half the rate breaks three of the expectations, as its page says', async () => {
  const met = await simulate(plan('16-in-ci'));
  const broken = await simulate(plan('16-in-ci'), { sets: ['link.rate=4Mbit/s'] });
  const page = pageOf('16-in-ci');
  assert.is(met.expectations!.length, 6);
  for (const { expectation, met: fine, found } of met.expectations!) {
    assert.ok(fine, expectation);
    assert.match(page, ` met ${expectation} ${found}\n`);
  }
  const failed = broken.expectations!.filter(each => !each.met);
  assert.is(failed.length, 3);
  for (const { expectation, found } of failed) assert.match(page, ` FAILED ${expectation} ${found}\n`);
});

test.run();
