/** The three namespaces of a setup. */
export const PLACES = ['client', 'link', 'server'] as const;
export type Place = (typeof PLACES)[number];

/** Whose names the namespaces have. */
export type Names = 'hookline' | 'phantomlink';

const PREFIX: Readonly<Record<Names, string>> = { hookline: 'hl', phantomlink: 'pl' };

/** `hl_client`, or phantomlink's `pl_client`. */
export const namespaceName = (names: Names, place: Place): string => `${PREFIX[names]}_${place}`;

/** Something for each of the three. */
export const forPlaces = <T>(make: (place: Place) => T): Record<Place, T> => ({
  client: make('client'),
  link: make('link'),
  server: make('server'),
});
