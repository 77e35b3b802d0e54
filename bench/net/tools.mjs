// What the suite needs of the machine, and how its contestants are started: isles behind published ports or a TUN device, natives.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { commandLine } from '../support/build.mjs';
import { freePort, serve } from '../support/services.mjs';

/** Address of isle 0, towards a TUN device. */
export const ISLE_0 = '192.168.28.2';

const found = new Map();
/** Whether there is such a command; says it once where it is not. */
export function has(command) {
  if (!found.has(command)) {
    const { error } = spawnSync(command, ['--version'], { stdio: 'ignore' });
    found.set(command, !error);
    if (error) console.log(`net: ${command} is absent`);
  }
  return found.get(command);
}

/** Why no TUN device can be made in a network namespace of one's own; null if it can. */
export function noTun() {
  if (process.getuid() !== 0) return 'needs root';
  try {
    closeSync(openSync('/dev/net/tun', 'r+'));
  } catch (error) {
    return `/dev/net/tun: ${error.code}`;
  }
  const { status, stderr, error } = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  return error || status !== 0 ? `unshare -n: ${error?.message ?? stderr.trim()}` : null;
}

/** A command that runs isles. */
export const isles = (options, image, args = []) => [process.execPath, commandLine, 'run', ...options, image, ...args];

/** Serves an image whose `port` is published: the port on this side, and how to end it. */
export async function publish(cpus, image, port, args, options = []) {
  const at = await freePort();
  const all = ['-p', `${at}:${port}`, ...options];
  return { port: at, ...(await serve(cpus, isles(all, image, args), `port ${port}`)) };
}

export async function serveNative(cpus, command, port) {
  return { port, ...(await serve(cpus, command, port)) };
}

/** Serves an image through a TUN device in a network namespace of its own; `enter` makes a command run beside it. */
export async function serveTun(cpus, image, port, args) {
  const run = isles(['-n', '1', '--cpus', String(cpus[0]), '--net', 'tun'], image, args);
  const quoted = run.map((word) => `'${word}'`).join(' ');
  const served = await serve(cpus, ['unshare', '-n', 'sh', '-c', `ip link set lo up; exec ${quoted}`], `port ${port}`);
  return { ...served, enter: (command) => ['nsenter', '-t', String(served.pid), '-n', ...command] };
}
