// Servers under test: started natively or as an image behind published ports, and ended by a signal.
import { createServer } from 'node:net';
import { hermit } from './hermit.js';
import { compileImage } from './image.js';
import { compileNative, hasNativeCompiler } from './native.js';
import { type Handle, type Result, type SpawnOptions, run } from './spawn.js';

/** What the tests are run with: every server does the same in both. */
export const KINDS = hasNativeCompiler() ? (['image', 'native'] as const) : (['image'] as const);
export type Kind = (typeof KINDS)[number];

/** Milliseconds that a server lives at most, and that it may take until it listens. */
const LIFE = 80_000;
const START = 40_000;

export interface Served {
  /** On 127.0.0.1. */
  port: number;
  /** Sends SIGTERM, unless told otherwise, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Result>;
  /** What it prints until it ends by itself. */
  ended: Promise<Result>;
}

export interface ServeOptions {
  /** Arguments besides the port. */
  args?: readonly string[];
  /** Options of `hermit-wasm run`. */
  run?: readonly string[];
  flags?: readonly string[];
  udp?: boolean;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts a server that takes `-p PORT` and says `port PORT` when it listens. */
export async function serve(kind: Kind, sources: readonly string[], options: ServeOptions = {}): Promise<Served> {
  const { args = [], flags = ['-O2'], udp = false } = options;
  const port = await freePort();
  const program = await (kind === 'image' ? compileImage : compileNative)(sources, flags);
  const published = ['-p', `${port}:${port}`, ...(udp ? ['-p', `${port}:${port}/udp`] : [])];
  let handle: Handle | undefined;
  let ready: () => void = () => {};
  const listens = new Promise<void>((resolve) => (ready = resolve));
  const watched: SpawnOptions = {
    timeLimit: LIFE,
    onOutput: (text, child) => {
      handle = child;
      if (text.includes(`port ${port}`)) ready();
    },
  };
  const all = ['-p', String(port), ...args];
  const ended =
    kind === 'image'
      ? hermit(['run', '-n', '1', ...published, ...(options.run ?? []), program, ...all], watched)
      : run(program, all, watched);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${program} does not listen after ${START} ms`)), START);
  });
  const failed = ended.then(({ code, stderr }) => {
    throw new Error(`${program} ended with ${code} before it listened\n${stderr}`);
  });
  failed.catch(() => {});
  await Promise.race([listens, failed, late]).finally(() => clearTimeout(timer));
  return {
    port,
    ended,
    stop(signal = 'SIGTERM') {
      handle!.kill(signal);
      return ended;
    },
  };
}
