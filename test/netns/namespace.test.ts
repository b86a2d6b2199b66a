import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Namespace } from '../../core/netns/namespace.js';
import { inNamespaces } from './needs-namespaces.js';

const here = (): string => readlinkSync('/proc/thread-self/ns/net');

inNamespaces('makes a namespace of its own and leaves the thread where it was', () => {
  const before = here();
  const made = Namespace.create();
  assert.is(here(), before);
  assert.is(
    made.enter(() => here()),
    `net:[${made.inode}]`,
  );
  assert.is.not(`net:[${made.inode}]`, before);
  assert.is(here(), before);
  made.close();
});

inNamespaces('comes back when the work throws', () => {
  const before = here();
  const made = Namespace.create();
  assert.throws(
    () =>
      made.enter(() => {
        throw new Error('inside');
      }),
    /inside/,
  );
  assert.is(here(), before);
  made.close();
});

inNamespaces('enters one namespace from within another and comes back step by step', () => {
  const outer = Namespace.create();
  const inner = Namespace.create();
  const seen = outer.enter(() => [here(), inner.enter(here), here()]);
  assert.equal(seen, [`net:[${outer.inode}]`, `net:[${inner.inode}]`, `net:[${outer.inode}]`]);
  outer.close();
  inner.close();
});

inNamespaces('refuses asynchronous work, whose end would run outside', () => {
  const made = Namespace.create();
  assert.throws(() => made.enter(() => Promise.resolve()), /synchronous/);
  made.close();
});

inNamespaces('refuses to enter once closed', () => {
  const made = Namespace.create();
  made.close();
  made.close();
  assert.throws(() => made.enter(here), /closed/);
});

inNamespaces('has child processes born inside, with nothing but lo, and lo up', () => {
  const made = Namespace.create();
  const links = made.enter(() => execFileSync('ip', ['-j', 'link'], { encoding: 'utf8' }));
  const [lo, ...others] = JSON.parse(links) as { ifname: string; flags: string[] }[];
  assert.is(lo?.ifname, 'lo');
  assert.ok(lo?.flags.includes('UP'));
  assert.is(
    others.filter(link => !/^(sit|ip6tnl|gre|gretap|erspan|tunl|ip_vti|ip6_vti|ip6gre)0$/.test(link.ifname)).length,
    0,
  );
  made.close();
});

inNamespaces('opens the namespace of a path', () => {
  const current = Namespace.open('/proc/thread-self/ns/net');
  assert.is(`net:[${current.inode}]`, here());
  assert.throws(() => Namespace.open('/nonexistent/ns'), /ENOENT/);
  current.close();
});

inNamespaces('moves a worker thread in without moving this one', async () => {
  const made = Namespace.create();
  const before = here();
  const namespace = fileURLToPath(new URL('../../core/netns/namespace.ts', import.meta.url));
  const script = `
    require(${JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs'))});
    const { Namespace } = require(${JSON.stringify(namespace)});
    Namespace.open('/proc/self/fd/${made.fd}').join();
    require('node:worker_threads').parentPort.postMessage(require('node:fs').readlinkSync('/proc/thread-self/ns/net'));
  `;
  const worker = new Worker(script, { eval: true });
  const [seen] = await once(worker, 'message');
  await once(worker, 'exit');
  assert.is(seen, `net:[${made.inode}]`);
  assert.is(here(), before);
  made.close();
});

test.run();
