/** Compiles, links and runs one program of a suite, each step with a time limit. Objects are kept: only the runtime changes. */
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './fetch.mjs';

export const HERMIT = fileURLToPath(new URL('../../../dist/loader/cli/main.js', import.meta.url));
const COMPILE_LIMIT = 120_000;
const TAIL = 4000;

/** Runs a command to its end; kills it, with all that it started, after `limit` milliseconds. */
export function execute(command, args, { cwd, env = {}, limit }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const keep = (data) => (output += data);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(0 - child.pid, 'SIGKILL');
    }, limit);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? 128 + (os.constants.signals[signal] ?? 0), late, output });
    });
  });
}

const hermit = (args, options) => execute(process.execPath, [HERMIT, ...args], options);

/** Old programs declare less than C99 asks for; both compilers of the suites take that. */
const LENIENT = [
  '-w',
  '-Wno-error=implicit-function-declaration',
  '-Wno-error=implicit-int',
  '-Wno-error=int-conversion',
];

const header = fs.readFileSync(fileURLToPath(new URL('../../../dist/sysroot/include/omp.h', import.meta.url)));

/** An object's path, or { failed }: what the compiler said. */
async function object(source, flags, cwd) {
  const what = JSON.stringify([path.relative(cacheFolder, source), flags]);
  const key = crypto.createHash('sha256').update(what).update(header);
  const file = path.join(cacheFolder, 'objects', `${key.digest('hex').slice(0, 24)}.o`);
  const failure = `${file}.failed`;
  if (fs.existsSync(file)) return { file };
  if (fs.existsSync(failure)) return { failed: fs.readFileSync(failure, 'utf8') };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const made = await hermit(['cc', '-c', ...LENIENT, ...flags, source, '-o', file], { cwd, limit: COMPILE_LIMIT });
  if (made.code === 0) return { file };
  const failed = made.late ? 'the compiler did not finish' : made.output.slice(0, TAIL);
  fs.writeFileSync(failure, failed);
  return { failed };
}

/**
 * Builds an image. Answers { status: 'built' }, { status: 'uncompiled', detail } when clang refuses the source in every version
 * of OpenMP that is tried, or { status: 'unlinked', detail }.
 */
export async function buildImage({ sources, flags, cwd, image }) {
  const objects = [];
  for (const source of sources) {
    let made;
    for (const version of [[], ['-fopenmp-version=52']]) {
      made = await object(source, ['-fopenmp', '-O2', ...flags, ...version], cwd);
      if (made.file) break;
    }
    if (made.failed !== undefined) return { status: 'uncompiled', detail: made.failed };
    objects.push(made.file);
  }
  const linked = await hermit(['cc', '-fopenmp', ...objects, '-o', image, '-lm'], { cwd, limit: COMPILE_LIMIT });
  return linked.code === 0 ? { status: 'built' } : { status: 'unlinked', detail: linked.output.slice(0, TAIL) };
}

/** `hermit-wasm run` with the variables of OpenMP that are set handed on. */
export function runArguments(image, args, env) {
  const grants = Object.keys(env).filter((name) => /^(OMP|KMP)_/.test(name));
  return ['run', ...grants.flatMap((name) => ['-e', `${name}=${env[name]}`]), '--dir', os.tmpdir(), image, ...args];
}

export const runImage = (image, { env = {}, cwd, limit }) =>
  execute(process.execPath, [HERMIT, ...runArguments(image, [], env)], { cwd, limit });

/** First line that says something. */
export const gist = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => /error|undefined|assert|fail|trap|:/i.test(line)) ??
  text.trim().split('\n').at(-1) ??
  '';
