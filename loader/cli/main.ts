#!/usr/bin/env node
// The command hermit-wasm; bundle.mjs gives it its first lines. `run` and the compiler go straight to their code: what it does not need is not loaded, because starting Node is most of
// what a small program costs. The thread of its first core, if it will need one, starts before everything else and is up when the rest is.
import { startThread } from '../../runtime/threads.js';
import { ownCommands, toolNames } from '../cc/names.js';
import { maybeDirect } from './direct.js';
import { keepCode } from './kept-code.js';

/** The code of a bundle, where there is one and it was loaded. */
type Compiled = { compiled?: Parameters<typeof keepCode>[0] };
let { compiled }: Compiled = {};

main(process.argv.slice(2)).then(leave, fail);

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const running = name === 'run';
  const thread = running && !maybeDirect(rest) ? startThread() : undefined;
  // First: it holds the modules that are required below, and much else, in one file.
  const run = running ? (require('./run.js') as typeof import('./run.js') & Compiled) : undefined;
  const tools = isTool(name) ? (require('./tools.js') as typeof import('./tools.js') & Compiled) : undefined;
  ({ compiled } = run ?? tools ?? {});
  const { exitCodes } = require('./errors.js') as typeof import('./errors.js');
  process.on('uncaughtException', fail);
  // Nothing left to wait for, and yet no result: without this the process would end as if all were well.
  process.once('beforeExit', () => fail(new Error('the command ended without a result')));
  process.exitCode = exitCodes.runtime;
  if (tools) return tools.compilerCommand(name!, rest);
  return run
    ? run.runCommand(rest, thread)
    : (require('./dispatch.js') as typeof import('./dispatch.js')).dispatch(args);
}

/** Whether a command is the compiler's or one of its tools'. */
function isTool(name: string | undefined): boolean {
  return name !== 'run' && [...ownCommands, ...toolNames].includes(name as never);
}

function leave(code: number): never {
  if (code === 0 && compiled) keepCode(compiled);
  process.exit(code);
}

function fail(error: unknown): never {
  const { reportError } = require('./errors.js') as typeof import('./errors.js');
  process.exit(reportError(error, { verbose: process.argv.includes('-v') }));
}
