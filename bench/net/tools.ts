// What the suite needs of the machine, and how its contestants are started: isles behind published ports or a TUN device, natives.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Context, Row } from '../model.js';
import { commandLine } from '../support/build.js';
import { type Command, freePort, serve, type Service } from '../support/services.js';

/** Address of isle 0, towards a TUN device. */
export const ISLE_0 = '192.168.28.2';

/** Results of a part of the suite. */
export interface Part {
  samples: unknown;
  rows: Row[];
}

const found = new Map<string, boolean>();

/** Whether there is such a command; a note where it is not. */
export function has(context: Context, command: string): boolean {
  let there = found.get(command);
  if (there === undefined) found.set(command, (there = !spawnSync(command, ['--version'], { stdio: 'ignore' }).error));
  if (!there) context.note(`${command} is not installed: what needs it is not measured`);
  return there;
}

/** Why no TUN device can be made in a network namespace of one's own; null if it can. */
export function noTun(): string | null {
  if (process.getuid?.() !== 0) return 'needs root';
  try {
    closeSync(openSync('/dev/net/tun', 'r+'));
  } catch (error) {
    return `/dev/net/tun: ${(error as NodeJS.ErrnoException).code}`;
  }
  const { status, stderr, error } = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  return error || status !== 0 ? `unshare -n: ${error?.message ?? stderr.trim()}` : null;
}

/** Why no device can be made to lose packets; null if it can. */
export function noLoss(): string | null {
  const probe = ['-n', 'sh', '-c', 'ip link set lo up && tc qdisc add dev lo root netem loss 1%'];
  const { status, stderr, error } = spawnSync('unshare', probe, { encoding: 'utf8' });
  return error || status !== 0 ? `tc netem: ${error?.message ?? stderr.trim()}` : null;
}

/** A command that runs isles. */
export const isles = (options: readonly string[], image: string, args: readonly string[] = []): Command => [
  process.execPath,
  commandLine,
  'run',
  ...options,
  image,
  ...args,
];

export type Listening = Service & { readonly port: number };

const listening = (service: Service, port: number): Listening => Object.assign(service, { port });

/** Serves an image whose `port` is published: the port on this side, and how to end it. */
export async function publish(
  context: Context,
  cpus: readonly number[],
  image: string,
  port: number,
  args: readonly string[],
  options: readonly string[] = [],
): Promise<Listening> {
  const at = await freePort();
  const command = isles(['-p', `${at}:${port}`, ...options], image, args);
  return listening(await serve(context, cpus, command, `port ${port}`), at);
}

/** A native server; `command` is made for a free port. */
export async function serveNative(
  context: Context,
  cpus: readonly number[],
  command: (port: number) => Command,
): Promise<Listening> {
  const port = await freePort();
  return listening(await serve(context, cpus, command(port), port), port);
}

/** Makes a command run in the network namespace of a service. */
export type Enter = (command: Command) => Command;

/** Serves an image through a TUN device in a network namespace of its own; `enter` makes a command run beside it. */
export async function serveTun(
  context: Context,
  cpus: readonly number[],
  image: string,
  port: number,
  args: readonly string[],
): Promise<Service & { enter: Enter }> {
  const run = isles(['-n', '1', '--cpus', String(cpus[0]), '--net', 'tun'], image, args);
  const quoted = run.map((word) => `'${word}'`).join(' ');
  const script = `ip link set lo up; exec ${quoted}`;
  const served = await serve(context, cpus, ['unshare', '-n', 'sh', '-c', script], `port ${port}`);
  const enter: Enter = (command) => ['nsenter', '-t', String(served.pid), '-n', ...command];
  return Object.assign(served, { enter });
}
