// Who is measured by bench/noise/main.c, and on which CPUs. All live at once; while one is measured the others are stopped.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Role } from '../model.js';
import { commandLine, folder } from '../support/build.js';
import { byFineTurns, type TurnCommand } from '../support/turns.js';
import type { Drawn } from './plots.js';
import { readTrace, type Trace } from './trace.js';

/** Milliseconds of hourglass, fixed time quanta (256 of them), fixed work quanta, selfish detour. */
const TIMES = ['200', '128', '80', '100'];
/** What V8 then says of its work in a turn is counted. */
const TELL = ['--trace-gc', '--trace-opt'];
/** Port of bench/noise/load.c. */
const GUEST_PORT = 4000;
/** Runs what follows in its place, and beside it the flood. */
const WITH_FLOOD = 'taskset -c "$1" "$2" "$3" "$4" </dev/null >/dev/null 2>&1 & shift 4; exec "$@"';

interface Way {
  title: string;
  role?: Role;
  /** Of taskset; the program writes its results to the file of that name. */
  argv(results: string): string[];
}

async function freePort(): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return String(port);
}

/** The last CPU is the measured core's; the others are for whatever else there is, and where there is one only, all share it. */
function ways(cpus: readonly number[], wasm: string | null, elf: string | null, port: string): Way[] {
  const core = String(cpus.at(-1)!);
  const all = cpus.join(',');
  const others = cpus.length > 1 ? cpus.slice(0, -1).join(',') : all;
  const node = process.execPath;
  const hermit = (results: string, load: string, options: readonly string[] = []): string[] => {
    const place = ['-n', '1', '--cpus', core, '--dir', folder(), '--cwd', folder(), '--dir', '/proc::/host:ro'];
    return [node, ...TELL, commandLine, 'run', ...place, ...options, wasm!, results, '/host', load, ...TIMES];
  };
  const native = (results: string): string[] => [elf!, results, '/proc', 'none', ...TIMES];
  const flood = ['sh', '-c', WITH_FLOOD, 'sh', others, node, join(__dirname, 'flood.js'), port];
  const published = ['-p', `${port}:${GUEST_PORT}/udp`];
  const images: Way[] = [
    { title: 'pinned core', role: 'image', argv: (results) => ['-c', all, ...hermit(results, 'none')] },
    {
      title: 'plain Node worker',
      role: 'node',
      argv: (results) => ['-c', all, node, ...TELL, join(__dirname, 'plain.js'), wasm!, results, ...TIMES],
    },
    {
      title: 'pinned core, network flooded',
      argv: (results) => ['-c', all, ...flood, ...hermit(results, 'network', published)],
    },
    { title: 'pinned core, proxy busy', argv: (results) => ['-c', all, ...hermit(results, 'proxy')] },
  ];
  const natives: Way[] = [
    { title: 'native, pinned', role: 'native', argv: (results) => ['-c', core, ...native(results)] },
    { title: 'native, not pinned', argv: (results) => ['-c', all, ...native(results)] },
  ];
  // Those whose ratios matter most follow each other.
  const [pinned, free] = elf === null ? [] : natives;
  return [pinned, ...(wasm === null ? [] : images), free].filter((way) => way !== undefined);
}

/**
 * Measures by fine turns all contestants that `wanted` accepts.
 * @returns those that were measured, each with as many traces as the others, in the order of the turns
 */
export async function measureNoise(
  context: Context,
  wasm: string | null,
  elf: string | null,
  { what, turns, wanted = () => true }: { what: string; turns: number; wanted?: (way: Pick<Way, 'role'>) => boolean },
): Promise<Drawn[]> {
  const entries = ways(context.cpus, wasm, elf, await freePort())
    .filter(wanted)
    .map(({ title, role, argv }, number) => {
      const traces: Trace[] = [];
      const results = join(folder(), `noise-${number}`);
      const command: TurnCommand = {
        name: title,
        argv: argv(results),
        env: process.env,
        after: (told) => traces.push(readTrace(readFileSync(results, 'latin1'), told)),
      };
      return { title, role, traces, command };
    });
  const commands = entries.map(({ command }) => command);
  const gathered = await byFineTurns(context, commands, { what, names: ['turn'], turns });
  const there = entries.filter(({ traces }, i) => gathered[i] && traces.length);
  const whole = Math.min(...there.map(({ traces }) => traces.length));
  return there.map(({ title, role, traces }) => ({ title, ...(role ? { role } : {}), traces: traces.slice(0, whole) }));
}
