import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNotRootless } from '../../core/netns/rootless.js';
import { programOf } from '../command-line.js';

const program = programOf(import.meta.url, './rootless-script.ts');
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];

const asOrdinaryUser = (argv: readonly string[]) => {
  const [first, ...rest] = process.geteuid?.() === 0 ? [...NOBODY, ...argv] : argv;
  return spawnSync(first!, rest, { encoding: 'utf8', env: { PATH: process.env['PATH'], TMPDIR: '/tmp' } });
};

const reason = ((): string | undefined => {
  if (process.platform !== 'linux') return 'needs Linux';
  const why = whyNotRootless();
  if (why !== undefined) return why;
  // A checkout under root's home cannot be read by an ordinary user.
  if (asOrdinaryUser(['test', '-r', fileURLToPath(import.meta.url)]).status !== 0)
    return 'there is no ordinary user who could read this checkout';
  return asOrdinaryUser(['unshare', '-Urnm', 'true']).status === 0
    ? undefined
    : 'an ordinary user has no user namespaces';
})();

if (reason !== undefined) console.log(`  skipped: ${reason}`);
const check = reason === undefined ? test : test.skip;

check('lets an ordinary user build a world, and passes arguments, output and exit code', () => {
  const result = asOrdinaryUser([...program, 'one', 'two words']);
  assert.is(result.status, 42, result.stderr);
  assert.equal(JSON.parse(result.stdout), { euid: 0, rootless: true, argv: ['one', 'two words'], notes: [] });
});

check('does not go round in circles', () => {
  const result = asOrdinaryUser(['env', 'HOOKLINE_ROOTLESS=1', ...program]);
  assert.is(result.status, 4);
  assert.match(result.stderr, /still not privileged/);
});

test.run();
