// What options of other programs are called here: for those who come from mpirun, docker or another runtime.

const RANKS = "-i N starts N isles, a rank of MPI each, as mpirun's -n does; --ranks-per-isle R makes several of each";
const HOSTS = 'leave it out: all isles run on this machine';
const VARIABLE = "-e NAME=VALUE gives the program a variable, -e NAME the host's";
const FOLDER = '--dir HOST[::GUEST][:ro] lets the program use a directory';
const MEMORY = '--mem SIZE is the memory of each isle';
const CPUS = '--cpus LIST names the CPUs to run on, -n N is the number of cores';
const COMPILE = '`hermit-wasm cc` compiles without running';

const table: readonly (readonly [options: readonly string[], text: string])[] = [
  [['-np', '--np', '-nprocs', '--nprocs', '--n', '-ranks', '--ranks', '--ntasks'], RANKS],
  [['-N', '-ppn', '--ppn', '-npernode', '--npernode', '-perhost'], RANKS],
  [['-H', '-host', '--host', '-hosts', '-hostfile', '--hostfile', '-machinefile', '--machinefile'], HOSTS],
  [
    ['--oversubscribe', '-oversubscribe', '--allow-run-as-root', '-mca', '--mca'],
    'leave it out: it is not needed here',
  ],
  [['-x', '-genv', '--genv', '-envall', '-genvall', '--env-file', '--allow-env'], VARIABLE],
  [['-bind-to', '--bind-to', '-binding'], '--bind cores|none binds cores to CPUs'],
  [['-c', '--cpu', '--cpu-set', '--cpu-list', '--cpuset-cpus', '--cpuset'], CPUS],
  [['-wd', '-wdir', '--wdir', '--workdir', '--chdir'], "--cwd GUEST is the program's working directory"],
  [['--tag-output', '-tag-output', '-prepend-rank', '--prepend-rank'], '--label does that'],
  [['-m', '-memory', '--memory', '--max-memory', '--memory-limit', '--max-memory-size'], MEMORY],
  [['--volume', '--mount', '--mapdir', '--preopen', '-d', '--allow-read', '--allow-write'], FOLDER],
  [['--port', '--expose'], '-p PORT:PORT publishes a port of an isle'],
  [['--network', '--allow-net', '--allow-network'], '--net isles|out|tun sets what the program can reach'],
  [['-t', '--time', '--time-limit', '-timelimit'], '--timeout TIME ends the program'],
  [['-o', '-S', '-E', '-include', '-isystem', '-xc'], COMPILE],
  [['-V', '--version'], '`hermit-wasm --version` prints the version'],
];

/** What to do instead of an option that another program has: `-np`, `-np4`, `--np=4`. */
export function optionElsewhere(arg: string): string | undefined {
  const name = arg.split('=')[0]!;
  const bare = name.replace(/\d+$/, '');
  return table.find(([options]) => options.includes(name) || options.includes(bare))?.[1];
}
