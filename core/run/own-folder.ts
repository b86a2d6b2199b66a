import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../fault.js';

/**
 * Where a user's commands find each other, the likeliest place first. XDG_RUNTIME_DIR may be another user's after `su`;
 * where it is not set (cron, `ssh HOST COMMAND`) it is looked for at its usual place.
 */
export const ownFolders = (): string[] => {
  const id = ownerId();
  return [process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${id}`, tmpdir()].flatMap(each =>
    each ? [join(each, `hookline-${id}`)] : [],
  );
};

/** Whether a folder is this user's alone: in one that others made first they could redirect what is written. */
export const isOwn = (path: string): boolean => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.geteuid?.() && (found.mode & 0o022) === 0;
};

/** The first of these folders that is, or can be made, this user's alone. Throws an EnvironmentError: `what` for. */
export const makeOwn = (folders: readonly string[], what: string): string => {
  const own = folders.find(path => {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch {
      // It is there already, or cannot be: the next line tells.
    }
    return isOwn(path);
  });
  if (own !== undefined) return own;
  const message = `none of ${folders.join(', ')} is a folder of this user's alone, ${what}`;
  throw new EnvironmentError(message, 'set XDG_RUNTIME_DIR to such a folder');
};

// In containers the user may have no entry in /etc/passwd, which userInfo needs.
const uid = (): number => process.geteuid?.() ?? userInfo().uid;

/** The user's own id, also inside a user namespace, where everyone is root. */
const ownerId = (): number => {
  try {
    const [, outside] = /^\s*0\s+(\d+)/.exec(readFileSync('/proc/self/uid_map', 'latin1')) ?? [];
    return outside === undefined || outside === '0' ? uid() : Number(outside);
  } catch {
    return uid();
  }
};
