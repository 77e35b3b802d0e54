// How the values of options are read. Each throws an Error that says what was expected; the parser adds the option's name.
import { WASM_PAGE } from '../../runtime/pages.js';
import { isAbsolute, posix } from 'node:path';

const expected = (what: string, text: string): never => {
  throw new Error(`expected ${what}, got "${text}"`);
};

/** A whole number from `least` to `most`. */
export const numberFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= least && value <= most ? value : expected(`a number from ${least} to ${most}`, text);
  };

/** A whole number from 1 to `most`. */
export const count = (most: number): ((text: string) => number) => numberFrom(1, most);

export const oneOf =
  <const T extends string>(...choices: T[]) =>
  (text: string): T =>
    choices.find((c) => c === text) ?? expected(choices.join(' or '), text);

const units: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const MEMORY_MIN = 16 * 1024 ** 2;
const MEMORY_MAX = 4 * 1024 ** 3;

/** A size in bytes, rounded up to WebAssembly's pages of 64 KiB. */
export function memorySize(text: string): number {
  const match = /^(\d{1,10}(?:\.\d{1,9})?)([KMG]?)(?:i?B)?$/i.exec(text);
  if (!match) return expected('a size such as 512M or 2G', text);
  const bytes = Number(match[1]) * units[match[2]!.toUpperCase()]!;
  if (bytes < MEMORY_MIN || bytes > MEMORY_MAX) return expected('a size from 16M to 4G', text);
  return Math.ceil(bytes / WASM_PAGE) * WASM_PAGE;
}

const durations: Record<string, number> = { ms: 1, '': 1000, s: 1000, m: 60_000, h: 3_600_000 };
/** Node's timers count milliseconds in 31 bits. */
const DURATION_MAX = 2 ** 31 - 1;

/** A duration in milliseconds. */
export function duration(text: string): number {
  const match = /^(\d{1,10}(?:\.\d{1,9})?)(ms|s|m|h)?$/.exec(text);
  if (!match) return expected('a time such as 500ms, 10s, 5m or 1h', text);
  const milliseconds = Math.ceil(Number(match[1]) * durations[match[2] ?? '']!);
  return milliseconds >= 1 && milliseconds <= DURATION_MAX ? milliseconds : expected('a time from 1ms to 596h', text);
}

/** In place of a name: all variables that the host's environment has. */
export const ALL = '*';

/** `K=V`, or `K` alone for the value that the host's environment has: null where it has none. */
export function variable(text: string): { name: string; value: string | null } {
  const [name, ...rest] = text.split('=');
  if (!name || text.includes('\0')) return expected('NAME or NAME=VALUE', text);
  return { name, value: rest.length ? rest.join('=') : (process.env[name] ?? null) };
}

export interface GrantText {
  host: string;
  /** As typed; null: the same path as the host's. An image takes absolute paths only, a WASI program any name. */
  guest: string | null;
  readOnly: boolean;
}

/** `HOST[::GUEST][:ro]`, not yet looked up. */
export function grant(text: string): GrantText {
  const readOnly = text.endsWith(':ro');
  const [host, guest, ...more] = (readOnly ? text.slice(0, -3) : text).split('::');
  if (!host || guest === '' || more.length || text.includes('\0')) return expected('HOST[::GUEST][:ro]', text);
  return { host, guest: guest ?? null, readOnly };
}

/** A path in the guest: absolute, without `.` and `..`. */
export function guestPath(text: string): string {
  if (!isAbsolute(text)) return expected('an absolute path in the guest', text);
  const path = posix.normalize(text);
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

export function command(text: string): string {
  return text && !text.includes('\0') ? text : expected('a command', text);
}

/** Splits as a shell does: blanks separate, quotes and backslashes keep them. */
export function words(text: string): string[] {
  const result: string[] = [];
  const pattern = /\s*((?:[^\s"'\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/gsy;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    end = match.index + match[0].length;
    result.push(
      match[1]!.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single, double, escaped) => {
        return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped;
      }),
    );
  }
  return text.slice(end).trim() ? expected('words with closed quotes', text) : result;
}

/** A number above 0, with a fraction if need be. */
function positive(what: string, most: number, text: string): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= most ? value : expected(what, text);
}

const DAY = 86_400;

export const seconds = (text: string): number => positive(`seconds, at most ${DAY}`, DAY, text.replace(/s$/, ''));

/** As a part of 1. */
export const percentage = (text: string): number =>
  positive('a percentage such as 5', 1e6, text.replace(/%$/, '')) / 100;
