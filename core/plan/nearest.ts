import { nearest } from '../../sdk/nearest.js';

export { nearest };

/** `did you mean queue?`, spread into a fault: nothing when no known word is near. */
export const didYouMean = (word: string, known: Iterable<string>): { hint?: string } => {
  const found = nearest(word, known);
  return found === undefined ? {} : { hint: `did you mean ${found}?` };
};
