import { closeSync, openSync, writeSync } from 'node:fs';

/** A line of events.jsonl: what hooks emit and log, and what the run itself has to say. */
export interface RunEvent {
  /** Nanoseconds since the run's start. */
  readonly at: number;
  /** `` for the run itself. */
  readonly stage: string;
  readonly hook: string;
  /** The hook's own word; `info` and `warn` are lines for people and have a field `text`. */
  readonly event: string;
  /** In the order of the hook's own object. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

const FIXED = ['at', 'stage', 'hook', 'event'];

/** JSON has no words for these; a field must not end the run. */
const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
};

const json = (value: unknown): string => {
  try {
    return JSON.stringify(value, plain) ?? 'null';
  } catch (error) {
    return JSON.stringify(`not writable as JSON: ${(error as Error).message.split('\n')[0]}`);
  }
};

/**
 * One line with its line feed: `at`, `stage`, `hook`, `event`, then the fields. A field of one of these four names gets
 * an underscore behind it, so that no event can lie about its origin.
 */
export const eventLine = ({ at, stage, hook, event, fields }: RunEvent): string => {
  let line = `{"at":${at},"stage":${json(stage)},"hook":${json(hook)},"event":${json(event)}`;
  for (const name in fields) line += `,${json(FIXED.includes(name) ? `${name}_` : name)}:${json(fields[name])}`;
  return `${line}}\n`;
};

/** The fields as JSON can carry them, so that an event reads the same whether it went to the file at once or by a ring. */
export const plainFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const made: Record<string, unknown> = {};
  for (const name in fields) made[name] = JSON.parse(json(fields[name]));
  return made;
};

export interface EventFile {
  write(event: RunEvent): void;
  /** Writes what is still in memory; a second close does nothing. */
  flush(): void;
  close(): void;
}

const CHUNK = 1 << 16;

/** Creates events.jsonl, written in pieces of about 64 KiB. Throws Node's error when the disk does not take it. */
export const createEvents = (path: string): EventFile => {
  const descriptor = openSync(path, 'w');
  let text = '';
  let open = true;
  const flush = (): void => {
    const bytes = Buffer.from(text);
    text = '';
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  };
  return {
    write: event => {
      text += eventLine(event);
      if (text.length >= CHUNK) flush();
    },
    flush,
    close: () => {
      if (!open) return;
      open = false;
      try {
        flush();
      } finally {
        closeSync(descriptor);
      }
    },
  };
};
