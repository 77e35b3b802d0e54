// run --watch: the program runs in a process of its own, which is ended and started again when something changes that it is made of.
import { type ChildProcess, spawn } from 'node:child_process';
import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { constants } from 'node:os';
import { relative, resolve } from 'node:path';
import { isSource } from '../cc/languages.js';
import { printable } from '../../runtime/printable.js';
import { exitCodes, reportError } from './errors.js';
import { inColour, say, write } from './output.js';

/** Milliseconds between two looks at a file, until a change counts as whole, and that a program has to end by itself. */
const LOOK = 200;
const SETTLE = 100;
const GRACE = 2000;

export interface Watched {
  file: string;
  with: readonly string[];
  flags: readonly string[];
  /** The command line of `run`, without --watch. */
  args: readonly string[];
  quiet: boolean;
}

/** Runs until a signal comes; returns its exit code. */
export async function rerun(watched: Watched): Promise<number> {
  const changes = new Changes();
  const program = new Runs(watched);
  const stop = new AbortController();
  let ending: NodeJS.Signals | undefined;
  const end = (signal: NodeJS.Signals): void => {
    ending ??= signal;
    stop.abort();
    changes.stir();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const tell = (text: string): void => {
    if (!watched.quiet) say(text);
  };
  while (!ending) {
    // Watched from before it is read: a change while it is compiled is not lost.
    changes.watch([watched.file, ...watched.with]);
    const { files, made } = await prepare(watched, stop.signal);
    changes.watch(files);
    if (made && !ending && !changes.pending) program.start((code) => tell(`ended with ${code}; waiting for changes`));
    const changed = await changes.next();
    await program.end();
    if (!ending && changed) tell(`${printable(changed)} has changed`);
  }
  changes.close();
  return exitCodes.signal + constants.signals[ending];
}

/** Compiles a source, if it is one: what it is made of, also where it has errors. The run itself finds the image in the cache. */
async function prepare(
  { file, with: more, flags }: Watched,
  signal: AbortSignal,
): Promise<{ files: string[]; made: boolean }> {
  if (!isSource(file)) return { files: [], made: true };
  const { compileCached } = require('../cc/compile.js') as typeof import('../cc/compile.js');
  let files: string[] = [];
  let said = '';
  try {
    await compileCached([file, ...more], [...flags], process.cwd(), {
      resident: 'start',
      signal,
      color: inColour(),
      onDiagnostics: (text) => (said += text),
      onFiles: (names) => (files = names),
    });
    return { files, made: true };
  } catch (error) {
    if (!signal.aborted) {
      write(2, said);
      reportError(error);
    }
    return { files, made: false };
  }
}

/** Files that are looked at from time to time, which works with every editor and every file system. */
class Changes {
  pending: string | undefined;
  private readonly watched = new Set<string>();
  private wake = (): void => {};

  watch(files: readonly string[]): void {
    for (const name of files) {
      const file = resolve(name);
      if (this.watched.has(file)) continue;
      this.watched.add(file);
      watchFile(file, { interval: LOOK }, (now: Stats, before: Stats) => {
        if (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino) return;
        this.pending ??= relative('', file);
        this.wake();
      });
    }
  }

  stir(): void {
    this.pending ??= '';
    this.wake();
  }

  /** The first that changed; empty after stir(). */
  async next(): Promise<string> {
    if (this.pending === undefined) await new Promise<void>((done) => (this.wake = done));
    if (this.pending) await new Promise((done) => setTimeout(done, SETTLE));
    const changed = this.pending!;
    this.pending = undefined;
    return changed;
  }

  close(): void {
    for (const file of this.watched) unwatchFile(file);
  }
}

class Runs {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();

  constructor(private readonly watched: Watched) {}

  start(told: (code: string) => void): void {
    const args = ['--', process.argv[1]!, 'run', ...this.watched.args];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    this.child = child;
    this.ended = new Promise((done) => {
      child.once('error', (error) => {
        say(`the program could not be started: ${error.message}`);
        done();
      });
      child.once('exit', (code, signal) => {
        if (this.child === child) told(signal ?? `exit code ${code}`);
        done();
      });
    });
  }

  /** Ends it, if it runs: by SIGTERM, and by SIGKILL when it does not want to. */
  async end(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const timer = setTimeout(() => child?.kill('SIGKILL'), GRACE);
    await this.ended;
    clearTimeout(timer);
  }
}
