// Programs that serve others while they are measured: started, waited for, and ended whatever happens.
import type { ChildProcess } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../model.js';
import { folder } from './build.js';
import { Failed, Interrupted } from './problems.js';
import { endGroup, startGroup } from './groups.js';
import { ending } from './process.js';
import { runOn } from './programs.js';

/** Milliseconds until a service listens, and between two looks. */
const START_LIMIT = 15_000;
const INTERVAL = 20;
/** Seconds that a command may take. */
const COMMAND_LIMIT = 60;

export type Command = readonly [string, ...string[]];

export interface Service {
  readonly pid: number;
  /** What it has printed, after it has ended by itself. */
  output(): Promise<string>;
  end(): Promise<void>;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

class Running implements Service {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #stdout = '';
  #stderr = '';
  #failure: Error | undefined;

  constructor(
    private readonly signal: AbortSignal,
    cpus: readonly number[],
    command: Command,
  ) {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = startGroup('taskset', ['-c', cpus.join(','), ...command], { cwd: folder(), stdio });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#ended = new Promise((resolve) => {
      const settle = (failure: Error): void => {
        this.#failure ??= failure;
        signal.removeEventListener('abort', this.#interrupt);
        resolve();
      };
      child.on('error', (error) => settle(new Failed(`taskset: ${error.message}`)));
      child.on('close', (code, by) => settle(new Failed(ending(code, by, this.#stderr || this.#stdout))));
    });
    signal.addEventListener('abort', this.#interrupt, { once: true });
    this.#child = child;
  }

  readonly #interrupt = (): void => endGroup(this.#child);

  get pid(): number {
    return this.#child.pid!;
  }

  /** Until it has printed `ready`, or until its port (a number) takes connections. */
  async serves(ready: string | number): Promise<void> {
    const late = performance.now() + START_LIMIT;
    while (!(typeof ready === 'string' ? this.#stdout.includes(ready) : await answers(ready))) {
      if (this.signal.aborted) throw new Interrupted();
      if (this.#failure) throw this.#failure;
      if (performance.now() > late) throw new Failed(`it does not serve after ${START_LIMIT / 1000} s`);
      await sleep(INTERVAL);
    }
  }

  async output(): Promise<string> {
    await this.#ended;
    if (this.signal.aborted) throw new Interrupted();
    if (this.#child.exitCode !== 0) throw this.#failure!;
    return this.#stdout;
  }

  async end(): Promise<void> {
    endGroup(this.#child);
    await this.#ended;
  }
}

/** Starts a service on the CPUs and waits until it has printed `ready`, or until its port (a number) takes connections. */
export async function serve(
  { signal }: Pick<Context, 'signal'>,
  cpus: readonly number[],
  command: Command,
  ready: string | number,
): Promise<Service> {
  if (signal.aborted) throw new Interrupted();
  const service = new Running(signal, cpus, command);
  try {
    await service.serves(ready);
    return service;
  } catch (error) {
    await service.end();
    throw error;
  }
}

/** Runs a command to its end: what it printed. Throws when it fails. */
export async function perform(
  context: Pick<Context, 'signal'>,
  cpus: readonly number[],
  [command, ...args]: Command,
  limit = COMMAND_LIMIT,
): Promise<string> {
  return (await runOn(context, cpus, command, args, { limit })).stdout;
}

/** Does something while services run, which `began` is told of, and ends them whatever happens. */
export async function withServices<T>(action: (began: <S extends Service>(service: S) => S) => Promise<T>): Promise<T> {
  const services: Service[] = [];
  try {
    return await action((service) => {
      services.push(service);
      return service;
    });
  } finally {
    for (const service of services) await service.end();
  }
}
