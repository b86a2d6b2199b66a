import { existsSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * How the plan's schema is named in a plan in `folder`: relative where both belong to one project, so that the plan may
 * go to other machines with it. The package's own folder is a project, too; the build lies one folder deeper in it.
 */
export const schemaFor = (folder: string): string | undefined => {
  const schema = ['../../docs/plan.schema.json', '../../../docs/plan.schema.json']
    .map(path => fileURLToPath(new URL(path, import.meta.url)))
    .find(path => existsSync(path));
  if (schema === undefined) return undefined;
  const packaged = dirname(dirname(schema));
  const [project] = packaged.split(`${sep}node_modules${sep}`) as [string];
  const near = folder === project || folder.startsWith(project + sep);
  return (near ? relative(folder, schema) : schema).split(sep).join('/');
};
