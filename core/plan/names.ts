import { quantity } from './quantities.js';

/** Longest name of a stage, port, topology or vertex: those of stages and ports are parts of the names of files. */
const LONGEST = 64;

/**
 * What is wrong with a name of a stage, port, topology or vertex; undefined: nothing. A dot would end it in `--set a.rate` and
 * make the capture of stage `a.b` that of hook `b` at stage `a`.
 */
export const nameFault = (name: string): string | undefined => {
  if (name.length > LONGEST) return `a name has ${LONGEST} letters at most`;
  if (!/^[A-Za-z0-9]/.test(name)) return `a name begins with a letter or a digit, unlike '${name}'`;
  const odd = /[^\w-]/u.exec(name)?.[0];
  return odd === undefined ? undefined : `'${odd}' has no place in a name: letters, digits, - and _ have`;
};

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The name of something that stands elsewhere in the plan. YAML reads `1` as a number: it is a name as well. */
export const nameText = (what: string, example: string) =>
  quantity(
    text => {
      if (text === '') throw new RangeError(`expected ${what}`);
      return text;
    },
    what,
    [example],
  );

/** The name of a vertex, which is there by being named. */
export const vertexText = quantity(
  text => {
    const fault = nameFault(text);
    if (fault !== undefined) throw new RangeError(fault);
    return text;
  },
  'the name of a vertex',
  ['fork'],
);

export const stageName = nameText('the name of a stage', 'fast');
export const portName = nameText('the name of a port', 'alice');
export const topologyName = nameText('the name of a topology', 'there');
