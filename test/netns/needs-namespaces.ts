import { type Test, test } from 'uvu';
import { whyNoNamespaces } from '../../core/netns/namespace.js';

const reason = ((): string | undefined => {
  try {
    return whyNoNamespaces();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
})();

if (reason !== undefined) console.log(`  skipped: ${reason}; try \`unshare -Urnm npm test\``);

/** `test` where network namespaces can be made, `test.skip` elsewhere; the reason is printed once a file. */
export const inNamespaces: Test | Test['skip'] = reason === undefined ? test : test.skip;
