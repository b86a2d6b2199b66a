/** What can be changed while a run goes on, of all that `--set` can change of a stage. */
export const LIVE_SETTINGS = [
  'rate',
  'delay',
  'jitter',
  'loss',
  'duplicate',
  'ber',
  'mtu',
  'queue',
  'scenario',
] as const;
export type LiveSetting = (typeof LIVE_SETTINGS)[number];

/** Where: a stage, or both of the link. */
export const LIVE_PLACES = ['up', 'down', 'link'] as const;
