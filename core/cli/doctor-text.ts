import { styleText } from 'node:util';
import type { Capability } from '../netns/capability.js';
import { textTable } from '../report/text-table.js';

/** What a run would get here. */
export interface DoctorVerdict {
  /** `none`: only virtual time works. */
  readonly realTime: 'root' | 'rootless' | 'none';
  /** Sentences, the verdict itself first, then why or with what limits. */
  readonly words: readonly string[];
}

/** Without these no link between real applications works. */
const ESSENTIAL = ['node', 'kernel', 'koffi', 'ip', 'network namespaces', 'veth pairs', 'packet sockets'];
/** Without these runs work, with less to rely on. */
const LIMITING = [
  'privilege',
  'cores',
  'steal',
  'system',
  'fine timers',
  'disk',
  'receive stamps',
  'real-time priority',
  'commands end with hookline',
  'esbuild',
];

/** Judges what was found; `root` is whether runs would have root's own powers. */
export const judgeMachine = (found: readonly Capability[], root: boolean): DoctorVerdict => {
  const missing = (names: readonly string[]): Capability[] => found.filter(one => !one.ok && names.includes(one.name));
  const lacks = missing(ESSENTIAL);
  if (lacks.length > 0) {
    return {
      realTime: 'none',
      words: [
        'Only virtual time works here: `hookline simulate` and `hookline demo` run every plan without real applications.',
        ...lacks.map(({ name, detail, cure }) => `For real time: ${name}: ${detail}${cure ? ` (${cure})` : ''}.`),
      ],
    };
  }
  const limits = missing(LIMITING).map(({ name, detail }) => `${name} (${detail})`);
  return {
    realTime: root ? 'root' : 'rootless',
    words: [
      root ? 'Real time works here, as root.' : 'Real time works here without root.',
      ...(limits.length > 0 ? [`Limited by ${limits.join(', ')}.`] : []),
    ],
  };
};

const wordOf = (ok: boolean, name: string): string => {
  if (ok) return 'ok';
  return LIMITING.includes(name) ? 'limited' : 'missing';
};

/** A line a capability; under those that are missing or limited, what that costs and what brings them. */
export const doctorText = (found: readonly Capability[], verdict: DoctorVerdict, colour: boolean): string => {
  const paint = (style: 'green' | 'yellow' | 'red' | 'bold', text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const rows = textTable(
    found.map(({ name, ok, detail }) => [wordOf(ok, name), name, detail]),
    'lll',
  );
  const lines = found.flatMap(({ ok, cost, cure }, i) => {
    const row = rows[i]!;
    if (ok) return [row.replace(/^ok/, word => paint('green', word))];
    const more = [`costs: ${cost}`, ...(cure ? [`to get it: ${cure}`] : [])];
    return [row.replace(/^\w+/, word => paint('yellow', word)), ...more.map(line => `           ${line}`)];
  });
  const [first = '', ...others] = verdict.words;
  const style = verdict.realTime === 'none' ? 'red' : 'green';
  const judged = [paint('bold', paint(style, first)), ...others.map(line => `  - ${line}`)];
  return `${[...lines, '', ...judged].join('\n')}\n`;
};

/** The same for programs. */
export const doctorJson = (found: readonly Capability[], { realTime, words }: DoctorVerdict): string =>
  `${JSON.stringify({ realTime, words, capabilities: found }, null, 2)}\n`;
