import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMAND_LINE } from '../command-line.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing here takes a tenth of it. */
const PATIENCE_MS = 120_000;

export interface Answer {
  readonly code: number;
  /** Standard output and error, those of programs in the background included. */
  readonly out: string;
}

/**
 * A bash with a /run of its own, so that what `setup` leaves there is nobody else's, and with `hookline` in its PATH.
 * Lines are typed one after the other, as a user would.
 */
export class PrivateShell {
  /** A home folder, empty at first. */
  readonly home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  private readonly mark = randomUUID();
  private readonly bash: ChildProcess;
  private readonly ended: Promise<unknown>;
  private said = '';
  private heard: () => void = () => {};

  private constructor(cwd: string) {
    const bin = join(this.home, '.bin');
    this.bash = spawn('unshare', ['--mount', '--propagation', 'private', 'bash', '--norc', '-s'], {
      cwd,
      env: { ...process.env, HOME: this.home, PATH: `${bin}:${process.env['PATH']}` },
      stdio: 'pipe',
    });
    const hear = (chunk: Buffer): void => {
      this.said += chunk;
      this.heard();
    };
    this.bash.stdout!.on('data', hear);
    this.bash.stderr!.on('data', hear);
    this.ended = new Promise(resolve => this.bash.once('close', resolve));
  }

  static async open(cwd = ROOT): Promise<PrivateShell> {
    const shell = new PrivateShell(cwd);
    const program = join(shell.home, '.bin', 'hookline');
    const command = `exec ${COMMAND_LINE.map(word => `'${word}'`).join(' ')} "$@"`;
    const made = await shell.type('mount -t tmpfs tmpfs /run && mkdir "$HOME/.bin"');
    if (made.code !== 0) throw new Error(`no /run of its own: ${made.out}`);
    writeFileSync(program, `#!/bin/sh\n${command}\n`);
    chmodSync(program, 0o755);
    return shell;
  }

  /** Everything that was printed so far. */
  get transcript(): string {
    return this.said.replaceAll(new RegExp(`${this.mark}:\\d+\n`, 'g'), '');
  }

  /** Types a line and waits for its end; one that ends in `&` goes on in the background. */
  async type(line: string): Promise<Answer> {
    const from = this.said.length;
    this.bash.stdin!.write(`${line}\necho "${this.mark}:$?"\n`);
    const [found] = await this.hears(new RegExp(`${this.mark}:\\d+\n`), from);
    const end = this.said.indexOf(found!, from);
    return { code: Number(found!.slice(this.mark.length + 1)), out: this.said.slice(from, end) };
  }

  /** Waits until this is printed, from a place in what was printed on. */
  async hears(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    let over = false;
    const end = (): void => {
      over = true;
      this.heard();
    };
    void this.ended.then(end);
    const patience = setTimeout(end, PATIENCE_MS);
    try {
      for (;;) {
        const found = pattern.exec(this.said.slice(from));
        if (found) return found;
        if (over) throw new Error(`${pattern} was waited for in vain, behind:\n${this.said.slice(from)}`);
        await new Promise<void>(resolve => {
          this.heard = resolve;
        });
      }
    } finally {
      clearTimeout(patience);
    }
  }

  /** Types a line again and again until it succeeds. */
  async until(line: string): Promise<void> {
    while ((await this.type(line)).code !== 0);
  }

  async close(): Promise<void> {
    this.bash.stdin!.end('kill $(jobs -p) 2>/dev/null\nwait\n');
    await this.ended;
    rmSync(this.home, { recursive: true, force: true });
  }
}
