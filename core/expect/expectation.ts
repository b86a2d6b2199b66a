import { parseBytes, parseRate, parseRatio, parseSpan } from '../../sdk/quantity.js';
import { FIGURES, type Figure, type Subject, type Unit } from './figures.js';

export const OPERATORS = ['<=', '>=', '!=', '<', '>', '='] as const;
export type Operator = (typeof OPERATORS)[number];

/** What a plan expects of its run: a figure of the report compared with a value, as in `stages.up.lost <= 1%`. */
export interface Expectation {
  readonly text: string;
  readonly subject: Subject;
  /** The stage, hook, port, cause or number of a traffic program that is meant; empty where there is only one. */
  readonly name: string;
  readonly figure: string;
  readonly operator: Operator;
  /** As written: its unit is the figure's. */
  readonly value: string;
}

const SHAPE = /^(.+?)\s*(<=|>=|!=|==|=|<|>)\s*(.+)$/;
/** Figures of the whole run, which have no name in front. */
const WITHOUT_NAME: readonly Subject[] = ['run', 'lateness', 'dropped'];

/** Reads `PATH OPERATOR VALUE`; a mapping's `validity: valid` is `validity = valid`. Throws a RangeError. */
export const parseExpectation = (text: string): Expectation => {
  const [, path, sign, value] = SHAPE.exec(text.trim()) ?? [];
  if (path === undefined) {
    throw new RangeError(
      `expected a figure, a comparison (${OPERATORS.join(' ')}) and a value, as in stages.up.lost <= 1%, found '${text}'`,
    );
  }
  const [turned] = /^[<>=!]+/.exec(value!) ?? [];
  if (turned !== undefined) {
    const meant = { '=<': '<=', '=>': '>=', '=!': '!=', '<>': '!=' }[`${sign}${turned}`];
    const hint = meant === undefined ? OPERATORS.join(' ') : `did you mean ${meant}?`;
    throw new RangeError(`no comparison '${sign}${turned}' (${hint})`);
  }
  const operator = (sign === '==' ? '=' : sign) as Operator;
  const expectation = { text: text.trim(), ...placeOf(path), operator, value: value! };
  const figure = figureOf(expectation);
  if (figure !== undefined) operandOf(expectation, figure);
  return expectation;
};

const placeOf = (path: string): Pick<Expectation, 'subject' | 'name' | 'figure'> => {
  const parts = path.split('.');
  if (parts.length === 1 && path in FIGURES.run) return { subject: 'run', name: '', figure: path };
  const subject = parts[0] as Subject;
  if (!Object.hasOwn(FIGURES, subject) || subject === 'run') {
    const known = [...Object.keys(FIGURES.run), ...Object.keys(FIGURES).filter(each => each !== 'run')];
    throw new RangeError(`no figure '${path}' (${known.join(', ')})`);
  }
  const figure = WITHOUT_NAME.includes(subject) ? parts.slice(1).join('.') : parts.at(-1)!;
  const name = WITHOUT_NAME.includes(subject) ? '' : parts.slice(1, -1).join('.');
  if (!WITHOUT_NAME.includes(subject) && name === '') {
    throw new RangeError(`expected ${subject}.NAME.FIGURE, found '${path}'`);
  }
  const known = Object.keys(FIGURES[subject]);
  // Counters of hooks, causes of death and figures of traffic have names of their own.
  const open = subject === 'hooks' || subject === 'dropped' || subject === 'traffic';
  if (!open && !known.includes(figure))
    throw new RangeError(`no figure '${figure}' of ${subject} (${known.join(', ')})`);
  return { subject, name, figure };
};

/** The figure that is meant; undefined for one of traffic, whose unit only the report tells. */
export const figureOf = ({ subject, figure }: Expectation): Figure | undefined => {
  const figures: Readonly<Record<string, Figure>> = FIGURES[subject];
  return Object.hasOwn(figures, figure) ? figures[figure] : figures['*'];
};

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The value in the figure's unit; a share of its base where the value has a percent sign. Throws a RangeError. */
export const operandOf = (
  { value, figure, operator }: Pick<Expectation, 'value' | 'figure' | 'operator'>,
  { unit, base, words }: Pick<Figure, 'unit' | 'base' | 'words'>,
): { readonly share: boolean; readonly value: number | string } => {
  if (words !== undefined) {
    if (!words.includes(value)) throw new RangeError(`expected ${words.join(' or ')}, found '${value}'`);
    if (operator !== '=' && operator !== '!=') throw new RangeError(`${figure} is = or != a word, not ${operator}`);
    return { share: false, value };
  }
  if (value.endsWith('%') && (base !== undefined || unit === 'share')) return { share: true, value: parseRatio(value) };
  return { share: false, value: PARSERS[unit](value) };
};

const count = (text: string): number => {
  if (!NUMBER.test(text)) throw new RangeError(`expected a number, found '${text}'`);
  return Number(text);
};

const PARSERS: Readonly<Record<Unit, (text: string) => number>> = {
  count,
  share: text => (text.endsWith('%') ? parseRatio(text) : count(text)),
  span: parseSpan,
  rate: parseRate,
  bytes: parseBytes,
};
