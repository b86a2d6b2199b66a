import { statSync } from 'node:fs';
import { type Fault, InputError } from '../fault.js';
import type { Plan } from '../plan/plan.js';
import { openCapture } from '../report/pcap-file.js';

/** The plan with the captures of the command line at its first port and its second. Throws an InputError for those that are not there. */
export const withCaptures = (plan: Plan, up?: string, down?: string): Plan => {
  const faults: Fault[] = [];
  const ports = plan.ports.map((port, i) => {
    const given = i === 0 ? up : i === 1 ? down : undefined;
    const pcap = given ?? port.pcap;
    if (pcap === undefined) return port;
    const fault = (message: string): void => {
      const file = given === undefined ? `ports.${port.name}.pcap` : `${i === 0 ? '--in' : '--reverse-in'} ${given}`;
      faults.push({ file, line: 0, column: 0, message });
    };
    if (!isFile(pcap)) fault(`no such capture: ${pcap}`);
    else if (port.enter.length === 0) fault(`no topology begins at ${port.name}: its frames have no way to go`);
    return { ...port, pcap };
  });
  if (faults.length > 0) throw new InputError(faults);
  return { ...plan, ports };
};

/** What is wrong with a capture, as far as its first bytes tell. */
export const captureFault = (path: string): string | undefined => {
  if (!isFile(path)) return `no such capture: ${path}`;
  try {
    openCapture(path).close();
    return undefined;
  } catch (error) {
    return error instanceof InputError ? error.message : `cannot be read: ${(error as Error).message}`;
  }
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
