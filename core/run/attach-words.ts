import { InputError } from '../fault.js';
import { portFaults } from '../plan/join-limits.js';
import { didYouMean } from '../plan/nearest.js';
import type { Plan } from '../plan/plan.js';
import { type AttachPlan, attached } from '../plan/port-plan.js';

const EXAMPLE = 'as in client=netns:lab, docker:web or server=if:eth1';

/**
 * A plan whose ports stand where the command line says: `[PORT=]netns:NAME`, `docker:CONTAINER`, `if:NAME`. Words without
 * a port go to the ports that none names, in the plan's order. Throws an InputError with all faults.
 */
export const attachPorts = (plan: Plan, words: readonly string[]): Plan => {
  const faults: InputError['faults'][number][] = [];
  const fault = (word: string, message: string, hint: string): void => {
    faults.push({ file: `--attach ${word}`, line: 0, column: 0, message, hint });
  };
  const names = plan.ports.map(({ name }) => name);
  const given = new Map<string, AttachPlan>();
  const unnamed: { readonly word: string; readonly attach: AttachPlan }[] = [];
  for (const word of words) {
    const [, port, kind, name] = /^(?:([^=:]+)=)?(netns|docker|if):(\S+)$/.exec(word) ?? [];
    if (name === undefined) {
      fault(word, 'expected [PORT=]netns:NAME, [PORT=]docker:CONTAINER or [PORT=]if:INTERFACE', EXAMPLE);
      continue;
    }
    const attach = { kind: kind as AttachPlan['kind'], name };
    if (port === undefined) unnamed.push({ word, attach });
    else if (!names.includes(port)) fault(word, `no port '${port}'`, didYouMean(port, names).hint ?? names.join(', '));
    else if (given.has(port)) fault(word, `the port ${port} is attached twice`, 'one place a port');
    else given.set(port, attach);
  }
  const free = names.filter(name => !given.has(name));
  unnamed.forEach(({ word, attach }, i) => {
    const port = free[i];
    if (port === undefined) fault(word, `there is no port left: the plan has ${names.length}`, names.join(', '));
    else given.set(port, attach);
  });
  const ports = plan.ports.map((port, i) => {
    const attach = given.get(port.name);
    return attach === undefined ? port : attached(port, i, attach);
  });
  if (faults.length === 0 && given.size > 0) {
    for (const { path, message, hint = '' } of portFaults({ ...plan, ports })) fault(`${path[1]}=…`, message, hint);
  }
  if (faults.length > 0) throw new InputError(faults);
  return { ...plan, ports };
};
