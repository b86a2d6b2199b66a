// Starts commands that try to outlive their parent, all holding its stdout, says so and waits to be killed.
import { Namespace } from '../../core/netns/namespace.js';
import { startCommand } from '../../core/netns/process.js';

const command = 'sleep 1000 & setsid sleep 1000 & (trap "" TERM INT HUP; sleep 1000) & echo up; wait';
await startCommand(Namespace.create(), ['sh', '-c', command], { output: 'inherit' });
// Every other time it is killed while the command is still being started.
if (process.argv[2] === '1') process.stdout.write('started\n');
setInterval(() => {}, 1000);
