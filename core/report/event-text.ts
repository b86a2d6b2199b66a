import { spanText } from '../../sdk/quantity.js';

/** `1.204 s up/logger: in TCP … {"ms":3}`, for people; `event` leads unless it is a line of `log`. `` is no hook: the run. */
export const eventText = (
  at: number,
  stage: string,
  hook: string,
  event: string,
  fields: Readonly<Record<string, unknown>>,
): string => {
  const { text, ...rest } = fields;
  const isLine = (event === 'info' || event === 'warn') && typeof text === 'string';
  const said = isLine ? text : event;
  const shown = isLine ? rest : fields;
  const more = Object.keys(shown).length > 0 ? ` ${JSON.stringify(shown)}` : '';
  return `${spanText(at)} ${hook === '' ? stage : `${stage}/${hook}`}: ${event === 'warn' ? 'warning: ' : ''}${said}${more}\n`;
};
