const STEPS = 0;
const PASSED = 1;
const FAILED = 2;
const LENGTH = 3;
const TEXT_MOST = 1000;

/** How far the test run has come, in memory that the watchdog's thread reads while this one hangs. */
export class Progress {
  #words;
  #text;
  #file = '';

  constructor(shared = new SharedArrayBuffer(16 + TEXT_MOST)) {
    this.shared = shared;
    this.#words = new Int32Array(shared, 0, 4);
    this.#text = new Uint8Array(shared, 16);
  }

  enter(file) {
    this.#file = file;
    this.#tell(file);
  }
  begin(title) {
    this.#tell(title === '' || title === undefined ? this.#file : `${this.#file}: "${title}"`);
  }
  count(passed) {
    Atomics.add(this.#words, passed ? PASSED : FAILED, 1);
    Atomics.add(this.#words, STEPS, 1);
  }

  /** Changes with everything that happens. */
  get steps() {
    return Atomics.load(this.#words, STEPS);
  }
  get passed() {
    return Atomics.load(this.#words, PASSED);
  }
  get failed() {
    return Atomics.load(this.#words, FAILED);
  }
  /** The file and the test that run; empty before the first one. */
  get place() {
    return Buffer.from(this.#text.slice(0, Atomics.load(this.#words, LENGTH))).toString();
  }

  #tell(text) {
    const { written } = new TextEncoder().encodeInto(text, this.#text);
    Atomics.store(this.#words, LENGTH, written);
    Atomics.add(this.#words, STEPS, 1);
  }
}
