import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substream } from '../../sdk/rng.js';
import { inNamespaces } from './needs-namespaces.js';
import { PrivateShell } from './private-shell.js';

const KILLS = 50;
/** 3 x 2 x 100 ms x 1 Gbit/s: more than any machine allows by itself, so that there is something to put back. */
const SCENARIO = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\\n0,0,100,1000\\n200,1,90,900\\n';

const SYSCTLS = 'cd /proc/sys/net && grep -r . core/rmem_* core/wmem_* ipv4/tcp_rmem ipv4/tcp_wmem';
/** All values that a link raises, wherever it does. */
const values = async (shell: PrivateShell): Promise<string> => {
  const told = [await shell.type(`(${SYSCTLS})`)];
  for (const name of ['hl_client', 'hl_server'])
    told.push(await shell.type(`ip netns exec ${name} sh -c '${SYSCTLS}'`));
  return told.map(({ out }) => out).join('--\n');
};

/** How long a link takes to be ready on this machine, busy as it is now. */
const startUpMs = async (shell: PrivateShell): Promise<number> => {
  const from = performance.now();
  await shell.type('hookline start "$HOME/link.csv" &');
  await shell.hears(/^ready: /m);
  const took = performance.now() - from;
  await shell.type('kill -INT $!; wait $!');
  return took;
};

/** Processes whose environment says that this shell's children started them, and what they are. */
const family = (shell: PrivateShell): string[] =>
  readdirSync('/proc').flatMap(pid => {
    try {
      if (!readFileSync(join('/proc', pid, 'environ'), 'latin1').includes(`HOME=${shell.home}\0`)) return [];
      return [
        readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
          .replaceAll('\0', ' ')
          .trim(),
      ];
    } catch {
      return [];
    }
  });

const asRoot = process.geteuid?.() === 0 ? inNamespaces : test.skip;

asRoot(
  `kill -9 of a link at ${KILLS} random moments under traffic leaves no trace behind the next command`,
  async () => {
    const rng = substream(9, 'kills');
    const shell = await PrivateShell.open();
    let raised = 0;
    try {
      await shell.type(`printf '${SCENARIO}' > "$HOME/link.csv"`);
      const machine = (await shell.type(`(${SYSCTLS})`)).out;
      assert.is((await shell.type('hookline setup')).code, 0);
      const before = await values(shell);
      const traffic = 'exec client ping -q -i 0.002 192.168.66.2';
      await shell.type(`hookline ${traffic} > /dev/null 2>&1 &`);
      // From before the program has read its arguments until some time into the link's life.
      const momentsMs = Math.ceil(1.2 * (await startUpMs(shell)));
      for (let kill = 0; kill < KILLS; kill++) {
        await shell.type('hookline start "$HOME/link.csv" > "$HOME/start.log" 2>&1 & echo $! > "$HOME/pid"');
        await pass(rng.below(momentsMs));
        await shell.type('kill -9 $(cat "$HOME/pid"); wait $(cat "$HOME/pid") 2>/dev/null');
        if ((await values(shell)) !== before) raised++;
        if (rng.below(4) > 0) {
          const { code, out } = await shell.type('hookline exec server true');
          assert.is(code, 0, out);
          assert.is(await values(shell), before, `after kill ${kill}`);
          continue;
        }
        const { code, out } = await shell.type('hookline teardown');
        assert.is(code, 0, out);
        assert.is((await shell.type(`(${SYSCTLS})`)).out, machine, `after kill ${kill}`);
        assert.is((await shell.type('ls -A /run/netns; ls /run/hookline 2>/dev/null')).out, '');
        assert.equal(
          family(shell).filter(line => !line.startsWith('bash')),
          [],
        );
        assert.is((await shell.type('hookline setup')).code, 0);
        await shell.type(`hookline ${traffic} > /dev/null 2>&1 &`);
      }
      assert.is((await shell.type('hookline teardown')).code, 0);
      assert.is((await shell.type(`(${SYSCTLS})`)).out, machine);
      assert.equal(
        family(shell).filter(line => !line.startsWith('bash')),
        [],
      );
    } finally {
      await shell.close();
    }
    // Else nothing would have been tried: most of the moments lie behind the raising.
    assert.ok(raised >= 5, `only ${raised} of ${KILLS} kills came while values were raised`);
  },
);

test.run();
