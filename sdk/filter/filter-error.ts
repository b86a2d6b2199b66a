/** A filter that cannot be read: what was expected, where, and what may have been meant. */
export class FilterError extends RangeError {
  constructor(
    message: string,
    /** Where in the text, from 0; the text's length when it ends too early. */
    readonly offset: number,
    /** What to write instead, when there is more to say. */
    readonly hint?: string | undefined,
  ) {
    super(message);
    this.name = 'FilterError';
  }
}
