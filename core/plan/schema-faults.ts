import type * as z from 'zod';
import type { Fault } from '../fault.js';
import { didYouMean, nearest } from './nearest.js';
import { type Path, type PlanSource, pathText } from './plan-source.js';
import { TRAFFIC_KINDS } from './traffic-schema.js';

type Issue = z.core.$ZodIssue;

/** The faults of a plan's content, each at the node it names. */
export const schemaFaults = (issues: readonly Issue[], source: PlanSource): Fault[] => {
  const faults = issues.flatMap(issue => issueFaults(issue, [], source));
  // A setting is not missing if it is there, misspelt.
  const misspelt = new Set(faults.map(({ meant }) => meant));
  return faults.filter(({ missing }) => missing === undefined || !misspelt.has(missing)).map(({ fault }) => fault);
};

interface Found {
  readonly fault: Fault;
  /** The setting, as a path, that is not there. */
  readonly missing?: string;
  /** The setting, as a path, that a misspelt one was likely to be. */
  readonly meant?: string;
}

const issueFaults = (issue: Issue, above: Path, source: PlanSource): Found[] => {
  const path = [...above, ...issue.path];
  const { file } = source;
  const name = pathText(path);
  const named = (message: string): string => (name === '' ? message : `${name}: ${message}`);

  if (issue.code === 'unrecognized_keys') {
    // The schema's error lists the known settings (schema.ts).
    const known = issue.message.split(' ');
    return issue.keys.map(key => {
      const message = `unknown setting '${pathText([...path, key])}'`;
      const word = nearest(key, known);
      const hint = word === undefined ? `known: ${known.join(', ')}` : `did you mean ${word}?`;
      const fault = { file, ...source.keyPlace([...path, key]), message, hint };
      return word === undefined ? { fault } : { fault, meant: pathText([...path, word]) };
    });
  }
  if (issue.code === 'invalid_union' && source.has(path)) {
    const isWord = source.scalarText(path) !== undefined;
    const fitting = issue.errors.filter(
      branch => !branch.some(inner => inner.path.length === 0 && misfit(inner, isWord)),
    );
    if (fitting.length === 1) return fitting[0]!.flatMap(inner => issueFaults(inner, path, source));
  }
  if (!source.has(path)) {
    const parent = path.slice(0, -1);
    const place = source.place(parent);
    return [{ fault: { file, ...place, message: `${name} is missing: ${issue.message}` }, missing: name }];
  }
  const place = source.place(path);
  if (issue.code === 'custom') return [{ fault: { file, ...place, message: named(issue.message) } }];
  const known = knownWords(issue);
  const hint = known.length > 0 ? didYouMean(source.scalarText(path) ?? '', known) : {};
  const message = named(`${issue.message}, found ${source.foundText(path)}`);
  return [{ fault: { file, ...place, message, ...hint } }];
};

/** The value is of another type altogether than this branch of a union wants. */
const misfit = ({ code }: Issue, isWord: boolean): boolean =>
  code === 'invalid_type' || code === 'invalid_union' || (code === 'invalid_value' && !isWord);

const knownWords = (issue: Issue): readonly string[] => {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && issue.path.at(-1) === 'kind' ? TRAFFIC_KINDS : [];
};
