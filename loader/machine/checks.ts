/** Checks of options from programs that no compiler has checked: a wrong value is refused before anything starts. */
import { HermitError } from '../../runtime/errors.js';
import { unshared } from '../../runtime/shared-bytes.js';
import { told } from '../calls/values.js';

export interface Check {
  /** In words, behind "expected". */
  expected: string;
  holds(value: unknown): boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
export const isFunction = (value: unknown): boolean => typeof value === 'function';

export const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds);

export const TEXT: Check = { expected: 'a string without zero characters', holds: isText };
export const TEXTS: Check = { expected: 'an array of strings without zero characters', holds: listOf(isText) };
export const FLAG: Check = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };
export const FUNCTION: Check = { expected: 'a function', holds: isFunction };
export const CONTAIN: Check = { expected: "'process'", holds: (value) => value === 'process' };
export const OBJECT: Check = { expected: 'an object', holds: isObject };
export const SIGNAL: Check = {
  expected: 'an AbortSignal',
  holds: (value) => isObject(value) && isFunction(value['throwIfAborted']),
};
export const STRINGS_BY_NAME: Check = {
  expected: 'an object of strings without zero characters, by names without "="',
  holds: (value) =>
    isObject(value) && Object.entries(value).every(([key, text]) => /^[^=\0]+$/.test(key) && isText(text)),
};
export const GRANTS: Check = {
  expected: 'an array of { host, guest, readOnly }, host and guest strings',
  holds: listOf((value) => isObject(value) && isText(value['host']) && isText(value['guest'])),
};
export const BYTES: Check = {
  expected: 'a number of bytes',
  holds: (value) => (Number.isInteger(value) || value === Infinity) && (value as number) >= 0,
};

const isWhole = (value: unknown): value is number => Number.isInteger(value);
export const from = (least: number, most: number): Check => ({
  expected: `a number from ${least} to ${most}`,
  holds: (value) => isWhole(value) && value >= least && value <= most,
});

export const orNull = ({ expected, holds }: Check): Check => ({
  expected,
  holds: (value) => value === null || holds(value),
});

export const orInfinity = ({ expected, holds }: Check): Check => ({
  expected: `${expected}, or Infinity`,
  holds: (value) => value === Infinity || holds(value),
});

/** @throws HermitError HERMIT_EINVAL. */
export function check(name: string, value: unknown, { expected, holds }: Check): void {
  if (!holds(value)) throw new HermitError('HERMIT_EINVAL', `${name}: expected ${expected}, got ${told(value)}`);
}

/** Those that are left out have their defaults. @throws HermitError HERMIT_EINVAL. */
export function checkAll(options: unknown, checks: Record<string, Check>): void {
  if (!isObject(options)) throw new HermitError('HERMIT_EINVAL', `options: expected an object, got ${told(options)}`);
  for (const [name, one] of Object.entries(checks)) if (options[name] !== undefined) check(name, options[name], one);
}

/** Bytes, of any realm; a copy where an isle could change them between their check and their use. @throws HermitError HERMIT_EIMAGE. */
export function checkBytes(image: unknown): Uint8Array {
  if (ArrayBuffer.isView(image) && Object.prototype.toString.call(image) === '[object Uint8Array]')
    return unshared(image as Uint8Array);
  throw new HermitError('HERMIT_EIMAGE', `expected a Uint8Array with an image, got ${told(image)}`);
}
