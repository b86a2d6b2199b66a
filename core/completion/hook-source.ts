/**
 * What a hook's source says about it, read without running it: pressing Tab must run nobody's code, hang in none, and be
 * quick (bundling and loading a hook takes some 100 ms, reading it less than one). Declarations as they are usually
 * written are found, `name: option.kind('about', 'default')`; those made in other ways, or in other files, are not.
 */

export interface HookOption {
  readonly name: string;
  /** `span`, `ratio`, `count` … */
  readonly kind: string;
  /** Undefined when the option must be set. */
  readonly fallback: string | undefined;
  readonly about: string;
  readonly choices: readonly string[] | undefined;
}

const DECLARED = /(?:([A-Za-z_$][\w$]*)|'([^'\n]+)'|"([^"\n]+)")\s*:\s*option\s*\.\s*([a-zA-Z]\w*)\s*(?=\()/g;
const TEXT = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.|\$(?!\{))*)`/g;
const TEXT_HERE = new RegExp(TEXT.source, 'y');

/** The options declared in a hook's source, in their order. `selection` is the text that declares the SDK's own ones. */
export const hookOptions = (source: string, selection: string): HookOption[] => {
  const text = withoutComments(source);
  const found = [...text.matchAll(DECLARED)].flatMap(match => {
    const [whole, bare, single, double, kind] = match;
    const option = optionOf(text, match.index + whole.length, (bare ?? single ?? double)!, kind!);
    return option ? [{ at: match.index, option }] : [];
  });
  const spread = text.search(/\.\.\.selection\b/);
  const before = found.filter(({ at }) => spread > at);
  const behind = found.filter(({ at }) => spread <= at);
  const common = spread < 0 ? [] : hookOptions(selection, '');
  const all = [...before.map(each => each.option), ...common, ...behind.map(each => each.option)];
  return [...new Map(all.map(option => [option.name, option])).values()];
};

/** What the hook does, in its own words. */
export const hookAbout = (source: string): string => {
  const [, behind] = /\babout\s*:\s*(['"`].*)/.exec(withoutComments(source)) ?? [];
  return behind === undefined ? '' : (texts(behind)[0] ?? '');
};

const optionOf = (text: string, at: number, name: string, kind: string): HookOption | undefined => {
  const first = group(text, at);
  if (first === undefined) return undefined;
  if (kind !== 'oneOf' && kind !== 'unless' && kind !== 'of') {
    const [about = '', fallback] = texts(first.inner);
    return { name, kind, fallback, about, choices: kind === 'flag' ? ['yes', 'no'] : undefined };
  }
  const open = /^\s*\(/.exec(text.slice(first.end))?.[0];
  const second = open === undefined ? undefined : group(text, first.end + open.length - 1);
  if (second === undefined) return undefined;
  const [about = '', fallback] = texts(second.inner);
  const given = texts(first.inner);
  if (kind === 'oneOf') return { name, kind: given.join('|'), fallback, about, choices: given };
  if (kind === 'of') return { name, kind: given[0] ?? '', fallback, about, choices: undefined };
  const inner = /option\s*\.\s*(\w+)/.exec(first.inner)?.[1] ?? 'value';
  const word = given[0] ?? '';
  return { name, kind: `${inner} or ${word}`, fallback: fallback ?? word, about, choices: undefined };
};

/** The parentheses that open at `at`: what is in them, and the place behind. Undefined when they never close. */
const group = (text: string, at: number): { readonly inner: string; readonly end: number } | undefined => {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === "'" || letter === '"' || letter === '`') {
      TEXT_HERE.lastIndex = i;
      const found = TEXT_HERE.exec(text);
      if (found === null) return undefined;
      i += found[0].length - 1;
    } else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter) && --depth === 0) return { inner: text.slice(at + 1, i), end: i + 1 };
  }
  return undefined;
};

/** The string literals in a text, those joined by + as one. */
const texts = (text: string): string[] => {
  const found: string[] = [];
  let end = -1;
  for (const match of text.matchAll(TEXT)) {
    const value = (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/gs, '$1');
    const joined = end >= 0 && /^\s*\+\s*$/.test(text.slice(end, match.index));
    if (joined) found[found.length - 1] += value;
    else found.push(value);
    end = match.index + match[0].length;
  }
  return found;
};

/** Comments become spaces; what looks like one in a string literal stays. */
const withoutComments = (source: string): string =>
  source.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, match =>
    match.startsWith('/') ? ' ' : match,
  );
