import { EnvironmentError } from '../fault.js';
import { running } from '../run/announce.js';
import { sweepScratchFolders } from '../run/scratch-folder.js';
import { namespaceName, PLACES } from '../setup/places.js';
import type { SetupState } from '../setup/state.js';
import { tearDown } from '../setup/tear-down.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** `hookline teardown`: removes what setup has made, and ends what still uses it. Harmless when there is nothing. */
export const teardown = (terminal: Terminal) => async (): Promise<number> => {
  const { state, foreign } = tearDown(terminal.err);
  // What a killed link has left besides: its announcement and its scratch folder.
  running();
  sweepScratchFolders();
  terminal.out(state === undefined ? 'nothing is set up\n' : `removed ${removedText(state, foreign)}\n`);
  if (foreign.length === 0) return EXIT.ok;
  const message = `${foreign.join(', ')}: left alone, because no setup of Hookline made it`;
  throw new EnvironmentError(message, `ip netns del ${foreign[0]} removes it, if it is yours`);
};

const removedText = ({ names, holder }: SetupState, foreign: readonly string[]): string => {
  if (holder !== undefined) return 'client, link and server';
  const own = PLACES.map(place => namespaceName(names, place)).filter(name => !foreign.includes(name));
  return own.length === 0 ? 'what was left of the setup' : own.join(', ');
};
