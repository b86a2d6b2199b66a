// Sends frames, given in hexadecimal, out of an interface of the network namespace that it runs in.
import { Namespace } from '../../../core/netns/namespace.js';
import { Tap } from '../wire.js';

const [interfaceName, ...frames] = process.argv.slice(2);
const inside = Namespace.current();
const tap = new Tap(inside, interfaceName!);
tap.send(...frames);
if (tap.sender.sent !== frames.length) throw new Error(`${tap.sender.sent} of ${frames.length} frames were sent`);
tap.close();
inside.close();
