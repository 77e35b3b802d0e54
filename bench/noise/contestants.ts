// Who is measured by bench/noise/main.c, and on which CPUs.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Role } from '../model.js';
import { commandLine, folder } from '../support/build.js';
import { endGroup } from '../support/process.js';
import { type Contestant, runOn } from '../support/programs.js';
import { readTrace, type Trace } from './trace.js';

/** Milliseconds of hourglass, fixed time quanta, fixed work quanta, selfish detour. */
const TIMES = ['300', '256', '150', '150'];
/** What V8 then says of its work between `begin` and `end` is counted. */
const TELL = ['--trace-gc', '--trace-opt'];
/** Port of bench/noise/load.c. */
const GUEST_PORT = 4000;

export interface Measured {
  readonly title: string;
  readonly role?: Role;
  readonly contestant: Contestant;
  /** One a run, those of the warm-up too. */
  readonly traces: Trace[];
}

interface Way {
  title: string;
  role?: Role;
  /** Runs it to its end, with its results in the file of that name; gives what it said. */
  run(context: Context, results: string): Promise<string>;
}

function measured({ title, role, run }: Way, number: number): Measured {
  const traces: Trace[] = [];
  const results = join(folder(), `noise-${number}`);
  return {
    title,
    ...(role ? { role } : {}),
    traces,
    contestant: {
      name: title,
      run: async (context) => {
        const said = await run(context, results);
        traces.push(readTrace(readFileSync(results, 'latin1'), said));
        return { trace: traces.length - 1 };
      },
    },
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Runs something while datagrams arrive at a port of this machine from a process on the given CPUs. */
async function flooded<T>(port: number, cpus: readonly number[], action: () => Promise<T>): Promise<T> {
  const args = ['-c', cpus.join(','), process.execPath, join(__dirname, 'flood.js'), String(port)];
  const child = spawn('taskset', args, { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  try {
    return await action();
  } finally {
    endGroup(child);
  }
}

/** The last CPU is the measured core's; the others are for whatever else there is, and where there is one only, all share it. */
export function contestants(cpus: readonly number[], wasm: string | null, elf: string | null): Measured[] {
  const core = cpus.at(-1)!;
  const others = cpus.length > 1 ? cpus.slice(0, -1) : cpus;
  const hermit = async (
    context: Context,
    results: string,
    load: string,
    options: readonly string[] = [],
  ): Promise<string> => {
    const given = ['--dir', folder(), '--cwd', folder(), '--dir', '/proc::/host:ro', ...options];
    const args = [
      ...TELL,
      commandLine,
      'run',
      '-n',
      '1',
      '--cpus',
      String(core),
      ...given,
      wasm!,
      results,
      '/host',
      load,
      ...TIMES,
    ];
    return (await runOn(context, cpus, process.execPath, args)).stdout;
  };
  const native = async (context: Context, on: readonly number[], results: string): Promise<string> =>
    (await runOn(context, on, elf!, [results, '/proc', 'none', ...TIMES])).stdout;
  const images: Way[] = [
    { title: 'pinned core', role: 'image', run: (context, results) => hermit(context, results, 'none') },
    {
      title: 'pinned core, network flooded',
      run: async (context, results) => {
        const port = await freePort();
        return flooded(port, others, () => hermit(context, results, 'network', ['-p', `${port}:${GUEST_PORT}/udp`]));
      },
    },
    { title: 'pinned core, proxy busy', run: (context, results) => hermit(context, results, 'proxy') },
    {
      title: 'plain Node worker',
      role: 'node',
      run: async (context, results) => {
        const args = [...TELL, join(__dirname, 'plain.js'), wasm!, results, ...TIMES];
        return (await runOn(context, cpus, process.execPath, args)).stdout;
      },
    },
  ];
  const natives: Way[] = [
    { title: 'native, pinned', role: 'native', run: (context, results) => native(context, [core], results) },
    { title: 'native, not pinned', run: (context, results) => native(context, cpus, results) },
  ];
  // The two whose ratio matters most follow each other.
  const [first, ...rest] = wasm === null ? [] : images;
  const [pinned, free] = elf === null ? [] : natives;
  return [first, pinned, ...rest, free].filter((way) => way !== undefined).map(measured);
}
