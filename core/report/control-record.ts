/**
 * What a lane hears from outside besides frames, as a line of its journal: `clock 1500000`, the start of the scenarios'
 * clock in nanoseconds of logical time, and `memory 512`, the slots that may be in use while the machine's memory is low
 * (`memory Infinity` when it is so no more).
 */
export interface ControlRecord {
  readonly kind: 'clock' | 'memory';
  readonly value: number;
}

export const controlText = ({ kind, value }: ControlRecord): string => `${kind} ${value}`;

/** The record of such a line. Throws an Error for anything else: a journal of another version cannot be replayed. */
export const parseControl = (text: string): ControlRecord => {
  const [, kind, value] = /^(clock|memory) (\d+|Infinity)$/.exec(text) ?? [];
  if (kind === undefined) throw new Error(`the journal has a control record of another version: '${text}'`);
  return { kind: kind as ControlRecord['kind'], value: Number(value) };
};
