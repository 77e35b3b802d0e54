// Servers under test, natively and as an image behind published ports: both have to do the same. They are ended by a signal.
import { describe } from 'vitest';
import { commandLine, environment } from './hermit.js';
import { compileImage } from './image.js';
import { compileNative } from './native.js';
import { gcc, need } from './needs.js';
import { within } from './patience.js';
import { type Result, start } from './spawn.js';
import { freePort } from './tcp.js';

export type Kind = 'image' | 'native';

/** A group of tests for servers of each kind. */
export function describeServers(title: string, tests: (kind: Kind) => void, needed = need(true, '')): void {
  describe.skipIf(needed.missing)(`${title}, image${needed.note}`, () => {
    tests('image');
  });
  const native = needed.missing ? needed : gcc;
  describe.skipIf(native.missing)(`${title}, native${native.note}`, () => {
    tests('native');
  });
}

export interface Server {
  /** On 127.0.0.1. */
  port: number;
  /** Sends SIGTERM, unless told otherwise, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Result>;
  /** What it prints until it ends by itself. */
  ended: Promise<Result>;
}

export interface ServerOptions {
  /** Arguments besides the port. */
  args?: readonly string[];
  /** Options of `hermit-wasm run`. */
  run?: readonly string[];
  flags?: readonly string[];
  udp?: boolean;
}

/** Starts a server that takes `-p PORT` and says `port PORT` when it listens. */
export async function startServer(
  kind: Kind,
  sources: readonly string[],
  options: ServerOptions = {},
): Promise<Server> {
  const { args = [], flags = ['-O2'], udp = false } = options;
  const port = await freePort();
  const program = await (kind === 'image' ? compileImage : compileNative)(sources, flags);
  const published = ['-p', `${port}:${port}`, ...(udp ? ['-p', `${port}:${port}/udp`] : [])];
  const all = [program, '-p', String(port), ...args];
  const [command, ...rest] =
    kind === 'image'
      ? [process.execPath, commandLine, 'run', '-n', '1', ...published, ...(options.run ?? []), ...all]
      : all;
  let ready: () => void = () => {};
  const listens = new Promise<void>((resolve) => (ready = resolve));
  const server = start(command!, rest, {
    env: kind === 'image' ? environment : process.env,
    onOutput: (text) => void (text.includes(`port ${port}`) && ready()),
  });
  const failed = server.done.then(({ code, stderr }) => {
    throw new Error(`${program} ended with ${code} before it listened\n${stderr}`);
  });
  failed.catch(() => {});
  await within(`${program} listens`, Promise.race([listens, failed]));
  return {
    port,
    ended: server.done,
    stop(signal = 'SIGTERM') {
      server.kill(signal);
      return server.done;
    },
  };
}
