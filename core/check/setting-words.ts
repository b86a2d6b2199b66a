/** Entries of a list that are told; lists and patterns may have thousands. */
const MOST_ENTRIES = 8;
const LONGEST_TEXT = 60;

/**
 * A setting, as a plan file spells it, in one line of words: `p 1%, r 25%`, `outages (up 30s, down 2s)`. Of what stands in
 * the file as a block, a trace or a table, it tells the length.
 */
export const inWords = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return listed(value);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(named).join(', ');
  const text = String(value);
  const lines = text.trimEnd().split('\n').length;
  if (lines > 1) return `of ${lines} lines`;
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}… of ${text.length}`;
};

const named = ([name, value]: [string, unknown]): string => {
  const words = inWords(value);
  return typeof value === 'object' && !Array.isArray(value) ? `${name} (${words})` : `${name} ${words}`;
};

const listed = (list: readonly unknown[]): string => {
  const told = list
    .slice(0, MOST_ENTRIES)
    .map(each => (typeof each === 'object' ? `(${inWords(each)})` : inWords(each)));
  return list.length > MOST_ENTRIES ? `${told.join(' ')} … of ${list.length}` : told.join(' ');
};
