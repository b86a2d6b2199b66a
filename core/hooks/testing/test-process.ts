import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { TestEvent, TestFailure, TestTask } from './test-words.js';

/** Source files under a loader and built files differ by their ending only. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const CHILD_FILE = fileURLToPath(new URL(`./test-child.${ending}`, import.meta.url));

/** How long what has ended may hold its output open, by way of a child of its own. */
const OUTPUT_MS = 1000;

export interface TestOutcome {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly failure: TestFailure }[];
  readonly skipped: number;
  /** Why something was skipped that nobody had asked to. */
  readonly notes: readonly string[];
}

/** A test process at work. */
export interface RunningTest {
  readonly outcome: Promise<TestOutcome>;
  /** Ends it, whatever it does. */
  stop(): void;
}

/**
 * Runs one file of tests, or the smoke test of a hook, in a process of its own: one that hangs, crashes or exits ends as
 * a failure of the test that was under way. `hungAfterMs` without any event is a hang. What the author prints goes to `say`.
 */
export const runTestProcess = (
  task: TestTask,
  { hungAfterMs, say }: { readonly hungAfterMs: number; readonly say: (text: string) => void },
): RunningTest => {
  const child = spawn(process.execPath, [...process.execArgv, CHILD_FILE], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const passed: string[] = [];
  const failed: { name: string; failure: TestFailure }[] = [];
  const notes: string[] = [];
  let skipped = 0;
  let current = 'loading';
  let ended = false;
  let hung = false;

  const hang = (): void => {
    hung = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(hang, hungAfterMs);
  const onEvent = (event: TestEvent): void => {
    clearTimeout(timer);
    timer = setTimeout(hang, hungAfterMs);
    if (event.kind === 'begun') current = event.name;
    else if (event.kind === 'passed') passed.push(event.name);
    else if (event.kind === 'failed') failed.push({ name: event.name, failure: event.failure });
    else if (event.kind === 'skipped') {
      skipped += event.count;
      if (event.why !== undefined) notes.push(event.why);
    } else ended = true;
  };

  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
  // It may have ended before it has read its task.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(task));
  const events = createInterface({ input: child.stdio[3] as Readable });
  events.on('line', line => onEvent(JSON.parse(line) as TestEvent));

  const outcome = closed(child).then(({ code, signal, error }): TestOutcome => {
    clearTimeout(timer);
    const broken = (message: string): void => {
      failed.push({ name: current, failure: { message, details: '', stack: [] } });
    };
    if (error) broken(`cannot start ${process.execPath}: ${error.message}`);
    else if (hung) broken(`it was still running after ${hungAfterMs / 1000} s`);
    else if (!ended && !failed.some(({ name }) => ['loading', 'outside of every test'].includes(name))) {
      if (signal) broken(`its process was ended by ${signal}`);
      else if (code === 0 || code === 13) broken('it never came to its end: is there a promise that nobody settles?');
      else broken(`its process exited with ${code}`);
    } else if (ended && passed.length + failed.length + skipped === 0) {
      current = 'loading';
      broken('it ran no test: does it end with test.run()?');
    }
    return { passed, failed, skipped, notes };
  });
  return { outcome, stop: () => void child.kill('SIGKILL') };
};

interface Closed {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** When the process has ended and its output is read; a child of its own may hold that open for longer. */
const closed = (child: ChildProcess): Promise<Closed> =>
  new Promise(resolve => {
    child.once('error', error => resolve({ code: null, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('exit', (code, signal) => {
      setTimeout(() => resolve({ code, signal }), OUTPUT_MS).unref();
    });
  });
