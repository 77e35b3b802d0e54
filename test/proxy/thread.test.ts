// Proxies on threads of their own, asked by requests that this thread puts into the slots.
import { HostThreads } from '../../runtime/host-threads.js';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProxyEvents, ProxyOptions } from '../../loader/proxy/start.js';
import { freshFolder, root } from '../support/folders.js';

const built = <Module>(name: string): Module =>
  createRequire(join(root, 'package.json'))(join(root, `dist/${name}.js`)) as Module;
const { ProxyThreads } = built<typeof import('../../loader/proxy/thread/pool.js')>('loader/proxy/thread/pool');
const L = built<typeof import('../../runtime/generated/layout.js')>('runtime/generated/layout');
const { NR } = built<typeof import('../../runtime/generated/syscalls.js')>('runtime/generated/syscalls');
const { identity } = built<typeof import('../../loader/proxy/index.js')>('loader/proxy/index');

const PAGE = 65536;
const DATA = 4 << 20;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** A guest's memory, and its one core. */
class Guest {
  readonly memory = new WebAssembly.Memory({ initial: 1024, maximum: 1024, shared: true });
  readonly words = new Int32Array(this.memory.buffer);
  private readonly slot = L.CORE_SLOTS >> 2;

  constructor() {
    this.words[L.BOOT_CORES >> 2] = 1;
    this.words[L.CORES_WANTED >> 2] = 1;
  }

  post(nr: number, ...args: number[]): void {
    this.words[this.slot + (L.SLOT_NR >> 2)] = nr;
    this.words.set(args, this.slot + (L.SLOT_ARGS >> 2));
    Atomics.store(this.words, this.slot + (L.SLOT_STATE >> 2), L.SLOT_POSTED);
    Atomics.add(this.words, L.DOORBELL >> 2, 1);
    Atomics.notify(this.words, L.DOORBELL >> 2);
  }

  get answered(): boolean {
    return Atomics.load(this.words, this.slot + (L.SLOT_STATE >> 2)) === L.SLOT_DONE;
  }

  async call(nr: number, ...args: number[]): Promise<number> {
    this.post(nr, ...args);
    while (!this.answered) await turn();
    return this.words[this.slot + (L.SLOT_RESULT >> 2)]!;
  }
}

const options = (guest: Guest, more: Partial<ProxyOptions> = {}): ProxyOptions => ({
  memory: guest.memory,
  isle: 0,
  dirs: [],
  cwd: '/',
  allowRun: [],
  allowRunEnv: [],
  strace: false,
  files: 64,
  input: false,
  spin: 0,
  ids: identity(),
  threadIds: new HostThreads().shared,
  network: { net: 0, isles: 1 },
  cpus: null,
  ...more,
});

/** Events as they come. */
function recorder(told: unknown[] = []): { events: ProxyEvents; told: unknown[] } {
  const note =
    (name: string) =>
    (...values: unknown[]): void =>
      void told.push([name, ...values]);
  return {
    told,
    events: {
      onExit: note('exit'),
      onCores: note('cores'),
      onNetwork: note('network'),
      onSignal: note('signal'),
      onFault: note('fault'),
      onWarning: note('warning'),
    },
  };
}

describe('a proxy on a thread of its own', () => {
  let threads: InstanceType<typeof ProxyThreads>;
  beforeEach(() => {
    threads = new ProxyThreads();
  });
  afterEach(() => threads.close());

  it('answers requests, tells of the exit, and leaves its thread to the next one', async () => {
    const guest = new Guest();
    const { events, told } = recorder();
    const proxy = threads.start(options(guest), events);
    expect(await guest.call(NR.sync)).toBe(0);
    guest.post(NR.exit_group, 7);
    while (told.length === 0) await turn();
    expect(told).toEqual([['exit', 7, false]]);
    expect(await proxy.stop()).toBe(true);
    const before = readdirSync('/proc/self/task').length;
    const next = new Guest();
    const second = threads.start(options(next), events);
    expect(await next.call(NR.sync)).toBe(0);
    expect(readdirSync('/proc/self/task')).toHaveLength(before);
    expect(await second.stop()).toBe(true);
    expect(guest.answered).toBe(false);
  });

  it('passes output on in pieces while there is room, all of it before the exit', async () => {
    const guest = new Guest();
    const told: unknown[] = [];
    let full = false;
    const outlet: NonNullable<ProxyOptions['outlet']> = {
      state: () => (full ? 'full' : 'open'),
      take: (fd, bytes) => {
        told.push([fd, bytes.length]);
        full = true;
      },
    };
    const proxy = threads.start(options(guest, { outlet }), recorder(told).events);
    const size = 16 * PAGE;
    guest.post(NR.write, 1, DATA, size);
    while (told.length < 4) await turn();
    for (let quiet = 0; quiet < 20; quiet++) await turn();
    expect(guest.answered).toBe(false);
    expect(told).toEqual(Array.from({ length: 4 }, () => [1, PAGE]));
    while (!guest.answered || told.length < 16) {
      full = false;
      outlet.changed!(1);
      await turn();
    }
    expect(told).toHaveLength(16);
    guest.post(NR.exit_group, 0);
    while (told.length < 17) await turn();
    expect(told.at(-1)).toEqual(['exit', 0, false]);
    await proxy.stop();
  });

  it('ends what waits to write to a stream that is closed', async () => {
    const guest = new Guest();
    let closed = false;
    const outlet: NonNullable<ProxyOptions['outlet']> = {
      state: () => (closed ? 'closed' : 'full'),
      take: () => {},
    };
    const proxy = threads.start(options(guest, { outlet }), recorder().events);
    guest.post(NR.write, 1, DATA, 16 * PAGE);
    for (let quiet = 0; quiet < 20; quiet++) await turn();
    expect(guest.answered).toBe(false);
    closed = true;
    outlet.changed!(1);
    while (!guest.answered) await turn();
    expect(await guest.call(NR.write, 1, DATA, 1)).toBe(-32);
    await proxy.stop();
  });

  it('asks for input, and waits while there is none', async () => {
    const guest = new Guest();
    const chunks: Uint8Array[] = [];
    const inlet = {
      ended: false,
      get ready(): boolean {
        return chunks.length > 0;
      },
      give: () => chunks.shift(),
      arrived: (): void => {},
    };
    const proxy = threads.start(options(guest, { inlet }), recorder().events);
    guest.post(NR.read, 0, DATA, 100);
    for (let quiet = 0; quiet < 10; quiet++) await turn();
    expect(guest.answered).toBe(false);
    chunks.push(Buffer.from('a few words'));
    inlet.arrived();
    while (!guest.answered) await turn();
    expect(Buffer.from(new Uint8Array(guest.memory.buffer, DATA, 11)).toString()).toBe('a few words');
    inlet.ended = true;
    inlet.arrived();
    expect(await guest.call(NR.read, 0, DATA, 100)).toBe(0);
    await proxy.stop();
  });

  it('says what it cannot begin with', async () => {
    const { events, told } = recorder();
    const dirs = [{ host: join(freshFolder(), 'nothing'), guest: '/d', readOnly: true }];
    const proxy = threads.start(options(new Guest(), { dirs }), events);
    while (told.length === 0) await turn();
    expect(told).toMatchObject([['fault', { code: 'HERMIT_EGRANT' }]]);
    expect(await proxy.stop()).toBe(true);
  });

  it('stops while it waits for children, timers or nothing', async () => {
    for (const timer of [true, false]) {
      const guest = new Guest();
      const { events, told } = recorder();
      const proxy = threads.start(options(guest), events);
      if (timer) {
        expect(await guest.call(NR.set_timer, 0, 0, 5000, 0, 5000)).toBe(0);
        while (told.length < 2) await turn();
        expect(told[0]).toEqual(['signal', 14]);
      } else expect(await guest.call(NR.sync)).toBe(0);
      expect(await proxy.stop()).toBe(true);
    }
  });

  it('ends with its thread, and says so', async () => {
    const guest = new Guest();
    const { events, told } = recorder();
    const proxy = threads.start(options(guest), events);
    expect(await guest.call(NR.sync)).toBe(0);
    await threads.close();
    while (told.length === 0) await turn();
    expect(told).toMatchObject([['fault', { code: 'HERMIT_EPROXY' }]]);
    expect(await proxy.stop()).toBe(true);
  });
});
