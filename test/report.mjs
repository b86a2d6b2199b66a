// Preloaded into the test run (node --import): ends uvu's output with one line, `N passed, N failed[, N skipped]`, and
// ends a run that hangs. uvu itself exits with 0 when a `before` hook throws, and says nothing of a file that does not
// load; both count as failed here.
import { writeSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';
import { Progress } from './progress.mjs';

// Worker threads and forked children inherit --import; the report is the test run's own.
const inTestRun = isMainThread && /uvu[\\/]bin\.js$/.test(process.argv[1] ?? '');

/** Writes all of the text, also into a pipe whose reader is slow. */
const say = text => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
    }
  }
};

if (inTestRun) {
  const progress = new Progress();
  const summary = {};
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk, ...rest) => {
    const text = String(chunk);
    const figure = /^\n {2}(Total|Passed|Skipped): +(\d+)$/.exec(text);
    if (figure) summary[figure[1]] = Number(figure[2]);
    if (text === '• ' || text === '✘ ') progress.count(text === '• ');
    else if (/^\S+\.test\.ts\n$/.test(text)) progress.enter(text.trim());
    return write(chunk, ...rest);
  };
  // uvu notes the running test's title in its state under this name and shows it to nobody else.
  Object.defineProperty(Object.prototype, '__test__', {
    configurable: true,
    set: title => {
      progress.begin(title);
    },
  });
  new Worker(new URL('./watchdog.mjs', import.meta.url), { execArgv: [], workerData: progress.shared }).unref();

  // Node would print these after its exit handlers, behind the last line.
  process.on('uncaughtException', error => {
    process.stderr.write(`\n${error?.stack ?? error}\n`);
    process.exit(1);
  });
  process.on('exit', code => {
    // uvu's own exit handler runs after this one and would say the same again, behind the last line.
    console.error = () => {};
    const complete = 'Skipped' in summary;
    const passed = complete ? summary.Passed : progress.passed;
    const failed = complete ? summary.Total - summary.Passed : progress.failed + 1;
    if (!complete)
      say(`\nthe run ended before all tests did${progress.place === '' ? '' : `, at ${progress.place}`}\n`);
    else if (failed === 0 && code !== 0) say(`\nevery test passed, yet the run ended with code ${code}\n`);
    const more = complete && failed === 0 && code !== 0 ? 1 : 0;
    if (failed + more > 0 && code === 0) process.exitCode = 1;
    const skipped = summary.Skipped > 0 ? `, ${summary.Skipped} skipped` : '';
    say(`${passed} passed, ${failed + more} failed${skipped}\n`);
  });
}
