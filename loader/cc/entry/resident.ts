/**
 * The resident compiler: does the jobs that come over its socket, in threads that share the compiled modules, each with an instance made ahead.
 * It ends when nobody has asked for a while, when its socket or its folder is gone, and when it has grown too large.
 */
import { availableParallelism } from 'node:os';
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Answer, connectTo, onFrames, type Request, sendFrame } from '../frames';
import type { Job } from '../messages';
import { isOwn, socketsIn } from '../place';
import type { ResidentArguments } from '../start';
import { Threads } from './threads';

const { folder, prefix, toolchain, directory, idleSeconds } = JSON.parse(process.argv[2]!) as ResidentArguments;

const MOST_AT_ONCE = 4;
/** Bytes of memory beyond which it ends when it has nothing to do: the code of the compiler's functions stays once they have run. */
const MAX_MEMORY = 1.5 * 2 ** 30;
/** Milliseconds between two looks at whether the socket is still there. */
const LOOK = 1000;

/** Names sort by age: a process that finds an older one that listens ends. */
const path = join(folder, `${prefix}${Date.now().toString(36).padStart(9, '0')}-${process.pid}`);

/** Descriptors of who started this process that it would otherwise hold: locks, pipes that others wait for the end of. */
function closeInherited(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name);
    try {
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
      if (fd > 2 && flags !== undefined && (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) closeSync(fd);
    } catch {
      // The one of the listing itself.
    }
  }
}
const CLOSE_ON_EXEC = 0o2000000;

class Resident {
  private readonly threads = new Threads(directory, Math.min(availableParallelism(), MOST_AT_ONCE));
  private readonly server: Server;
  private readonly connections = new Set<Socket>();
  private idle: NodeJS.Timeout | undefined;
  private inode = 0;

  constructor() {
    this.server = createServer((socket) => this.serve(socket));
    this.server.on('error', () => this.end());
  }

  listen(): void {
    this.server.listen({ path, readableAll: false, writableAll: false }, () => void this.begin());
  }

  private async begin(): Promise<void> {
    this.inode = lstatSync(path).ino;
    if (await this.isSecond()) return this.end();
    say();
    this.rest();
    setInterval(() => this.isThere() || this.end(), LOOK).unref();
    this.threads.warm();
  }

  /** Two that start at the same time see each other here, because each listens before it looks. */
  private async isSecond(): Promise<boolean> {
    if (!isOwn(folder)) return true;
    for (const other of socketsIn(folder, prefix)) {
      if (other >= path) return false;
      const socket = await connectTo(other);
      if (socket) {
        socket.destroy();
        return true;
      }
      // Of one that was killed; nobody else ever has its name.
      rmSync(other, { force: true });
    }
    return true;
  }

  private isThere(): boolean {
    try {
      return lstatSync(path).ino === this.inode;
    } catch {
      return false;
    }
  }

  private serve(socket: Socket): void {
    this.connections.add(socket);
    clearTimeout(this.idle);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.connections.delete(socket);
      this.rest();
    });
    onFrames(socket, (value) => this.take(socket, value as Request));
  }

  private take(socket: Socket, request: Request): void {
    if ('stop' in request) return this.end();
    const answer = (said: Answer): void => void (socket.destroyed || sendFrame(socket, said));
    if (request.toolchain !== toolchain) return answer({ other: true });
    this.run(socket, request.job, answer);
  }

  /** Who goes away, as by Ctrl-C, wants no result: the job ends, and its thread with it. */
  private run(socket: Socket, job: Job, answer: (said: Answer) => void): void {
    const cancel = this.threads.run(job, (result) => answer(result ? { result } : { other: true }));
    socket.on('close', cancel);
  }

  private rest(): void {
    if (this.connections.size > 0) return;
    clearTimeout(this.idle);
    if (process.memoryUsage.rss() > MAX_MEMORY) return this.end();
    this.idle = setTimeout(() => this.end(), idleSeconds * 1000);
  }

  end(): void {
    try {
      if (this.isThere()) rmSync(path, { force: true });
      rmdirSync(folder);
    } catch {
      // Others are in it, or it is gone.
    }
    process.exit(0);
  }
}

/** Tells who started this process that it listens; then nothing of it holds that one's pipe. */
function say(): void {
  try {
    if (fstatSync(1).isFIFO() || fstatSync(1).isSocket()) writeSync(1, '\n');
  } catch {
    // Nobody waits any more.
  }
  closeSync(1);
  openSync('/dev/null', 'r+');
}

closeInherited();
process.umask(0o077);
const resident = new Resident();
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, () => resident.end());
process.on('uncaughtException', () => resident.end());
resident.listen();
