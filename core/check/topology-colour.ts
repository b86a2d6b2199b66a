/** Colours that eyes of most kinds tell apart, dark enough for a line on white (after Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#007f5f', '#aa3a86', '#7a5c00', '#1f78a8', '#555555', '#8a2be2'] as const;

/** Of the arrows of a topology, by its ordinal; past the last one they begin again. */
export const topologyColour = (ordinal: number): string => COLOURS[ordinal % COLOURS.length]!;
