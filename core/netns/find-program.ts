import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a shell would find a program, or undefined. Looks in the system folders too: users' paths often lack sbin. */
export const findProgram = (name: string): string | undefined => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here: the next folder.
    }
  }
  return undefined;
};

/** Whether a shell would certainly not find a command; a file that may not be run is found. */
export const lacksProgram = (command: string): boolean => {
  if (command.includes('/')) return !existsSync(command);
  const folders = process.env['PATH']?.split(delimiter);
  // An empty folder of the path is the working one; without a path each shell has its own.
  if (folders === undefined || folders.includes('')) return false;
  return findProgram(command) === undefined && !folders.some(folder => existsSync(join(folder, command)));
};
