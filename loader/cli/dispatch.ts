// Everything before a command's own code: help, version, and finding the command.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSource } from '../cc/languages.js';
import { toolNames } from '../cc/names.js';
import { type CommandName, commands, toolHelp } from './commands.js';
import { type CommandHelp, commandHelp, mainHelp } from './help.js';
import { mainOptions } from './options.js';
import { print } from './output.js';
import { nearest, parse, usageError } from './parse.js';

/** A command's code: takes the arguments behind its name and gives the exit code. */
type Run = (args: string[]) => Promise<number>;

const compiler =
  (name: string): Run =>
  (args) =>
    (require('./tools.js') as typeof import('./tools.js')).compilerCommand(name, args);

/** Loads the code of a command, only when it is needed. */
const load: Readonly<Record<CommandName, () => Run>> = {
  init: () => (require('./init.js') as typeof import('./init.js')).initCommand,
  run: () => (require('./run.js') as typeof import('./run.js')).runCommand,
  cc: () => compiler('cc'),
  'c++': () => compiler('c++'),
  bench: () => (require('./bench.js') as typeof import('./bench.js')).benchCommand,
  inspect: () => (require('./inspect.js') as typeof import('./inspect.js')).inspectCommand,
  types: () => (require('./types.js') as typeof import('./types.js')).typesCommand,
  topology: () => (require('./topology.js') as typeof import('./topology.js')).topologyCommand,
  env: () => (require('./env.js') as typeof import('./env.js')).envCommand,
  cache: () => (require('./cache.js') as typeof import('./cache.js')).cacheCommand,
  completion: () => completion,
};

interface Command {
  help: CommandHelp;
  load: () => Run;
}

const all = new Map<string, Command>([
  ...(Object.keys(commands) as CommandName[]).map((name): [string, Command] => [
    name,
    { help: commands[name], load: load[name] },
  ]),
  ...toolNames.map((name): [string, Command] => [name, { help: toolHelp(name), load: () => compiler(name) }]),
]);

/** Completion knows all commands. */
function completion(args: string[]): Promise<number> {
  const { completedCommands, completionCommand } = require('./completion.js') as typeof import('./completion.js');
  const help = { usage: 'help [COMMAND]', summary: "print a command's help" };
  return completionCommand(args, completedCommands({ ...commands, help }));
}

export async function dispatch(args: string[]): Promise<number> {
  const { values, operands } = parse(mainOptions, args, { stop: true });
  const [name, ...rest] = operands;
  if (values.version) print(`hermit-wasm ${version()}\n`);
  else if (name === 'help' && rest[0]) print(commandHelp(find(rest[0]).help));
  else if (values.help || name === 'help') print(mainHelp(commands, toolNames, mainOptions));
  else if (name === 'completion' && rest.some((arg) => arg === '-h' || arg === '--help'))
    print(commandHelp(commands.completion));
  else return find(name).load()(rest);
  return 0;
}

function find(name: string | undefined): Command {
  const names = Object.keys(commands);
  if (name === undefined) throw usageError(`expected a command: ${names.join(', ')}`);
  const command = all.get(name);
  if (command) return command;
  if (/\.(wasm|wat)$/.test(name) || isSource(name))
    throw usageError(`unknown command ${name}: did you mean hermit-wasm run ${name}?`);
  if (name === 'version') throw usageError('unknown command version: did you mean hermit-wasm --version?');
  const near = nearest(name, names);
  throw usageError(
    `unknown command ${name}${near ? `: did you mean ${near}?` : `, expected one of ${names.join(', ')}`}`,
  );
}

function version(): string {
  // dist/loader/cli → the package
  const file = join(__dirname, '../../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
