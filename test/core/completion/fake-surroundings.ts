import { hookOptions } from '../../../core/completion/hook-source.js';
import type { Entry, Surroundings } from '../../../core/completion/surroundings.js';

/** Folders by their names as they are asked for; names with a slash at the end are folders. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '.': [
    '.git/',
    '.hidden.csv',
    'leo.csv',
    'my file.csv',
    'notes.txt',
    'old.YAML',
    'plan.yaml',
    'plugins/',
    'runs/',
    'up.pcap',
  ],
  'plugins/': ['ack-thief.ts', 'data.csv', 'sub/', 'types.d.ts'],
  'runs/': ['demo/', 'empty/', 'real/'],
  '~/': ['Downloads/', 'input.csv'],
  './bin/': ['lib/', 'readme', 'tool'],
};

const THIEF = `
export default defineHook({
  name: 'ack-thief',
  options: {
    chance: option.ratio('share of ACKs that start a burst', '2%'),
    kind: option.oneOf(['all', 'pure'])('which ACKs', 'pure'),
    target: option.ipv4('whose ACKs'),
  },
});`;

/** A small machine that stays as it is. */
export const fakeSurroundings: Surroundings = {
  entries: folder =>
    (FOLDERS[folder] ?? []).map((name): Entry => ({ name: name.replace(/\/$/, ''), folder: name.endsWith('/') })),
  isFile: path => ['runs/demo/run.json', 'runs/real/run.json'].includes(path),
  isProgram: path => path === './bin/tool',
  programs: prefix => ['iperf3', 'ping', 'ping6'].filter(name => name.startsWith(prefix)),
  hooks: () => [
    { word: 'attacker', about: 'Drops frames.' },
    { word: 'noop', about: 'Lets every frame pass.' },
  ],
  hookOptions: hook => (hook === 'plugins/ack-thief.ts' ? hookOptions(THIEF, '') : []),
  settings: () => [
    { name: 'seed', about: '', fallback: '1', choices: undefined },
    { name: 'up.scenario', about: 'a CSV file', fallback: undefined, choices: undefined },
    { name: 'up.reconfiguration.mode', about: 'what stands still', fallback: undefined, choices: ['gsl', 'all'] },
  ],
  running: () => [{ word: '4711', about: 'leo.csv' }],
  hosts: () => ['alice', 'bob'],
  places: () => ['netns:lab', 'if:eth1'],
  live: () => ({
    stages: ['fast', 'slow'],
    hooks: ['thief', 'tap', 'noop'],
    options: [
      { name: 'thief.chance', about: 'share of acknowledgements', fallback: '2%', choices: undefined },
      { name: 'tap.side', about: 'where', fallback: 'preamble', choices: ['preamble', 'episode'] },
    ],
  }),
};
