import { capabilities } from '../netns/capabilities.js';
import { isPrivileged, isRootless, reexecInUserNamespace, whyNotRootless } from '../netns/rootless.js';
import { doctorJson, doctorText, judgeMachine } from './doctor-text.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';
import { toolchain } from './toolchain.js';

/** `hookline doctor`: what this machine can do, and what a run would get. */
export const doctor =
  (terminal: Terminal) =>
  async ({ json }: { readonly json?: boolean }): Promise<number> => {
    const tools = await toolchain();
    const canReexec = tools.every(({ name, ok }) => ok || name !== 'koffi');
    // What an ordinary user's runs get is found out where they would run.
    if (!isPrivileged() && canReexec && whyNotRootless() === undefined) reexecInUserNamespace();
    const found = [...tools, ...capabilities()];
    const verdict = judgeMachine(found, isPrivileged() && !isRootless());
    terminal.out(json ? doctorJson(found, verdict) : doctorText(found, verdict, terminal.colour));
    return verdict.realTime === 'none' ? EXIT.environment : EXIT.ok;
  };
