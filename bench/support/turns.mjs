// Long-lived programs that measure by turns of some milliseconds. Each reads names on standard input and answers every one with a
// figure. While one works the others are stopped by signal, polling threads and all, so nobody takes its CPUs away. A machine that
// changes its speed for seconds does so for all: sample i of one is comparable with sample i of another, whatever the hour.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { folder, commandLine } from './build.mjs';

/** Milliseconds for one figure. */
const TIME_LIMIT = 60_000;

/** What starts the image with options of `hermit-wasm run`, and what starts the native program, on CPUs of the whole process. */
export const imageCommand = (file, cpus, options, args = []) => ({
  argv: ['-c', cpus.join(','), process.execPath, commandLine, 'run', ...options, file, ...args],
  env: process.env,
});
export const nativeCommand = (file, cpus, args = [], env = {}) => ({
  argv: ['-c', cpus.join(','), file, ...args],
  env: { ...process.env, ...env },
});

/** Stopped threads of a process. A signal reaches them one after the other; those that wait in the kernel count at once. */
function isStopped(pid) {
  return /^State:\s*[Tt]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

class Contestant {
  #child;
  #said = '';
  #wrong = '';
  #waiting = null;

  constructor({ argv, env }) {
    this.command = argv.join(' ');
    this.#child = spawn('taskset', argv, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.setEncoding('utf8').on('data', (text) => this.#hear(text));
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.#wrong += text));
    this.#child.on('error', (error) => this.#fail(error.message));
    this.#child.on('exit', (code, signal) => this.#fail(`ended with ${signal ?? code}`));
  }

  #hear(text) {
    this.#said += text;
    const end = this.#said.indexOf('\n');
    if (end < 0 || !this.#waiting) return;
    const line = this.#said.slice(0, end);
    this.#said = this.#said.slice(end + 1);
    this.#waiting.resolve(line);
    this.#waiting = null;
  }

  #fail(why) {
    this.failure = `taskset ${this.command}: ${why}\n${this.#wrong}`;
    this.#waiting?.reject(new Error(this.failure));
    this.#waiting = null;
  }

  /** The answer to a line, or the first line that the program says by itself. */
  async ask(line) {
    if (this.failure) throw new Error(this.failure);
    const answer = new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
    const timer = setTimeout(() => this.#fail(`no answer to "${line}" in ${TIME_LIMIT / 1000} s`), TIME_LIMIT);
    if (line) this.#child.stdin.write(`${line}\n`);
    if (this.#said) this.#hear('');
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  #signal(name) {
    process.kill(-this.#child.pid, name);
  }

  stop() {
    this.#signal('SIGSTOP');
    while (!isStopped(this.#child.pid));
  }

  go() {
    this.#signal('SIGCONT');
  }

  end() {
    this.#child.removeAllListeners('exit');
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#signal('SIGKILL');
  }
}

/**
 * Starts the commands and lets them measure each of `names`, `turns` times, the first one being another in every turn. A first
 * answer to each name does not count.
 * @param commands null stands for a program that is absent.
 * @returns for each command, by name, its samples in the order of the turns; null for an absent one.
 */
export async function byFineTurns(commands, names, turns) {
  const contestants = [];
  const samples = commands.map((command) => command && Object.fromEntries(names.map((name) => [name, []])));
  try {
    for (const command of commands) {
      const contestant = command && new Contestant(command);
      contestants.push(contestant);
      // It is ready when it says so.
      await contestant?.ask('');
      contestant?.stop();
    }
    const order = [...contestants.keys()].filter((i) => contestants[i]);
    for (const name of names) {
      for (let turn = -1; turn < turns; turn++) {
        order.push(order.shift());
        for (const i of order) {
          contestants[i].go();
          const figure = Number(await contestants[i].ask(name));
          contestants[i].stop();
          if (turn >= 0) samples[i][name].push(figure);
        }
      }
    }
  } finally {
    for (const contestant of contestants) contestant?.end();
  }
  return samples;
}
