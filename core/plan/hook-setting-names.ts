/** What `--set HOOK.SETTING` changes of a hook itself, unless it has an option of that name; also for completions. */
export const HOOK_SETTINGS = {
  filter: 'only frames that fit this filter, as in udp port 53',
  nth: 'only the frames at these places, as in 3 of flow',
  every: 'only every so-manieth frame',
  rights: 'what it may do, as in observe,delay',
  'budget.frames': 'frames that it may delay, drop, modify or inject',
  'budget.bytes': 'bytes of these frames',
  'budget.share': 'share of its stages at which it may do so',
  timeBudget: 'what a call may take on the average',
  onSlow: 'what happens past timeBudget',
  onError: 'what happens when it throws',
} as const;
export type HookSetting = keyof typeof HOOK_SETTINGS;

/** The words that some of them take. */
export const HOOK_SETTING_CHOICES: Readonly<Record<string, readonly string[]>> = {
  rights: ['all', 'none', 'observe', 'delay', 'drop', 'modify', 'inject'],
  onSlow: ['warn', 'detach'],
  onError: ['stop', 'drop', 'pass', 'detach'],
};
