import { interfaceState } from '../interface-ioctl.js';
import { setOffloads } from '../offloads.js';

// A process of its own: see keep-offloads.ts. Its arguments are the interface and its offloads.
const [interfaceName = '', ...names] = process.argv.slice(2);
if (interfaceState(interfaceName) !== undefined) setOffloads(interfaceName, names, true);
