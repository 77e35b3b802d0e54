#!/usr/bin/env node
// The command hermit-wasm. `run` goes straight to its code: what it does not need is not loaded, because starting Node is most of
// what a small program costs.
import { exitCodes, reportError } from './errors.js';

const fail = (error: unknown): never => process.exit(reportError(error, { verbose: process.argv.includes('-v') }));

process.on('uncaughtException', fail);
// Nothing left to wait for, and yet no result: without this the process would end as if all were well.
process.once('beforeExit', () => fail(new Error('the command ended without a result')));
process.exitCode = exitCodes.runtime;

main(process.argv.slice(2)).then((code) => process.exit(code), fail);

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'run') return (require('./run.js') as typeof import('./run.js')).runCommand(rest);
  const { dispatch } = require('./dispatch.js') as typeof import('./dispatch.js');
  return dispatch(args);
}
