import { EnvironmentError, type Fault, faultText, InputError } from '../fault.js';
import { authorPlace } from '../hooks/place.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Says what went wrong and gives the exit code for it. */
export const failure = (error: unknown, terminal: Terminal): number => {
  if (error instanceof InputError) {
    terminal.err(`${error.message}\n`);
    return EXIT.input;
  }
  if (error instanceof EnvironmentError) {
    terminal.err(`hookline: ${error.message}\n`);
    return EXIT.environment;
  }
  const place = authorPlace(error);
  if (place !== undefined) {
    // A hook's own code outside its handlers: its state or its module.
    terminal.err(`${faultText({ ...place, message: (error as Error).message })}\n`);
    return EXIT.input;
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    terminal.err(`hookline: ${(error as Error).message}\n`);
    return EXIT.environment;
  }
  terminal.err(`hookline: a fault of Hookline's own, please report it:\n${(error as Error).stack ?? error}\n`);
  return 70;
};

/** Shows faults that do not keep the run from going on. */
export const warn = (faults: readonly Fault[], terminal: Terminal): void => {
  for (const fault of faults) terminal.err(`warning: ${faultText(fault)}\n`);
};
