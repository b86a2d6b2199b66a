import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Namespace } from '../../core/netns/namespace.js';
import { raiseParameters, restoreParameters, type SavedParameter } from '../../core/setup/kernel-parameters.js';
import { inNamespaces } from './needs-namespaces.js';

const CORE = ['rmem_default', 'rmem_max', 'wmem_default', 'wmem_max'].map(name => `/proc/sys/net/core/${name}`);
const TCP = ['tcp_rmem', 'tcp_wmem'].map(name => `/proc/sys/net/ipv4/${name}`);

const read = (paths: readonly string[]): number[][] =>
  paths.map(path => readFileSync(path, 'utf8').trim().split(/\s+/).map(Number));
const tcpOf = (namespace: Namespace): number[][] => namespace.enter(() => read(TCP));

/** More than anything on the machine, so that every value is raised; a third of it is the product asked for. */
const above = (): number => 3 * Math.ceil((Math.max(...[...read(CORE), ...read(TCP)].flat()) + 3) / 3);

// Without root of the whole machine the values of net.core are only looked at.
const mayWriteCore = ((): boolean => {
  try {
    writeFileSync(CORE[0]!, readFileSync(CORE[0]!, 'utf8'));
    return true;
  } catch {
    return false;
  }
})();
const onMachine = inNamespaces === test && !mayWriteCore ? test.skip : inNamespaces;

/** Two ends of their own, closed at the end; whatever happens, the machine's values are as they were. */
const between = (work: (client: Namespace, server: Namespace) => void): void => {
  const before = CORE.map(path => readFileSync(path, 'utf8'));
  const client = Namespace.create();
  const server = Namespace.create();
  try {
    work(client, server);
  } finally {
    client.close();
    server.close();
    if (mayWriteCore) {
      CORE.forEach((path, i) => {
        writeFileSync(path, before[i]!);
      });
    }
    assert.equal(
      CORE.map(path => readFileSync(path, 'utf8')),
      before,
    );
  }
};

const opener = (client: Namespace, server: Namespace) => (where: 'client' | 'server') =>
  Namespace.open(`/proc/self/fd/${(where === 'client' ? client : server).fd}`);

onMachine('raises the limits of the machine and of both ends, saves them before, and puts them back', () => {
  between((client, server) => {
    const core = read(CORE);
    const ends = [tcpOf(client), tcpOf(server)];
    const wanted = above();
    let saved: readonly SavedParameter[] = [];
    const { notes } = raiseParameters({ bytes: wanted / 3, client, server }, all => {
      saved = all;
      assert.equal(read(CORE), core, 'nothing is written before it is saved');
      assert.equal([tcpOf(client), tcpOf(server)], ends);
    });
    assert.equal(notes, []);
    assert.is(saved.length, 8);
    assert.equal(
      read(CORE),
      CORE.map(() => [wanted]),
    );
    for (const [i, end] of [client, server].entries()) {
      assert.equal(
        tcpOf(end),
        ends[i]!.map(([least, usual]) => [least, usual, wanted]),
      );
    }
    assert.equal(restoreParameters(JSON.parse(JSON.stringify(saved)), opener(client, server)), []);
    assert.equal(read(CORE), core);
    assert.equal([tcpOf(client), tcpOf(server)], ends);
    assert.equal(restoreParameters(saved, opener(client, server)), [], 'a second time there is nothing to do');
    assert.equal(read(CORE), core);
  });
});

inNamespaces('lowers nothing for a small link', () => {
  between((client, server) => {
    let saved: readonly SavedParameter[] | undefined;
    const ends = [tcpOf(client), tcpOf(server)];
    const { notes } = raiseParameters({ bytes: 1, client, server }, all => {
      saved = all;
    });
    assert.equal(notes, []);
    assert.equal(saved, []);
    assert.equal([tcpOf(client), tcpOf(server)], ends);
  });
});

onMachine('repairs a raise that was cut off between two writes, at any of them', () => {
  between((client, server) => {
    const core = read(CORE);
    const ends = [tcpOf(client), tcpOf(server)];
    let saved: readonly SavedParameter[] = [];
    const bytes = above() / 3;
    const stopped = new Error('killed');
    assert.throws(
      () =>
        raiseParameters({ bytes, client, server }, all => {
          saved = all;
          throw stopped;
        }),
      (error: unknown) => error === stopped,
    );
    const places = { client, server };
    for (let written = 0; written <= saved.length; written++) {
      for (const { path, where, raised } of saved.slice(0, written)) {
        if (where === 'host') writeFileSync(path, raised);
        else places[where].enter(() => writeFileSync(path, raised));
      }
      assert.equal(restoreParameters(saved, opener(client, server)), []);
      assert.equal(read(CORE), core);
      assert.equal([tcpOf(client), tcpOf(server)], ends);
    }
  });
});

inNamespaces('leaves a value that somebody has changed meanwhile, and tells it', () => {
  between((client, server) => {
    let saved: readonly SavedParameter[] = [];
    const core = read(CORE);
    const [, wmem] = tcpOf(client);
    raiseParameters({ bytes: above() / 3, client }, all => {
      saved = all;
    });
    client.enter(() => writeFileSync(TCP[0]!, '4096 131072 7777777'));
    const notes = restoreParameters(saved, opener(client, server));
    assert.is(notes.length, 1);
    assert.match(notes[0]!, /^net\.ipv4\.tcp_rmem of the client is left at 4096\s131072\s7777777: it was /);
    assert.equal(tcpOf(client), [[4096, 131072, 7777777], wmem]);
    assert.equal(read(CORE), core, 'the others are put back');
  });
});

inNamespaces('asks nothing of an end that is gone', () => {
  const saved: SavedParameter[] = [
    { path: TCP[0]!, where: 'client', before: '4096 131072 1', raised: '4096 131072 2' },
    { path: TCP[0]!, where: 'server', before: '4096 131072 1', raised: '4096 131072 2' },
  ];
  const asked: string[] = [];
  const notes = restoreParameters(saved, where => {
    asked.push(where);
    return undefined;
  });
  assert.equal(notes, []);
  assert.equal(asked.sort(), ['client', 'server']);
});

inNamespaces('tells what may not be written, and raises the rest', () => {
  between((client, server) => {
    const wanted = above();
    const inner = Namespace.create();
    const ends = tcpOf(client);
    // Seen from any namespace but the first, the values of net.core are there to be read only, or not at all.
    const { notes } = inner.enter(() => raiseParameters({ bytes: wanted / 3, client, server }, () => {}));
    inner.close();
    assert.is(notes.length, 1);
    assert.match(notes[0]!, new RegExp(`could not be raised to ${wanted} bytes: net\\.core\\.rmem_max \\(`));
    assert.not.match(notes[0]!, /tcp_rmem/);
    assert.equal(
      tcpOf(client),
      ends.map(([least, usual]) => [least, usual, wanted]),
    );
  });
});

inNamespaces('raises only the machine’s own where the ends are not known', () => {
  const saved: SavedParameter[] = [];
  const stopped = new Error('enough');
  assert.throws(() =>
    raiseParameters({ bytes: above() / 3 }, all => {
      saved.push(...all);
      throw stopped;
    }),
  );
  assert.ok(saved.length > 0);
  assert.ok(saved.every(({ where }) => where === 'host'));
});

test.run();
