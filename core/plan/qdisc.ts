import type { Fault } from '../fault.js';
import type { QueuePlan } from './effects/queue-plan.js';
import { didYouMean } from './nearest.js';
import { TC_DISCIPLINES, type TcDiscipline } from './tc-disciplines.js';
import { TcValueError } from './tc-values.js';

/** What is wrong with a discipline; its place is the option in which it stood. */
type QdiscFault = Pick<Fault, 'message' | 'hint'>;
type Parsed = { readonly queue: QueuePlan } | { readonly fault: QdiscFault };

const NAMES = Object.keys(TC_DISCIPLINES);
const THERE = `${NAMES.slice(0, -1).join(', ')} and ${NAMES.at(-1)}`;

/**
 * A queue discipline in tc's own words, as behind `tc qdisc add dev X root`: `pfifo limit 1000`, `bfifo limit 64kb`,
 * `fq_codel target 5ms`. Reads what tc reads (tc(8), tc-red(8), tc-codel(8), tc-pie(8), tc-fq_codel(8)) and means the same,
 * but refuses what tc lets pass to a queue nobody wants: a limit of 0, or the same parameter twice.
 */
export const parseQdisc = (text: string): Parsed => {
  const [name, ...words] = text.split(/\s+/).filter(word => word !== '');
  if (name === undefined) return refused('expected a queue discipline', `as in ${TC_DISCIPLINES['pfifo']!.example}`);
  const discipline = Object.hasOwn(TC_DISCIPLINES, name) ? TC_DISCIPLINES[name] : undefined;
  if (!discipline) {
    const { hint } = didYouMean(name, NAMES);
    return refused(`no queue discipline '${name}' here: there are ${THERE}`, hint);
  }
  const values: Record<string, number> = {};
  const said = new Set<string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const flag = Object.hasOwn(discipline.flags, word) ? discipline.flags[word] : undefined;
    const reader = Object.hasOwn(discipline.parameters, word) ? discipline.parameters[word] : undefined;
    if (flag === undefined && reader === undefined) return unknown(name, discipline, word);
    const parameter = flag?.[0] ?? word;
    if (said.has(parameter)) return refused(`${name}: ${parameter} appears twice`);
    said.add(parameter);
    if (flag !== undefined) {
      values[parameter] = flag[1];
      continue;
    }
    const value = words[++i];
    if (value === undefined) return refused(`${name}: ${word} needs a value`, `as in ${discipline.example}`);
    try {
      values[word] = reader!(value);
    } catch (error) {
      const { message, hint } = error as TcValueError;
      const example = /^expected/.test(message) ? `as in ${discipline.example}` : undefined;
      return refused(`${name}: ${word}: ${message}`, hint ?? example);
    }
  }
  try {
    return { queue: discipline.plan(values) };
  } catch (error) {
    if (!(error instanceof TcValueError)) throw error;
    return refused(`${name}: ${error.message}`, error.hint);
  }
};

const unknown = (name: string, discipline: TcDiscipline, word: string): Parsed => {
  if (Object.hasOwn(discipline.refused, word)) {
    return refused(`${name}: ${word} means nothing here: ${discipline.refused[word]}`);
  }
  const { hint } = didYouMean(word, [...Object.keys(discipline.parameters), ...Object.keys(discipline.flags)]);
  return refused(`${name}: no parameter '${word}'`, hint ?? `as in ${discipline.example}`);
};

const refused = (message: string, hint?: string): { fault: QdiscFault } => ({
  fault: hint === undefined ? { message } : { message, hint },
});
