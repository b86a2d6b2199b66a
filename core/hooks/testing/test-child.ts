import { readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadHook } from '../load.js';
import { provideSdk } from '../provide-sdk.js';
import { failureOf } from './failure.js';
import { PROVIDED_KEY, providedModules } from './provided.js';
import { smokeTest } from './smoke-test.js';
import { testSuites } from './suites.js';
import type { Tell, TestTask } from './test-words.js';

/** The process of one file of tests: its task on standard input, what happens on descriptor 3, the author's own words as ever. */

// Written at once: of a test that never ends, or ends this process, it is known that it began.
const tell: Tell = event => {
  writeSync(3, `${JSON.stringify(event)}\n`);
};

const task = JSON.parse(readFileSync(0, 'utf8')) as TestTask;
const failure = failureOf(task.kind === 'file' ? dirname(task.bundle) : task.folder);
let loading = true;
process.on('uncaughtException', error => {
  tell({ kind: 'failed', name: loading ? 'loading' : 'outside of every test', failure: failure(error) });
  process.exit(1);
});

provideSdk();
// From here on Node's stacks name the author's lines.
process.setSourceMapsEnabled(true);

if (task.kind === 'smoke') smokeTest(loadHook(task.hook, task.folder), tell, failure);
else {
  const { suites, run } = testSuites(tell, failure);
  Object.defineProperty(globalThis, Symbol.for(PROVIDED_KEY), { value: providedModules(suites) });
  await import(pathToFileURL(task.bundle).href);
  loading = false;
  await run();
}
tell({ kind: 'done' });
// Timers and sockets that a test left open keep nobody waiting.
process.exit(0);
