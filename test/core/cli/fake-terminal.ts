import type { Terminal } from '../../../core/cli/terminal.js';

/** A terminal that keeps what it is told. */
export interface FakeTerminal extends Terminal {
  readonly said: { out: string; err: string };
}

export const fakeTerminal = (): FakeTerminal => {
  const said = { out: '', err: '' };
  return {
    said,
    out: text => {
      said.out += text;
    },
    err: text => {
      said.err += text;
    },
    live: false,
    colour: false,
    width: 80,
  };
};
