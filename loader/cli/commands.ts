// The commands: what each is called with, and its help. dispatch.ts has their code.
import { benchOptions } from './bench-options.js';
import { type CommandHelp, commandHelp } from './help.js';
import {
  cacheOptions,
  envOptions,
  helpOption,
  inspectOptions,
  runOptions,
  topologyOptions,
  typesOptions,
} from './options.js';
import { print } from './output.js';

export const commands = {
  run: {
    usage: 'run [options] PROGRAM [arguments…]',
    summary: 'run a source of C or C++ (compiled and cached), a .wasm image or a .wat text',
    about: `Options come before the program; everything after it is passed to the program. A flag overrides its variable (in brackets;
empty means unset), and --no-NAME turns off a switch that a variable has turned on. Only the program writes to standard
output. To compile several sources:
  hermit-wasm run --with lib.c -O2 app.c arguments…`,
    options: runOptions,
  },
  cc: {
    usage: 'cc [clang options] FILES… -o app.wasm',
    summary: "compile C and link it with the kernel into an image; takes clang's options",
  },
  'c++': {
    usage: 'c++ [clang options] FILES… -o app.wasm',
    summary: 'the same for C++, with the C++ library',
  },
  bench: {
    usage: 'bench [options] [SUITE…]',
    summary: 'measure images against the same C programs compiled natively',
    about: `Without SUITE, all suites of a default run are measured. Exit code 0; 1 if a benchmark trapped, hung or failed, or because of
--fail-above; 130 after Ctrl-C, which keeps what has been measured.`,
    options: benchOptions,
  },
  inspect: {
    usage: 'inspect [options] APP.wasm|APP.wat',
    summary: 'show what an image imports, exports and contains, and which system calls it can make',
    options: inspectOptions,
  },
  types: {
    usage: 'types [options] FILES…',
    summary: 'write a module with types in TypeScript that calls the functions of C sources or of an image',
    about: `Of APP.c are made APP.wasm, APP.mjs and APP.d.mts; of APP.wasm the last two.`,
    options: typesOptions,
  },
  topology: {
    usage: 'topology [options]',
    summary: 'show NUMA domains, CPUs and caches, and which of them this process may use',
    options: topologyOptions,
  },
  init: {
    usage: 'init [options] [FOLDER]',
    summary: 'create a small starter project in C and Node, with a test',
    about: `Writes package.json, src/kernel.c, index.mjs, test/kernel.test.mjs, README.md and .gitignore into FOLDER (default: the current one).
Nothing is overwritten. Then npm install && npm test.`,
    options: helpOption,
  },
  env: {
    usage: 'env [options]',
    summary: 'print the compiler and its tools as variables of the shell, for configure and make',
    about: `In the shell that builds:
  eval "$(hermit-wasm env)"
  ./configure --host=wasm32-linux && make`,
    options: envOptions,
  },
  cache: {
    usage: 'cache [options] [size|list|verify|clean]',
    summary: 'show what is kept on disk, check it, or remove it',
    about: `  size    how much is kept, and where (default)
  list    the programs that run has compiled, those used last first
  verify  read every entry, and remove those that are damaged
  clean   remove all that can be made again without a network; --all removes downloaded sources, too`,
    options: cacheOptions,
  },
  completion: {
    usage: 'completion bash|zsh|fish',
    summary: 'print what the shell needs to complete command lines of hermit-wasm',
    about: `In the file that the shell reads when it starts:
  eval "$(hermit-wasm completion bash)"
  eval "$(hermit-wasm completion zsh)"
  hermit-wasm completion fish | source`,
    options: helpOption,
  },
} satisfies Readonly<Record<string, CommandHelp>>;

export type CommandName = keyof typeof commands;

/** Prints the help of a command. */
export const showHelp = (name: CommandName): void => print(commandHelp(commands[name]));

/** Help for a tool that makefiles call beside the compiler. */
export const toolHelp = (name: string): CommandHelp => ({
  usage: `${name} …`,
  summary: `LLVM's ${name}, with its own options`,
});
