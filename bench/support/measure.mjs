// Runs programs by turns and gathers the figures that they print.
import { spawnSync } from 'node:child_process';
import { folder, commandLine } from './build.mjs';

const TIME_LIMIT = 120_000;

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const geometricMean = (values) => Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);

/** Runs a command on the given CPUs; throws with what it said when it fails. */
export function runOn(cpus, command, args, options = {}) {
  const all = ['-c', cpus.join(','), command, ...args];
  const result = spawnSync('taskset', all, {
    cwd: folder,
    timeout: TIME_LIMIT,
    maxBuffer: 1 << 26,
    encoding: 'utf8',
    ...options,
  });
  if (result.error || result.status !== 0) {
    throw new Error(
      `taskset ${all.join(' ')}: ${result.error?.message ?? `exit code ${result.status}`}\n${result.stderr}`,
    );
  }
  return result;
}

/** Lines `NAME NUMBER` as an object. */
function figures(text) {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name, value]) => [name, Number(value)]),
  );
}

/** A way to run a program: the image with options of `hermit-wasm run`, on CPUs that the whole process may use. */
export const asImage = (file, cpus, options, args = []) => ({
  run: () =>
    figures(runOn(cpus, process.execPath, [commandLine, 'run', ...options, '--dir', folder, file, ...args]).stdout),
});

/** The native program on the same CPUs; `env` is added to the environment. */
export const asNative = (file, cpus, args = [], env = {}) => ({
  run: () => figures(runOn(cpus, file, args, { env: { ...process.env, ...env } }).stdout),
});

/** An MPI program: one rank on each CPU, or more ranks that share them. */
export const asMpi = (file, cpus, ranks = cpus.length) => ({
  run: () => {
    const bind = ranks === cpus.length ? ['-bind-to', 'core'] : [];
    return figures(runOn(cpus, 'mpiexec', ['-n', String(ranks), ...bind, file]).stdout);
  },
});

/**
 * Runs contestants A B A B … `rounds` times, after one round that does not count.
 * @returns for each contestant, by figure, all samples; null for a contestant that is null.
 */
export function byTurns(contestants, rounds) {
  const samples = contestants.map((contestant) => contestant && {});
  for (let round = -1; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      if (!contestant) continue;
      for (const [name, value] of Object.entries(contestant.run()))
        if (round >= 0) (samples[i][name] ??= []).push(value);
    }
  }
  return samples;
}
