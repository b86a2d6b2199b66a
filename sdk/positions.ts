/** Which frames are meant by their place in a sequence, counted from 1: of all frames, or of each flow by itself. */
export interface Positions {
  /** Whether every flow is counted by itself; frames without a flow count as one. */
  readonly ofFlow: boolean;
  /** Whether the frame at this place, from 1, is meant. Allocates nothing. */
  readonly fits: (place: number) => boolean;
}

const FLOW = /\s+of\s+flow$/;
const MOST = Number.MAX_SAFE_INTEGER;

const placeOf = (text: string): number => {
  const place = Number(text);
  return /^\d+$/.test(text) && place >= 1 && place <= MOST ? place : Number.NaN;
};

/** Places from `3`, `3-5`, `1,4`, `10-`, each also `of flow`. Throws a RangeError for anything else. */
export const parseNth = (text: string): Positions => {
  const said = text.trim();
  const ofFlow = FLOW.test(said);
  const ranges = said
    .replace(FLOW, '')
    .split(',')
    .map(part => {
      const [low = '', high = low, ...rest] = part.split('-').map(each => each.trim());
      const [from, to] = [placeOf(low), high === '' ? MOST : placeOf(high)];
      if (rest.length > 0 || !(from <= to)) {
        throw new RangeError(`no positions: '${text}' (as in 3, 3-5, 1,4 or 3 of flow; they count from 1)`);
      }
      return { from, to };
    });
  const fits = (place: number): boolean => {
    for (let i = 0; i < ranges.length; i++) if (place >= ranges[i].from && place <= ranges[i].to) return true;
    return false;
  };
  return { ofFlow, fits };
};

/** Every so-manieth from `10` (the 10th, the 20th …), also `10 of flow`. Throws a RangeError for anything else. */
export const parseEvery = (text: string): Positions => {
  const said = text.trim();
  const step = placeOf(said.replace(FLOW, ''));
  if (Number.isNaN(step)) throw new RangeError(`no step: '${text}' (as in 10 or 10 of flow, from 1)`);
  return { ofFlow: FLOW.test(said), fits: place => place % step === 0 };
};
