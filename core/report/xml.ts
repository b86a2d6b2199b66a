/** What an element has inside: elements and texts. */
export type XmlContent = XmlElement | string;

export interface XmlElement {
  readonly name: string;
  /** In this order; undefined ones are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly content?: readonly XmlContent[];
}

/** A document of XML 1.0 (https://www.w3.org/TR/xml/) in UTF-8, an element a line, indented. */
export const xmlText = (root: XmlElement): string => `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}`;

const elementText = ({ name, attributes = {}, content = [] }: XmlElement, indent: string): string => {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`)
    .join('');
  if (content.length === 0) return `${indent}<${name}${said}/>\n`;
  // Space between texts would become part of them.
  if (content.every(each => typeof each === 'string'))
    return `${indent}<${name}${said}>${content.map(escapeText).join('')}</${name}>\n`;
  const inside = content.map(each => (typeof each === 'string' ? escapeText(each) : elementText(each, `${indent}  `)));
  return `${indent}<${name}${said}>\n${inside.join('')}${indent}</${name}>\n`;
};

/** Characters that XML 1.0 has no way to write (section 2.2), half surrogate pairs among them. */
const UNWRITABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeText = (text: string): string =>
  text
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>]/g, each => ENTITIES[each]!)
    .replaceAll('\r', '&#13;');

// Readers turn line feeds and tabs of an attribute into spaces, unless they are written as numbers.
const escapeAttribute = (text: string): string =>
  escapeText(text)
    .replaceAll('"', '&quot;')
    .replace(/[\n\t]/g, each => `&#${each.charCodeAt(0)};`);
