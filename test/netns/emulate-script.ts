// A program that emulates, in one of several ways of ending: `end`, `throw`, `exit` and, never by itself, `stay`.
import { emulate } from '../../core/index.js';

const [how] = process.argv.slice(2);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const busy = async (): Promise<void> => {
  await using link = await emulate({ rate: '10Mbit/s', onLine: say });
  await using other = await emulate({ rate: '1Mbit/s' });
  await other.server.start('sleep', ['71']);
  const { code } = await link.client.run('ping', ['-c', '1', link.server.ipv4]);
  await link.server.start('sh', ['-c', 'sleep 72 & sleep 73']);
  say(`ping ${code}`);
  if (how === 'throw') throw new Error('not caught');
  if (how === 'exit') process.exit(7);
  if (how === 'stay') await link.ended;
};

await busy();
say('ended');
