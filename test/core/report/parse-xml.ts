/** An element as a strict reader has it: texts and elements in their order, references resolved. */
export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly ReadElement[];
  /** All its own text. */
  readonly text: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const resolved = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has none of these (section 2.2).
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff<]/.test(text))
    throw new Error(`not XML: ${JSON.stringify(text)}`);
  return text.replace(/&([^;]*;)?/g, (_, reference: string | undefined) => {
    const [, code] = /^#(\d+);$/.exec(reference ?? '') ?? [];
    const found = code === undefined ? NAMED[(reference ?? '').slice(0, -1)] : String.fromCodePoint(Number(code));
    if (found === undefined) throw new Error(`not a reference: &${reference}`);
    return found;
  });
};

/** Reads the part of XML 1.0 that reports are made of, and throws for what is not well-formed. */
export const parseXml = (document: string): ReadElement => {
  const [head] = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(document) ?? [];
  if (head === undefined) throw new Error('no declaration');
  let at = head.length;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(document) ?? undefined;
    if (found) at = pattern.lastIndex;
    return found;
  };
  const element = (): ReadElement => {
    const [, name] = take(/<([a-z][a-z-]*)/y) ?? [];
    if (name === undefined) throw new Error(`no element at ${at}: ${document.slice(at, at + 40)}`);
    const attributes: Record<string, string> = {};
    for (let found = take(/ ([a-z]+)="([^"]*)"/y); found; found = take(/ ([a-z]+)="([^"]*)"/y)) {
      if (Object.hasOwn(attributes, found[1]!)) throw new Error(`attribute ${found[1]} twice`);
      // As readers normalise it: white space that is not written as a number becomes spaces.
      attributes[found[1]!] = resolved(found[2]!.replace(/[\t\n\r]/g, ' '));
    }
    if (take(/\/>/y)) return { name, attributes, children: [], text: '' };
    if (!take(/>/y)) throw new Error(`no end of tag ${name} at ${at}`);
    const children: ReadElement[] = [];
    let text = '';
    for (;;) {
      text += resolved((take(/[^<]*/y)![0] ?? '').replace(/\r\n?/g, '\n'));
      const end = take(/<\/([a-z-]+)>/y);
      if (end) {
        if (end[1] !== name) throw new Error(`${name} ends as ${end[1]}`);
        return { name, attributes, children, text };
      }
      children.push(element());
    }
  };
  const root = element();
  if (document.slice(at) !== '\n') throw new Error('more behind the root');
  return root;
};
