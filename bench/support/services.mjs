// Programs that serve others while they are measured: started, waited for, and ended whatever happens.
import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { folder } from './build.mjs';

/** Milliseconds until a service listens, and those that a command may take. */
const START_LIMIT = 15_000;
const TIME_LIMIT = 60_000;

const running = new Set();
process.on('exit', () => {
  for (const child of running) endGroup(child);
});
// Ctrl-C ends what was started, too: it is in groups of its own.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.on(signal, () => process.exit(code));

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** On the CPUs; `output` hears what it prints. */
function start(cpus, [command, ...args], output) {
  const all = ['-c', cpus.join(','), command, ...args];
  const child = spawn('taskset', all, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running.add(child);
  const state = { child, command: all.join(' '), stdout: '', stderr: '', failure: null };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    state.stdout += text;
    output?.(state.stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (state.stderr += text));
  state.ended = new Promise((resolve) => {
    child.on('error', (error) => {
      state.failure = error.message;
      resolve();
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      state.code = code;
      state.signal = signal;
      resolve();
    });
  });
  return state;
}

const problem = (state, what) => new Error(`taskset ${state.command}: ${what}\n${state.stderr}${state.stdout}`);

/** A port that nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/**
 * Starts a service and waits until it has printed `ready`, or until its port (a number) takes connections.
 * @returns its process id and how to end it.
 */
export async function serve(cpus, command, ready) {
  let heard = false;
  const state = start(cpus, command, (text) => (heard ||= typeof ready === 'string' && text.includes(ready)));
  const late = Date.now() + START_LIMIT;
  while (!heard && !(typeof ready === 'number' && (await answers(ready)))) {
    if (state.failure ?? state.code ?? state.signal)
      throw problem(state, state.failure ?? `ended with ${state.signal ?? state.code}`);
    if (Date.now() > late) {
      endGroup(state.child);
      throw problem(state, `does not serve after ${START_LIMIT / 1000} s`);
    }
    await sleep(20);
  }
  return {
    pid: state.child.pid,
    /** What it has printed, after it has ended by itself. */
    async output() {
      await state.ended;
      if (state.code !== 0) throw problem(state, `ended with ${state.signal ?? state.code}`);
      return state.stdout;
    },
    async end() {
      endGroup(state.child);
      await state.ended;
    },
  };
}

/** Runs a command to its end: what it printed. Throws when it fails. */
export async function perform(cpus, command, limit = TIME_LIMIT) {
  const state = start(cpus, command);
  const timer = setTimeout(() => endGroup(state.child), limit);
  await state.ended;
  clearTimeout(timer);
  if (state.failure || state.code !== 0)
    throw problem(state, state.failure ?? `ended with ${state.signal ?? state.code}`);
  return state.stdout;
}

/**
 * As byTurns of measure.mjs, for contestants that are functions: each gives figures, by name, or is null.
 * The first turn does not count.
 */
export async function takeTurns(contestants, rounds) {
  const samples = contestants.map((contestant) => contestant && {});
  for (let round = -1; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      if (!contestant) continue;
      for (const [name, value] of Object.entries(await contestant()))
        if (round >= 0) (samples[i][name] ??= []).push(value);
    }
  }
  return samples;
}
