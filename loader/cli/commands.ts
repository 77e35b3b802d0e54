// The commands: what each is called with, its help, and its code, which is loaded only when it is needed.
import { toolNames } from '../cc/tools.js';
import { benchOptions } from './bench-options.js';
import type { CommandHelp } from './help.js';
import { inspectOptions, runOptions, topologyOptions } from './options.js';

export interface Command extends CommandHelp {
  /** Loads the command; it takes the arguments behind its name and gives the exit code. */
  load(): (args: string[]) => Promise<number>;
}

export const commands: Readonly<Record<string, Command>> = {
  run: {
    usage: 'run [options] PROGRAM [arguments…]',
    summary: 'run a C source (compiled first, and kept), a .wasm image or a .wat',
    about: `Options stand before the program; everything behind it is the program's. A flag beats its variable (in brackets, empty means
unset), --no-NAME takes back a switch that a variable set. Standard output is the program's alone. Several sources:
  hermit-wasm run --with lib.c -O2 app.c arguments…`,
    options: runOptions,
    load: () => (require('./run.js') as typeof import('./run.js')).runCommand,
  },
  cc: {
    usage: 'cc [clang options] FILES… -o app.wasm',
    summary: "compile C and link it with the kernel into an image; takes clang's options",
    load: () => (require('./tools.js') as typeof import('./tools.js')).ccCommand,
  },
  bench: {
    usage: 'bench [options] [SUITE…]',
    summary: 'measure images against the same C programs compiled natively',
    about: `Without suites all of a default run are measured. Exit code 0; 1 when a benchmark trapped, hung or failed, or by --fail-above; 130 after
Ctrl-C, which keeps what was measured.`,
    options: benchOptions,
    load: () => (require('./bench.js') as typeof import('./bench.js')).benchCommand,
  },
  inspect: {
    usage: 'inspect [options] APP.wasm',
    summary: 'show what an image imports, exports and contains, and which system calls it can reach',
    options: inspectOptions,
    load: () => (require('./inspect.js') as typeof import('./inspect.js')).inspectCommand,
  },
  topology: {
    usage: 'topology [options]',
    summary: 'show NUMA domains, CPUs and caches, and what of them this process may use',
    options: topologyOptions,
    load: () => (require('./topology.js') as typeof import('./topology.js')).topologyCommand,
  },
};

/** Tools that makefiles call beside the compiler, by their usual names. */
export const toolCommands: Readonly<Record<string, Command>> = Object.fromEntries(
  toolNames.map((name): [string, Command] => [
    name,
    {
      usage: `${name} …`,
      summary: `LLVM's ${name}, with its own options`,
      load: () => (require('./tools.js') as typeof import('./tools.js')).toolCommand(name),
    },
  ]),
);
