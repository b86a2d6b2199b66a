import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Source and build lie at different depths below the package's own folder.
const folders = ['../../examples/01-demo', '../../../examples/01-demo'].map(path =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** The folder of the plan that the demo runs, as it comes with the package. */
export const demoFolder = (): string => folders.find(folder => existsSync(folder)) ?? folders[0]!;
