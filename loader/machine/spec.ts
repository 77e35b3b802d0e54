/** Options as they come from programs that no compiler has checked: what is no such value is told before anything is begun. */
import { HermitError } from '../../runtime/errors.js';
import { told } from '../calls/values.js';

type Check = [expected: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds);
const isFunction = (value: unknown): boolean => typeof value === 'function';

const TEXT: Check = ['a string without zero characters', isText];
const TEXTS: Check = ['an array of strings without zero characters', listOf(isText)];

/** By option; those that are left out have their defaults. Numbers are checked where their bounds are known. */
const CHECKS: Record<string, Check> = {
  name: TEXT,
  args: TEXTS,
  cwd: TEXT,
  allowRun: TEXTS,
  env: [
    'an object of strings without zero characters, by names without "="',
    (value) => isObject(value) && Object.entries(value).every(([key, text]) => /^[^=\0]+$/.test(key) && isText(text)),
  ],
  dirs: [
    'an array of { host, guest, readOnly }, host and guest strings',
    listOf((value) => isObject(value) && isText(value['host']) && isText(value['guest'])),
  ],
  cpus: ["an array of CPUs' numbers", listOf((cpu) => Number.isInteger(cpu) && (cpu as number) >= 0)],
  output: ['a function', isFunction],
  input: ['a string or bytes', (value) => typeof value === 'string' || ArrayBuffer.isView(value)],
  stdio: ["'stream'", (value) => value === 'stream'],
  flags: TEXTS,
  onDiagnostics: ['a function', isFunction],
  signal: ['an AbortSignal', (value) => isObject(value) && isFunction(value['throwIfAborted'])],
  network: ['an object', isObject],
  ready: [
    'a number of threads, 0 to 256',
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 256,
  ],
  onWarning: ['a function', isFunction],
};

/** @throws HermitError HERMIT_EINVAL for options that are not what they have to be. */
export function checkOptions(options: unknown): void {
  if (!isObject(options)) throw new HermitError('HERMIT_EINVAL', `options: expected an object, got ${told(options)}`);
  for (const [name, [expected, holds]] of Object.entries(CHECKS)) {
    const value = options[name];
    if (value === undefined || (name === 'cpus' && value === null) || holds(value)) continue;
    throw new HermitError('HERMIT_EINVAL', `${name}: expected ${expected}, got ${told(value)}`);
  }
}

/** @throws HermitError HERMIT_EINVAL. */
export function checkFiles(files: unknown): void {
  if (!isText(files) && !listOf(isText)(files))
    throw new HermitError(
      'HERMIT_EINVAL',
      `files: expected the path of a C file, or an array of them, got ${told(files)}`,
    );
}

/** Bytes, of any realm. @throws HermitError HERMIT_EIMAGE. */
export function checkBytes(image: unknown): void {
  if (ArrayBuffer.isView(image) && Object.prototype.toString.call(image) === '[object Uint8Array]') return;
  throw new HermitError('HERMIT_EIMAGE', `expected a Uint8Array with an image, got ${told(image)}`);
}
