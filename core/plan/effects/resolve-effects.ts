import { parseDelayTrace } from '../../effects/delay-trace-file.js';
import { parseDistribution } from '../../effects/jitter/distribution-file.js';
import { parseDeliveryTrace } from '../../effects/pacing/trace-file.js';
import type { Fault } from '../../fault.js';
import { delayTracePlan } from './delay-trace.js';
import type { EffectsPlan } from './effects-plan.js';
import { jitterPlan } from './jitter.js';
import type { PacingInput, PacingPlan } from './pacing.js';
import type { EffectSection, EffectsInput } from './sections.js';
import { slotPlan } from './slot.js';

/**
 * Reads what a section names: `named` is a path, or, being of several lines, the content itself. `setting` is the
 * section's own setting that names it. Notes what is wrong and gives undefined then.
 */
export type ReadNamed = <T>(
  section: EffectSection,
  setting: string,
  named: string,
  parse: (text: string, file: string) => { readonly value: T | undefined; readonly faults: readonly Fault[] },
) => T | undefined;

/** The effects that a plan file's sections ask for, with the tables and traces they name. Undefined ones are faults. */
export const resolveEffects = (said: EffectsInput, read: ReadNamed): EffectsPlan => {
  const { pacing, jitter, delayTrace, slot, ...plain } = said;
  const table = (section: EffectSection, named: string | undefined): readonly number[] | undefined =>
    named === undefined
      ? undefined
      : read(section, 'table', named, (text, file) => {
          const { table: value, faults } = parseDistribution(text, file);
          return { value, faults };
        });
  const delays =
    delayTrace &&
    read('delayTrace', 'file', delayTrace.file, (text, file) => {
      const { delays: value, faults } = parseDelayTrace(text, file);
      return { value, faults };
    });
  const stamps =
    pacing?.model === 'trace'
      ? read('pacing', 'file', pacing.file, (text, file) => {
          const { stamps: value, faults } = parseDeliveryTrace(text, file);
          return { value, faults };
        })
      : undefined;
  const gapTable = slot && 'jitter' in slot.gap ? slot.gap.jitter.table : undefined;
  return {
    ...present(plain),
    ...(pacing && pacing.model !== 'trace' ? { pacing } : {}),
    ...(pacing?.model === 'trace' && stamps ? { pacing: withStamps(pacing, stamps) } : {}),
    ...(jitter ? { jitter: jitterPlan(jitter, table('jitter', jitter.table)) } : {}),
    ...(delayTrace && delays ? { delayTrace: delayTracePlan(delayTrace, delays) } : {}),
    ...(slot ? { slot: slotPlan(slot, table('slot', gapTable)) } : {}),
  };
};

const withStamps = (
  { file: _, ...trace }: Extract<PacingInput, { model: 'trace' }>,
  stamps: readonly number[],
): PacingPlan => ({ ...trace, stamps });

/** Without the settings that are not said. */
const present = <T extends object>(said: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as never;
