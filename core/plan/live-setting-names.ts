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

/** Where, besides a stage by its name: at every one. A plain link has two. */
export const EVERY_STAGE = ['link', 'all'] as const;
