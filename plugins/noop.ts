import { defineHook } from 'hookline/sdk';

/** Lets every frame pass: what a hook is at the least, and what the hook machinery itself costs. */
export default defineHook({ name: 'noop', about: 'Lets every frame pass.', preamble() {}, episode() {} });
