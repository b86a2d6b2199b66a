/** What a page tells its reader to do: write a file, or type a command and see this. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly line: string; readonly output: string | undefined };

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/**
 * The steps of a page, in order. A block of code is a file when a code span of the paragraph before names one with that
 * ending; a `text` block behind commands is what the last of them prints.
 */
export const pageSteps = (page: string): Step[] => {
  const steps: Step[] = [];
  let from = 0;
  for (const match of page.matchAll(FENCE)) {
    const [whole, language = '', content = ''] = match;
    const [paragraph = ''] = page.slice(from, match.index).trim().split(/\n\n+/).slice(-1);
    from = match.index + whole.length;
    const last = steps.at(-1);
    if (language === 'sh') {
      for (const line of content.trim().split('\n')) steps.push({ kind: 'command', line, output: undefined });
    } else if (language === 'text') {
      if (last?.kind === 'command') steps[steps.length - 1] = { ...last, output: content };
    } else {
      const named = [...paragraph.matchAll(/`([\w./-]+)`/g)].map(([, span]) => span!);
      const path = named.findLast(span => span.includes('/') && span.endsWith(`.${language}`));
      if (path !== undefined) steps.push({ kind: 'file', path, text: content });
    }
  }
  return steps;
};

/** What the page shows, as a pattern of what is printed: a line `…` stands for any lines, `…` in a line for any of it. */
export const outputPattern = (shown: string): RegExp => {
  const lines = shown.trimEnd().split('\n');
  const parts = lines.map(line =>
    line === '…' ? '(?:.*\\n)*?' : `${line.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&').replaceAll('…', '.*')}\\n`,
  );
  return new RegExp(`^${parts.join('')}\\n*$`);
};

/** Without what depends on the machine and the moment: the figures of measured times and rates. */
export const withoutMeasured = (text: string): string =>
  text
    .replace(/\d[\d,.]*(\/\d[\d,.]*)* (ns|us|ms|s|k?bit\/s|Mbit\/s)\b/g, '# $2')
    .replace(/\d[\d.]*(?=ms\b)/g, '#')
    .replace(/\b[num]?s(?= of real time|,|$)/gm, 's')
    .replace(/ +/g, ' ');
