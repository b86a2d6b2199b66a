// Goes into a user namespace if need be, builds a world there, says what it saw and exits with 42.
import { EnvironmentError } from '../../core/fault.js';
import { isPrivileged, isRootless, reexecInUserNamespace } from '../../core/netns/rootless.js';
import { buildLink } from '../../core/netns/world.js';

try {
  if (!isPrivileged()) reexecInUserNamespace();
  const world = buildLink();
  const seen = { euid: process.geteuid?.(), rootless: isRootless(), argv: process.argv.slice(2), notes: world.notes };
  process.stdout.write(JSON.stringify(seen));
  world.close();
  process.exitCode = 42;
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 4;
}
