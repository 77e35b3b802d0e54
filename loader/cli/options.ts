// Every option of every command: how it is typed, which variable stands for it, how its value is read, what it is when nobody says,
// and its line in the help. A flag beats the variable, the variable beats the default.
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
    help: 'isles: kernels with a memory of their own, each running the program (default: one a NUMA domain if the program reaches other isles, else 1)',
  },
  ranks: {
    flags: ['--ranks-per-isle'],
    value: 'R',
    env: 'HERMIT_RANKS_PER_ISLE',
    parse: count(MAX_CORES),
    default: 1,
    help: "ranks of each isle: main runs once for each, on threads that share the program's variables (default: 1)",
  },
  mapBy: {
    flags: ['--map-by'],
    value: 'domain|core',
    env: 'HERMIT_MAP_BY',
    parse: oneOf('domain', 'core'),
    default: 'domain',
    help: 'give isles to NUMA domains in turn, or fill CPUs one after the other (default: domain)',
  },
  topology: {
    flags: ['--topology'],
    value: 'DxC[xT]|FILE',
    env: 'HERMIT_TOPOLOGY',
    parse: command,
    default: null,
    help: "pretend the machine has D domains of C cores with T threads, or is what `topology --json` wrote; reports say that it's made up",
  },
  cores: {
    flags: ['-n', '--cores'],
    value: 'N',
    env: 'HERMIT_CORES',
    parse: count(MAX_CORES),
    default: null,
    help: "compute cores of each isle, not ranks: mpirun's -n is -i (default: one a CPU that the isle has)",
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
    help: 'memory of each isle, 16M to 4G; pages not touched cost nothing (default: 1G)',
  },
  threads: {
    flags: ['--threads'],
    value: 'N',
    env: 'HERMIT_THREADS',
    parse: count(MAX_CORES),
    default: MAX_CORES,
    help: `threads that may exist at once; pthread_create fails beyond (default: ${MAX_CORES})`,
  },
  env: {
    flags: ['-e', '--env'],
    value: 'K[=V]',
    parse: variable,
    many: true,
    help: "give the program a variable; without =V the host's value; repeatable",
  },
  dirs: {
    flags: ['--dir'],
    value: 'HOST[::GUEST][:ro]',
    env: 'HERMIT_DIR',
    parse: grant,
    many: true,
    help: 'let the program use a directory, under the same path or as GUEST, :ro only to read; repeatable',
  },
  cwd: {
    flags: ['--cwd'],
    value: 'GUEST',
    env: 'HERMIT_CWD',
    parse: guestPath,
    default: null,
    help: "the program's working directory (default: the present one if a --dir holds it, else /)",
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
    help: 'let the program set this variable for commands as it likes; repeatable',
  },
  net: {
    flags: ['--net'],
    value: 'none|isles|out[=LIST]|tun',
    env: 'HERMIT_NET',
    parse: netChoice,
    default: { mode: 'isles', allowed: null },
    help: 'whom the program reaches by IP: itself; other isles; all destinations, or those in LIST (HOST[:PORT],NET/LEN[:PORT]); isles and Linux by a TUN device (default: isles)',
  },
  publish: {
    flags: ['-p', '--publish'],
    value: '[HOST:]PORT:[isleN:]PORT[/udp]',
    env: 'HERMIT_PUBLISH',
    parse: publication,
    many: true,
    help: "pass a port of this machine on to an isle's, isle 0's unless named; for this machine only unless HOST is one of its addresses; repeatable",
  },
  listen: {
    flags: ['--listen'],
    value: '[HOST:]PORT',
    env: 'HERMIT_LISTEN',
    parse: listenAddress,
    many: true,
    help: 'let a WASI program accept connections to a port of this machine, by descriptors from 3 on; repeatable',
  },
  mtu: {
    flags: ['--mtu'],
    value: 'N',
    env: 'HERMIT_MTU',
    parse: numberFrom(MTU_MIN, MTU_MAX),
    default: MTU_DEFAULT,
    help: `bytes of the longest IP packet, ${MTU_MIN} to ${MTU_MAX} (default: ${MTU_DEFAULT})`,
  },
  tun: {
    flags: ['--tun'],
    value: 'NAME',
    env: 'HERMIT_TUN',
    parse: tunName,
    default: null,
    help: 'with --net tun: name of the device, which may be there already (default: hermit0)',
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
    help: 'compile this C source, object or archive into the program as well; repeatable',
  },
  cflags: {
    flags: ['--cflags'],
    value: 'FLAGS',
    env: 'HERMIT_CFLAGS',
    parse: words,
    default: null,
    help: 'flags for the compiler; -O -D -U -I -L -l -g -W -w -std= -f -m -pthread may also stand alone',
  },
  reportBindings: {
    flags: ['--report-bindings'],
    env: 'HERMIT_REPORT_BINDINGS',
    help: 'say which CPUs the cores are bound to',
  },
  stats: { flags: ['--stats'], env: 'HERMIT_STATS', help: 'afterwards, count system calls by home' },
  strace: { flags: ['--strace'], env: 'HERMIT_STRACE', help: 'print every system call with its home and time' },
  label: {
    flags: ['--label'],
    env: 'HERMIT_LABEL',
    help: "put the isle's number before each line that the program prints",
  },
  json: {
    flags: ['--json'],
    env: 'HERMIT_JSON',
    help: 'afterwards, print outcome and counts as one line of JSON on standard error',
  },
  quiet: { flags: ['-q', '--quiet'], env: 'HERMIT_QUIET', help: 'no warnings and notes' },
  verbose: {
    flags: ['-v', '--verbose'],
    env: 'HERMIT_VERBOSE',
    help: 'say what is done, and print stacks of internal errors',
  },
  help,
} as const satisfies OptionTable;

export type RunValues = Values<typeof runOptions>;

export const inspectOptions = {
  functions: { flags: ['--functions'], help: 'list functions by size' },
  wat: { flags: ['--wat'], help: "print the module as WebAssembly's text form" },
  json: { flags: ['--json'], help: 'print everything as JSON' },
  help,
} as const satisfies OptionTable;

export const topologyOptions = {
  json: { flags: ['--json'], help: 'print everything as JSON' },
  help,
} as const satisfies OptionTable;

/** Commands without options of their own. */
export const helpOption = { help } as const satisfies OptionTable;

/** Options before the command. */
export const mainOptions = {
  version: { flags: ['-V', '--version'], help: 'print the version' },
  help,
} as const satisfies OptionTable;
