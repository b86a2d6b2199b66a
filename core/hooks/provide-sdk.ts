import * as sdk from '../../sdk/index.js';

/** Where bundled hooks find the SDK: their `hookline/sdk` reads this property of `globalThis`. */
export const SDK_KEY = 'hookline.sdk';

/** What `hookline/sdk` exports, types apart. */
export const SDK_NAMES: readonly string[] = Object.keys(sdk);

/**
 * Gives this thread's hooks the running copy of the SDK. Every thread that loads hooks calls it once; a second copy
 * would have verdicts and frames of its own, which the engine could not tell apart from a mistake.
 */
export const provideSdk = (): void => {
  Object.defineProperty(globalThis, Symbol.for(SDK_KEY), { value: sdk, configurable: true });
};
