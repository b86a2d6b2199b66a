import { constants } from 'node:os';

/**
 * Turns SIGINT, SIGTERM and SIGHUP into the orderly end of a run: everything is taken down, then the program exits with
 * 128 + the signal. A second signal ends it at once.
 */
export const onInterrupt = (): { readonly happened: Promise<void>; code(): number | undefined; stop(): void } => {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let got: number | undefined;
  let tell: () => void = () => {};
  const happened = new Promise<void>(resolve => {
    tell = resolve;
  });
  const handle = (name: NodeJS.Signals): void => {
    if (got !== undefined) process.exit(got);
    got = 128 + constants.signals[name];
    tell();
  };
  for (const name of names) process.on(name, handle);
  return {
    happened,
    code: () => got,
    stop: () => {
      for (const name of names) process.off(name, handle);
    },
  };
};
