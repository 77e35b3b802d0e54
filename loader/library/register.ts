/** `node --import hermit-wasm/register`: programs import functions of C files. */
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ErrorCode } from '../../runtime/errors.js';
import { SharedWords } from '../../runtime/sync/words.js';
import { isSource } from './imports/attributes.js';
import { resolved } from './imports/hooks.js';
import { HermitError } from './installed.js';

type Next = (name: string, context: object) => { url: string };
/** Newer than the types. */
interface Hooks {
  resolve(specifier: string, context: object, next: Next): object;
  load(url: string, context: object, next: Next): object;
}
const { registerHooks } = module as unknown as { registerHooks?: (hooks: Hooks) => void };

interface Answer {
  source?: string;
  failure?: { name: string; code?: string; message: string };
}

/** The module of a C file, at once: a thread makes it meanwhile. @throws as importSource. */
function sourceNow(url: string): string {
  const memory = new SharedArrayBuffer(4);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(join(__dirname, 'imports/entry/load.js'), {
    workerData: { url, memory, port: port2 },
    transferList: [port2],
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  worker.unref();
  new SharedWords(memory).wait(0, 0, Infinity);
  const { source, failure } = (receiveMessageOnPort(port1)?.message ?? {}) as Answer;
  port1.close();
  if (source !== undefined) return source;
  const { name = '', code = 'HERMIT_EINTERNAL', message = 'the thread that compiles has failed' } = failure ?? {};
  if (name === 'HermitError') throw new HermitError(code as ErrorCode, message);
  throw Object.assign(new (name === 'SyntaxError' ? SyntaxError : name === 'TypeError' ? TypeError : Error)(message), {
    code,
  });
}

if (registerHooks)
  registerHooks({
    resolve: (specifier, context, next) => resolved(next(specifier, context), context),
    load: (url, context, next) =>
      isSource(url) ? { format: 'module', source: sourceNow(url), shortCircuit: true } : next(url, context),
  });
else if (isMainThread) module.register(pathToFileURL(join(__dirname, 'imports/hooks.js')));
