// The machine that figures were measured on.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** First line of what a command prints, or null where there is no such command. */
function firstLine(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0];
  } catch {
    return null;
  }
}

/** Smallest step in nanoseconds that the clock was seen to make. */
function clockResolution() {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 2000; i++) {
    const start = process.hrtime.bigint();
    let now = start;
    while (now === start) now = process.hrtime.bigint();
    least = Math.min(least, Number(now - start));
  }
  return least;
}

function governor() {
  try {
    return readFileSync('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', 'utf8').trim();
  } catch {
    return null;
  }
}

export function environment() {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? null,
    cpus: availableParallelism(),
    governor: governor(),
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.versions.node,
    v8: process.versions.v8,
    gcc: firstLine('gcc', ['--version']),
    libc: firstLine('ldd', ['--version']),
    load: loadavg(),
    clockResolutionNs: clockResolution(),
  };
}

/** The CPUs that this process may use. */
export function allowedCpus() {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
