import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { PcapngEncoder } from '../../../core/report/pcapng-write.js';
import { ownControlSocket } from '../../../core/run/announce.js';
import { type CaptureTarget, captureRun } from '../../../core/run/capture-client.js';
import { readCapture } from '../../../core/run/capture-request.js';
import { serveControl } from '../../../core/run/control-server.js';
import type { CaptureSink } from '../../../core/run/live-captures.js';
import { DEATHS, ENTRY, EXIT } from '../../../core/stage/recorder.js';

const linux = process.platform === 'linux' ? test : test.skip;

let home: string;
const former = process.env['XDG_RUNTIME_DIR'];
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-client-'));
  process.env['XDG_RUNTIME_DIR'] = home;
});
test.after.each(() => {
  rmSync(home, { recursive: true, force: true });
  if (former === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = former;
});

/** A run that captures: what the test has it write goes to whoever asked, `first` in one piece with the answer. */
const running = (first?: Uint8Array) => {
  const sinks: CaptureSink[] = [];
  const requests: unknown[] = [];
  const server = serveControl(
    ownControlSocket(),
    async (request, sink) => {
      requests.push(request);
      if ((request as { places: string[] }).places[0] === 'nowhere') return { error: 'no such thing' };
      const made = sink();
      sinks.push(made);
      // Once what waits to be done has been: the answer is said then.
      if (first !== undefined) process.nextTick(() => made.write(first));
      return { capture: ['up:exit'] };
    },
    why => assert.unreachable(why),
  );
  return { sinks, requests, server };
};

/** So many frames, behind the headers if they are the first, and the sums if so many are missing. */
const frames = (count: number, missing?: number): Uint8Array => {
  const encoder = new PcapngEncoder([{ name: 'up:exit' }]);
  for (let i = 0; i < count; i++) encoder.frame(0, i, new Uint8Array(60), 0, 60);
  if (missing !== undefined) encoder.statistics(0, 9, count + missing, missing);
  return encoder.buffer.slice(0, encoder.length);
};

const keeping = (): CaptureTarget & { readonly got: Buffer[]; leave(): void } => {
  const got: Buffer[] = [];
  let leave = (): void => {};
  const gone = new Promise<void>(resolve => {
    leave = resolve;
  });
  return {
    got,
    gone,
    leave: () => leave(),
    write(blocks) {
      got.push(Buffer.from(blocks));
      return undefined;
    },
  };
};

const request = { do: 'capture' as const, places: ['up.exit'] };

linux('what the run writes comes whole, is counted, and ends with its sums', async () => {
  const { sinks, requests, server } = running();
  const target = keeping();
  const going = await captureRun(process.pid, { ...request, filter: 'udp', count: 9 }, target);
  assert.equal(requests, [{ ...request, filter: 'udp', count: 9 }]);
  assert.equal(going.interfaces, ['up:exit']);
  const bytes = frames(3, 7);
  sinks[0]!.write(bytes.slice(0, 101));
  sinks[0]!.write(bytes.slice(101));
  sinks[0]!.end();
  assert.equal(await going.ended, { frames: 3, missing: 7 });
  assert.ok(Buffer.concat(target.got).equals(Buffer.from(bytes)));
  server.close();
});

linux('what comes in one piece with the answer is taken, and so is what follows it', async () => {
  const bytes = frames(3, 0);
  const { sinks, server } = running(bytes.slice(0, 150));
  const target = keeping();
  const going = await captureRun(process.pid, request, target);
  sinks[0]!.write(bytes.slice(150));
  sinks[0]!.end();
  assert.equal(await going.ended, { frames: 3, missing: 0 });
  assert.ok(Buffer.concat(target.got).equals(Buffer.from(bytes)));
  server.close();
});

linux('a capture outlives the other connections of a run that ends, until it has said all', async () => {
  const { sinks, server } = running();
  const target = keeping();
  const going = await captureRun(process.pid, request, target);
  server.close();
  sinks[0]!.write(frames(2));
  sinks[0]!.end();
  assert.equal(await going.ended, { frames: 2, missing: 0 });
});

linux('who stops it is still told what there is; who goes away is noticed', async () => {
  const { sinks, server } = running();
  const going = await captureRun(process.pid, request, keeping());
  going.stop();
  await sinks[0]!.over;
  sinks[0]!.write(frames(1, 0));
  sinks[0]!.end();
  assert.equal(await going.ended, { frames: 1, missing: 0 });

  const leaving = keeping();
  const left = await captureRun(process.pid, request, leaving);
  leaving.leave();
  await sinks[1]!.over;
  assert.equal(await left.ended, { frames: 0, missing: 0 });
  server.close();
});

linux('the run sees how much a slow reader has left behind', async () => {
  const { sinks, server } = running();
  let release = (): void => {};
  const slow: CaptureTarget = {
    gone: new Promise(() => {}),
    write: () =>
      new Promise<void>(resolve => {
        release = resolve;
      }),
  };
  const going = await captureRun(process.pid, request, slow);
  const piece = frames(5000);
  while (sinks[0]!.backlog < 1 << 20) {
    sinks[0]!.write(piece);
    await new Promise(resolve => setImmediate(resolve));
  }
  slow.write = () => undefined;
  release();
  sinks[0]!.end();
  assert.ok((await going.ended).frames >= 5000);
  server.close();
});

linux('a target that fails ends the capture with its error', async () => {
  const { sinks, server } = running();
  const full: CaptureTarget = {
    gone: new Promise(() => {}),
    write() {
      throw new Error('no space left on device');
    },
  };
  const going = await captureRun(process.pid, request, full);
  sinks[0]!.write(frames(1));
  assert.match(await going.ended.then(String, error => error.message), 'no space left');
  await sinks[0]!.over;
  server.close();
});

linux('what the run refuses is thrown, and so is a run that is not there', async () => {
  const { server } = running();
  const refused = captureRun(process.pid, { ...request, places: ['nowhere'] }, keeping());
  assert.match(await refused.then(String, error => error.message), 'no such thing');
  server.close();
  const nobody = captureRun(process.pid, request, keeping());
  assert.match(await nobody.then(String, error => error.message), `run ${process.pid} cannot be captured`);
});

test('places and filters of a request are read as a plan’s are, all their faults at once', () => {
  const { plan } = parsePlan('link: { rate: 1Mbit/s, delay: 1ms }\n', 'plan.yaml', () => '');
  const read = (places: string[], filter?: string) => readCapture({ do: 'capture', places, filter }, plan!);
  assert.equal(read(['down', 'up.entry'], 'tcp port 80'), {
    asked: {
      places: [
        { stage: 0, sides: ENTRY },
        { stage: 1, sides: EXIT | DEATHS },
      ],
      filter: 'tcp port 80',
      count: undefined,
    },
    faults: [],
  });
  assert.equal(
    read(['upp', 'up.exti'], 'tcp port').faults.map(({ file, message, hint }) => `${file}: ${message} (${hint})`),
    [
      "capture: no stage 'upp' (did you mean up?)",
      "capture: no side 'exti' of a stage (did you mean exit?)",
      '--filter: expected a port, found the end (undefined)',
    ],
  );
});

test.run();
