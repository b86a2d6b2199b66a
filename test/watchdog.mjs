// A thread beside the tests: ends the run when one of them makes no progress for five minutes, and names it.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { Progress } from './progress.mjs';

const LIMIT_S = Number(process.env.HOOKLINE_TEST_LIMIT_S ?? 300);
const progress = new Progress(workerData);
let steps = progress.steps;
let still = 0;

setInterval(() => {
  still = progress.steps === steps ? still + 1 : 0;
  steps = progress.steps;
  if (still < LIMIT_S) return;
  const place = progress.place === '' ? 'loading the test files' : progress.place;
  writeSync(1, `\n\nno progress for ${LIMIT_S} s, the run is ended at ${place}\n`);
  writeSync(1, `${progress.passed} passed, ${progress.failed + 1} failed\n`);
  // The main thread may be in a loop that takes no signal but this one.
  process.kill(process.pid, 'SIGKILL');
}, 1000);
