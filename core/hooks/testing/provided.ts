import * as assert from 'uvu/assert';
import * as sdk from '../../../sdk/index.js';
import * as testing from '../../../sdk/testing.js';
import type { Suites } from './suites.js';

/** Where bundled tests find what Hookline provides: their imports read this property of `globalThis`. */
export const PROVIDED_KEY = 'hookline.test';

/** What tests of hooks may import without having it installed. */
export const providedModules = (uvu: Suites): Readonly<Record<string, object>> => ({
  'hookline/sdk': sdk,
  'hookline/sdk/testing': testing,
  uvu,
  'uvu/assert': assert,
});

/** What these modules export, types apart. */
export const PROVIDED_NAMES: Readonly<Record<string, readonly string[]>> = {
  'hookline/sdk': Object.keys(sdk),
  'hookline/sdk/testing': Object.keys(testing),
  uvu: ['suite', 'test'] satisfies (keyof Suites)[],
  // A loader that makes CommonJS of it adds the whole as one more.
  'uvu/assert': Object.keys(assert).filter(name => name !== 'default'),
};
