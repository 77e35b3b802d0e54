// The commands: what each is called with, and its help. dispatch.ts has their code.
import { benchOptions } from './bench-options.js';
import { type CommandHelp, commandHelp } from './help.js';
import { helpOption, inspectOptions, runOptions, topologyOptions } from './options.js';
import { print } from './output.js';

export const commands = {
  run: {
    usage: 'run [options] PROGRAM [arguments…]',
    summary: 'run a C source (compiled first, and kept), a .wasm image or a .wat',
    about: `Options stand before the program; everything behind it is the program's. A flag beats its variable (in brackets, empty means
unset), --no-NAME takes back a switch that a variable set. Standard output is the program's alone. Several sources:
  hermit-wasm run --with lib.c -O2 app.c arguments…`,
    options: runOptions,
  },
  cc: {
    usage: 'cc [clang options] FILES… -o app.wasm',
    summary: "compile C and link it with the kernel into an image; takes clang's options",
  },
  bench: {
    usage: 'bench [options] [SUITE…]',
    summary: 'measure images against the same C programs compiled natively',
    about: `Without suites all of a default run are measured. Exit code 0; 1 when a benchmark trapped, hung or failed, or by --fail-above; 130 after
Ctrl-C, which keeps what was measured.`,
    options: benchOptions,
  },
  inspect: {
    usage: 'inspect [options] APP.wasm|APP.wat',
    summary: 'show what an image imports, exports and contains, and which system calls it can reach',
    options: inspectOptions,
  },
  topology: {
    usage: 'topology [options]',
    summary: 'show NUMA domains, CPUs and caches, and what of them this process may use',
    options: topologyOptions,
  },
  init: {
    usage: 'init [options] [FOLDER]',
    summary: 'make a small project of C and Node to start from, with a test',
    about: `Writes package.json, src/kernel.c, index.mjs, test/kernel.test.mjs, README.md and .gitignore into FOLDER (default: the current one).
Nothing is overwritten. Then npm install && npm test.`,
    options: helpOption,
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
