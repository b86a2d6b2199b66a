import { readFileSync } from 'node:fs';

/** Source and build lie at different depths below package.json. */
const candidates = ['../package.json', '../../package.json'].map(path => new URL(path, import.meta.url));

const read = (): string => {
  for (const url of candidates) {
    try {
      const found = JSON.parse(readFileSync(url, 'utf8')) as { name?: string; version?: string };
      if (found.name === 'hookline' && found.version !== undefined) return found.version;
    } catch {
      // The other place has it.
    }
  }
  return '0.0.0';
};

/** Hookline's version, as package.json has it. */
export const VERSION = read();
