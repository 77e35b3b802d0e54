// Every option of every command: how it is written, its variable, how its value is parsed, its default,
// and its line in the help. A flag overrides the variable, the variable overrides the default.
import { parseCpuList } from '../../runtime/cpulist.js';
import { MAX_CORES, MAX_ISLES, MTU_DEFAULT, MTU_MAX, MTU_MIN } from '../../runtime/generated/layout.js';
import type { OptionTable, Values } from './parse.js';
import { listenAddress, netChoice, publication, tunName } from '../network/values.js';
import {
  command,
  count,
  duration,
  grant,
  guestPath,
  memorySize,
  numberFrom,
  oneOf,
  variable,
  words,
} from './values.js';

const help = { flags: ['-h', '--help'], help: 'print this help' } as const;

export const runOptions = {
  isles: {
    flags: ['-i', '--isles'],
    value: 'N',
    env: 'HERMIT_ISLES',
    parse: count(MAX_ISLES),
    default: null,
    help: 'number of isles: kernels with a memory of their own, each running the program (default: one per NUMA domain if the program reaches other isles, otherwise 1)',
  },
  ranks: {
    flags: ['--ranks-per-isle'],
    value: 'R',
    env: 'HERMIT_RANKS_PER_ISLE',
    parse: count(MAX_CORES),
    default: 1,
    help: "ranks per isle: main runs once for each, on threads that share the program's variables (default: 1)",
  },
  mapBy: {
    flags: ['--map-by'],
    value: 'domain|core',
    env: 'HERMIT_MAP_BY',
    parse: oneOf('domain', 'core'),
    default: 'domain',
    help: 'assign isles to NUMA domains in turn, or fill CPUs one after another (default: domain)',
  },
  topology: {
    flags: ['--topology'],
    value: 'DxC[xT]|FILE',
    env: 'HERMIT_TOPOLOGY',
    parse: command,
    default: null,
    help: 'simulate a machine with D domains of C cores with T threads, or the one that `topology --json` wrote to FILE; reports say so',
  },
  cores: {
    flags: ['-n', '--cores'],
    value: 'N',
    env: 'HERMIT_CORES',
    parse: count(MAX_CORES),
    default: null,
    help: "compute cores of each isle, not ranks: mpirun's -n is -i (default: one per CPU of the isle)",
  },
  cpus: {
    flags: ['--cpus'],
    value: 'LIST',
    env: 'HERMIT_CPUS',
    parse: parseCpuList,
    default: null,
    help: 'CPUs to run on, in this order, such as 0-3,5 (default: all that the process may use)',
  },
  bind: {
    flags: ['--bind'],
    value: 'cores|none',
    env: 'HERMIT_BIND',
    parse: oneOf('cores', 'none'),
    default: 'cores',
    help: 'bind each core to a CPU, or leave that to Linux (default: cores)',
  },
  memory: {
    flags: ['--mem'],
    value: 'SIZE',
    env: 'HERMIT_MEM',
    parse: memorySize,
    default: undefined,
    help: 'memory per isle, 16M to 4G; untouched pages cost nothing (default: 1G)',
  },
  threads: {
    flags: ['--threads'],
    value: 'N',
    env: 'HERMIT_THREADS',
    parse: count(MAX_CORES),
    default: MAX_CORES,
    help: `maximum number of threads at a time; beyond it, pthread_create fails (default: ${MAX_CORES})`,
  },
  env: {
    flags: ['-e', '--env'],
    value: 'K[=V]',
    env: 'HERMIT_PASS_ENV',
    parse: variable,
    many: true,
    help: "set a variable for the program; without =V, to the host's value; '*': all that the host has; repeatable",
  },
  dirs: {
    flags: ['--dir'],
    value: 'HOST[::GUEST][:ro]',
    env: 'HERMIT_DIR',
    parse: grant,
    many: true,
    help: 'grant the program a directory, under the same path or as GUEST; :ro makes it read-only; repeatable',
  },
  argv0: {
    flags: ['--argv0'],
    value: 'NAME',
    parse: (text: string) => text,
    default: null,
    help: "the program's name for itself, argv[0] (default: PROGRAM)",
  },
  cwd: {
    flags: ['--cwd'],
    value: 'GUEST',
    env: 'HERMIT_CWD',
    parse: guestPath,
    default: null,
    help: "the program's working directory (default: the current one if a --dir contains it, otherwise /)",
  },
  allowRun: {
    flags: ['--allow-run'],
    value: 'COMMAND',
    env: 'HERMIT_ALLOW_RUN',
    parse: command,
    many: true,
    help: 'let the program start this command of the host; repeatable',
  },
  allowRunEnv: {
    flags: ['--allow-run-env'],
    value: 'NAME',
    env: 'HERMIT_ALLOW_RUN_ENV',
    parse: command,
    many: true,
    help: 'let the program set this variable for commands to any value; repeatable',
  },
  net: {
    flags: ['--net'],
    value: 'none|isles|out[=LIST]|tun',
    env: 'HERMIT_NET',
    parse: netChoice,
    default: { mode: 'isles', allowed: null },
    help: 'what the program can reach by IP: itself; other isles; all destinations, or those in LIST (HOST[:PORT],NET/LEN[:PORT]); isles and Linux through a TUN device (default: isles)',
  },
  publish: {
    flags: ['-p', '--publish'],
    value: '[HOST:]PORT:[isleN:]PORT[/KIND]',
    env: 'HERMIT_PUBLISH',
    parse: publication,
    many: true,
    help: 'forward a port of this machine to a port of an isle, isle 0 unless given; open to this machine only, unless HOST is one of its addresses; repeatable',
  },
  listen: {
    flags: ['--listen'],
    value: '[HOST:]PORT',
    env: 'HERMIT_LISTEN',
    parse: listenAddress,
    many: true,
    help: 'let a WASI program accept connections to a port of this machine, on descriptors from 3 on; repeatable',
  },
  mtu: {
    flags: ['--mtu'],
    value: 'N',
    env: 'HERMIT_MTU',
    parse: numberFrom(MTU_MIN, MTU_MAX),
    default: MTU_DEFAULT,
    help: `size of the largest IP packet in bytes, ${MTU_MIN} to ${MTU_MAX} (default: ${MTU_DEFAULT})`,
  },
  tun: {
    flags: ['--tun'],
    value: 'NAME',
    env: 'HERMIT_TUN',
    parse: tunName,
    default: null,
    help: 'with --net tun: name of the device, which may exist already (default: hermit0)',
  },
  pcap: {
    flags: ['--pcap'],
    value: 'FILE',
    env: 'HERMIT_PCAP',
    parse: command,
    default: null,
    help: 'record all packets in a file that Wireshark reads',
  },
  timeLimit: {
    flags: ['--timeout'],
    value: 'TIME',
    env: 'HERMIT_TIMEOUT',
    parse: duration,
    default: undefined,
    help: 'end the program after 500ms, 10s, 5m, 1h; exit code 124 (default: never)',
  },
  with: {
    flags: ['--with'],
    value: 'FILE',
    parse: command,
    many: true,
    help: 'compile this source, object or archive into the program as well; repeatable',
  },
  cflags: {
    flags: ['--cflags'],
    value: 'FLAGS',
    env: 'HERMIT_CFLAGS',
    parse: words,
    default: null,
    help: 'flags for the compiler; -O -D -U -I -L -l -g -W -w -std= -f -m -pthread may also be given directly',
  },
  watch: {
    flags: ['--watch'],
    help: 'run again whenever the program, its source or a header that it includes changes; Ctrl-C ends it',
  },
  reportBindings: {
    flags: ['--report-bindings'],
    env: 'HERMIT_REPORT_BINDINGS',
    help: 'report which CPUs the cores are bound to',
  },
  stats: { flags: ['--stats'], env: 'HERMIT_STATS', help: 'print the number of system calls by home afterwards' },
  strace: { flags: ['--strace'], env: 'HERMIT_STRACE', help: 'print every system call with its home and time' },
  label: {
    flags: ['--label'],
    env: 'HERMIT_LABEL',
    help: "put the isle's number before each line that the program prints",
  },
  json: {
    flags: ['--json'],
    env: 'HERMIT_JSON',
    help: 'print the outcome and counts afterwards as one line of JSON on standard error',
  },
  quiet: { flags: ['-q', '--quiet'], env: 'HERMIT_QUIET', help: 'print no warnings or notes' },
  verbose: {
    flags: ['-v', '--verbose'],
    env: 'HERMIT_VERBOSE',
    help: 'report each step, and print stacks of internal errors',
  },
  help,
} as const satisfies OptionTable;

export type RunValues = Values<typeof runOptions>;

export const inspectOptions = {
  functions: { flags: ['--functions'], help: 'list functions by size' },
  wat: { flags: ['--wat'], help: "print the module in WebAssembly's text format" },
  json: { flags: ['--json'], help: 'print everything as JSON' },
  help,
} as const satisfies OptionTable;

export const topologyOptions = {
  json: { flags: ['--json'], help: 'print everything as JSON' },
  help,
} as const satisfies OptionTable;

export const envOptions = {
  cmake: { flags: ['--cmake'], help: "the path of CMake's toolchain file" },
  meson: { flags: ['--meson'], help: "the path of Meson's cross file" },
  help,
} as const satisfies OptionTable;

export const typesOptions = {
  output: {
    flags: ['-o', '--output'],
    value: 'FILE',
    parse: command,
    default: null,
    help: 'the module to write (default: APP.mjs)',
  },
  import: { flags: ['--import'], help: 'write APP.d.c.ts alone, for programs that import the C file' },
  cflags: { flags: ['--cflags'], value: 'FLAGS', parse: words, default: null, help: 'flags for the compiler' },
  help,
} as const satisfies OptionTable;

export const cacheOptions = {
  all: { flags: ['--all'], help: 'with clean: also remove sources that the build has downloaded' },
  help,
} as const satisfies OptionTable;

/** Commands without options of their own. */
export const helpOption = { help } as const satisfies OptionTable;

/** Options before the command. */
export const mainOptions = {
  version: { flags: ['-V', '--version'], help: 'print the version' },
  help,
} as const satisfies OptionTable;
