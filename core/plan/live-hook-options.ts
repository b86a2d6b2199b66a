import type { Fault } from '../fault.js';
import type { HookTexts } from '../stage/stage-change.js';
import type { LiveSeat } from './live-seats.js';
import { didYouMean } from './nearest.js';

/** What one word sets at which stages; with faults nothing. */
interface ReadOption {
  readonly changes: readonly { readonly stage: number; readonly hooks: HookTexts }[];
  /** All seats, with the option where it is set. */
  readonly seats: readonly LiveSeat[];
  readonly faults: readonly Pick<Fault, 'message' | 'hint'>[];
}

/**
 * Reads `HOOK.OPTION` and its text: at each of the stages `meant` where such a hook stands. A hook is known by the name
 * that events and status have for it, or else by its file, which may be that of several.
 */
export const readHookOption = (
  seats: readonly LiveSeat[],
  meant: (stage: number) => boolean,
  path: string,
  text: string,
): ReadOption => {
  const refuse = (message: string, hint?: string): ReadOption => ({
    changes: [],
    seats,
    faults: [hint === undefined ? { message } : { message, hint }],
  });
  const here = seats.filter(({ stage }) => meant(stage));
  const chosen = ownersOf(here, path);
  if (chosen === undefined) {
    const [name = ''] = path.split('.');
    const elsewhere = ownersOf(seats, path) === undefined ? '' : ' at this stage';
    const known = [...new Set(here.map(seat => seat.name))];
    const list = known.length === 0 ? 'there are no hooks' : `hooks: ${known.join(', ')}`;
    return refuse(`no hook '${name}'${elsewhere}`, didYouMean(name, known).hint ?? list);
  }
  const { owners, option } = chosen;
  for (const { name, declared } of owners) {
    const names = Object.keys(declared);
    if (!names.includes(option)) {
      const known = names.length === 0 ? 'it has none' : `its options: ${names.join(', ')}`;
      return refuse(`no option '${option}' of hook ${name}`, didYouMean(option, names).hint ?? known);
    }
    try {
      declared[option]!.parse(text);
    } catch (error) {
      return refuse(`option ${option} of hook ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    changes: owners.map(({ stage, name }) => ({ stage, hooks: { [name]: { [option]: text } } })),
    seats: seats.map(seat => (owners.includes(seat) ? { ...seat, given: { ...seat.given, [option]: text } } : seat)),
    faults: [],
  };
};

/** Files' names may hold dots, so that the longest name wins. */
const ownersOf = (
  seats: readonly LiveSeat[],
  path: string,
): { readonly owners: readonly LiveSeat[]; readonly option: string } | undefined => {
  for (const by of ['name', 'file'] as const) {
    const [owner] = seats
      .map(seat => seat[by])
      .filter(name => path.startsWith(`${name}.`) && path.length > name.length + 1)
      .sort((a, b) => b.length - a.length);
    if (owner !== undefined)
      return { owners: seats.filter(seat => seat[by] === owner), option: path.slice(owner.length + 1) };
  }
  return undefined;
};
