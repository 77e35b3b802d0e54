// Everything before a command's own code: help, version, and finding the command.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, commands, toolCommands } from './commands.js';
import { commandHelp, mainHelp } from './help.js';
import { mainOptions } from './options.js';
import { print } from './output.js';
import { nearest, parse, usageError } from './parse.js';

export async function dispatch(args: string[]): Promise<number> {
  const { values, operands } = parse(mainOptions, args, { stop: true });
  const [name, ...rest] = operands;
  if (values.version) print(`hermit-wasm ${version()}\n`);
  else if (name === 'help' && rest[0]) showHelp(rest[0]);
  else if (values.help || name === 'help') print(mainHelp(commands, Object.keys(toolCommands), mainOptions));
  else return find(name).load()(rest);
  return 0;
}

/** Prints the help of a command. */
export function showHelp(name: string): void {
  print(commandHelp(find(name)));
}

function find(name: string | undefined): Command {
  const names = Object.keys(commands);
  if (name === undefined) throw usageError(`expected a command: ${names.join(', ')}`);
  const command = new Map(Object.entries({ ...commands, ...toolCommands })).get(name);
  if (command) return command;
  if (/\.(c|wasm|wat)$/.test(name)) throw usageError(`unknown command ${name}: did you mean hermit-wasm run ${name}?`);
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
