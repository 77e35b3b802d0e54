// A program that runs beside the test: its published ports, what it prints, its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { commandLine, environment } from './hermit.js';

export interface Served {
  /** Of this machine, in the order of the options. */
  ports: number[];
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code. */
  done: Promise<number>;
  stop(): Promise<number>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts hermit-wasm run with ports that Linux chooses; resolves when the program has said `isles` times that it is ready. */
export async function serve(
  args: readonly string[],
  { isles = 1, env = environment, limit = 30_000 } = {},
): Promise<Served> {
  const child = spawn(process.execPath, [commandLine, 'run', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let stdout = '';
  let stderr = '';
  const timer = setTimeout(() => child.kill('SIGKILL'), limit);
  const done = new Promise<number>((resolve) =>
    child.once('close', (code) => {
      running.delete(child);
      clearTimeout(timer);
      resolve(code ?? 128);
    }),
  );
  const published = args.filter((arg) => arg === '-p').length;
  const ports = (): number[] => [...stderr.matchAll(/is published at \S*:(\d+)\n/g)].map(([, port]) => Number(port));
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (stdout.split('ready\n').length > isles && ports().length === published) resolve();
    };
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
      look();
    });
    child.stdout.on('data', (text: Buffer) => {
      stdout += text;
      look();
    });
    void done.then((code) => reject(new Error(`ended before it was ready, with code ${code}: ${stdout}${stderr}`)));
  });
  return {
    ports: ports(),
    stdout: () => stdout,
    stderr: () => stderr,
    done,
    stop() {
      child.kill('SIGKILL');
      return done;
    },
  };
}

/** Connects; `code`: how the socket ended, 'end' when it did well. */
export function client(port: number, options: object = {}): Socket & { ended: Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, ...options });
  let how = 'end';
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (how = code ?? 'error'));
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(how)));
  return Object.assign(socket, { ended });
}

/** All that comes until the other end has said its end. */
export function received(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  return new Promise((resolve, reject) => {
    socket.once('end', () => resolve(Buffer.concat(parts)));
    socket.once('error', reject);
  });
}
