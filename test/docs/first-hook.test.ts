import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NOOP } from '../../core/cli/hook-templates/noop.js';
import { whyNoNamespaces } from '../../core/netns/namespace.js';
import { COMMAND_LINE } from '../command-line.js';
import { folderOf } from '../core/hooks/hook-files.js';
import { outputPattern, pageSteps, withoutMeasured } from './page-steps.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/first-hook.md`, 'utf8');
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
const program = COMMAND_LINE.map(quoted).join(' ');

const noRealTime = ((): string | undefined => {
  if (spawnSync('ping', ['-V']).error !== undefined) return 'there is no ping';
  try {
    return whyNoNamespaces();
  } catch (error) {
    return (error as Error).message;
  }
})();
if (noRealTime !== undefined) console.log(`  not run in real time: ${noRealTime}`);

test('docs/first-hook.md does as it says, command by command, in a folder of nothing but its files', () => {
  const home = folderOf({});
  symlinkSync(`${root}examples`, home.path('examples'));
  let ran = 0;
  try {
    for (const step of pageSteps(page)) {
      if (step.kind === 'file') {
        mkdirSync(dirname(home.path(step.path)), { recursive: true });
        if (ran === 1) assert.fixture(readFileSync(home.path(step.path), 'utf8'), step.text, 'what hook new wrote');
        writeFileSync(home.path(step.path), step.text);
        continue;
      }
      const { line, output } = step;
      assert.ok(line.startsWith('npx hookline '), line);
      const isReal = / run | replay /.test(line);
      if (isReal && noRealTime !== undefined) continue;
      const command = line.replace('npx hookline', program);
      const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { cwd: home.folder, encoding: 'utf8' });
      const said = (stdout + stderr).replaceAll(/^( {2}example {4}).*(?= simulate)/gm, '$1npx hookline');
      ran += 1;
      assert.ok(output !== undefined, `${line}: the page shows nothing`);
      // A machine that is busy with something else says so itself: its figures are then another matter.
      if (isReal && /: (suspect|invalid)$/m.test(said)) {
        assert.match(said, /\nframes {2}in 38, out 34, dropped 4\n/);
        continue;
      }
      const [shown, seen] = isReal ? [withoutMeasured(output!), withoutMeasured(said)] : [output!, said];
      if (!outputPattern(shown).test(seen)) assert.fixture(seen, shown, line);
      const expected = shown.includes('FAILED') ? 1 : shown.startsWith('--set') ? 2 : 0;
      assert.is(status, expected, line);
    }
  } finally {
    home.remove();
  }
  assert.ok(ran >= 9, `${ran} commands`);
});

test('its first hook is the one that hook new writes', () => {
  assert.ok(page.includes(`\`\`\`ts\n${NOOP.hook('thief')}\`\`\``));
});

test('a shown line is met by what it stands for, and by nothing else', () => {
  const pattern = outputPattern('a … c\n…\nend (1.5)\n');
  for (const text of ['a b c\nend (1.5)\n', 'a  c\nx\ny\nend (1.5)\n\n']) assert.ok(pattern.test(text), text);
  for (const text of ['a b\nend (1.5)\n', 'a b c\nend (1x5)\n', 'a b c\nend (1.5)\nmore\n'])
    assert.not(pattern.test(text));
});

test('a measured figure is any figure, and the words around it are those', () => {
  assert.is(
    withoutMeasured('lateness  p50 200.703 us, max 1.5 ms'),
    withoutMeasured('lateness  p50 3.1 ms, max 12 us'),
  );
  assert.is.not(withoutMeasured('frames  in 38'), withoutMeasured('frames  in 39'));
});

test.run();
