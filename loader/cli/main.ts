#!/usr/bin/env node
// The command hermit-wasm; bundle.mjs gives it its first lines. `run` goes straight to its code: what it does not need is not loaded, because starting Node is most of
// what a small program costs. The thread of its first core starts before everything else and is up when the rest is.
import { startThread } from '../../runtime/threads.js';

main(process.argv.slice(2)).then((code) => process.exit(code), fail);

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const thread = name === 'run' ? startThread() : undefined;
  // First: it holds the modules that are required below, and much else, in one file.
  const command = thread && (require('./run.js') as typeof import('./run.js')).runCommand;
  const { exitCodes } = require('./errors.js') as typeof import('./errors.js');
  process.on('uncaughtException', fail);
  // Nothing left to wait for, and yet no result: without this the process would end as if all were well.
  process.once('beforeExit', () => fail(new Error('the command ended without a result')));
  process.exitCode = exitCodes.runtime;
  return command ? command(rest, thread) : (require('./dispatch.js') as typeof import('./dispatch.js')).dispatch(args);
}

function fail(error: unknown): never {
  const { reportError } = require('./errors.js') as typeof import('./errors.js');
  process.exit(reportError(error, { verbose: process.argv.includes('-v') }));
}
