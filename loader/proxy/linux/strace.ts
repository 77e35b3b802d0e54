/** One line on standard error for every call of the guest, as --strace asks. */
import { writeSync } from 'node:fs';
import * as L from '../../../runtime/generated/layout.js';
import { calls, type ArgumentSpec, type CallSpec } from '../../../runtime/generated/syscalls.js';
import {
  AT_FDCWD,
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOCTTY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_PATH,
  O_TRUNC,
} from '../abi/numbers.js';
import { errnoName } from '../abi/errno.js';
import type { CheckedMemory } from '../abi/checked-memory.js';
import type { LinuxCall } from './call.js';

/** Bytes of strings and buffers that are shown. */
const SHOWN = 32;

const byNumber: (CallSpec | undefined)[] = [];
for (const call of calls) byNumber[call.nr] = call;

const openFlags = Object.entries({
  O_CREAT,
  O_EXCL,
  O_NOCTTY,
  O_TRUNC,
  O_APPEND,
  O_NONBLOCK,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_CLOEXEC,
  O_PATH,
});

function showFlags(flags: number): string {
  const names = [['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'][flags & 3] as string];
  for (const [name, bit] of openFlags) if (flags & bit) names.push(name);
  return names.join('|');
}

const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`;

function quote(memory: CheckedMemory, address: number, length: number, more: boolean): string {
  const n = Math.min(length, SHOWN);
  const text = memory.copy(address, n).toString('latin1');
  const escaped = text.replace(/[^ -~]|["\\]/g, (c) => {
    const short: Record<string, string> = {
      '\n': '\\n',
      '\t': '\\t',
      '\r': '\\r',
      '"': '\\"',
      '\\': '\\\\',
      '\0': '\\0',
    };
    return short[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"${more || length > n ? '...' : ''}`;
}

function showString(memory: CheckedMemory, address: number): string {
  if (address === 0) return 'NULL';
  let n = 0;
  while (n < 4 * SHOWN && address + n < memory.size && memory.u8[address + n] !== 0) n++;
  const shown = Math.min(n, SHOWN * 2);
  return [0, 1]
    .map((part) =>
      quote(memory, address + part * SHOWN, Math.max(0, Math.min(SHOWN, shown - part * SHOWN)), false).slice(1, -1),
    )
    .join('')
    .replace(/^(.*)$/s, n > shown ? '"$1"...' : '"$1"');
}

/** Shows one argument; `length` gives the bytes behind a buffer, of which an output has only what the call answered. */
function show(memory: CheckedMemory, arg: ArgumentSpec, value: number, high: number, length: number): string {
  switch (arg.kind) {
    case 'path':
    case 'str':
      return showString(memory, value >>> 0);
    case 'in':
    case 'out':
    case 'inout': {
      const address = value >>> 0;
      if (address === 0) return 'NULL';
      const text = typeof arg.size === 'string' && arg.times === undefined;
      return text && length >= 0 && memory.holds(address, length) ? quote(memory, address, length, false) : hex(value);
    }
    case 'dirfd':
      return value === AT_FDCWD ? 'AT_FDCWD' : String(value);
    case 'oflags':
      return showFlags(value);
    case 'mode':
      return `0${(value >>> 0).toString(8)}`;
    case 'off':
      return String((value >>> 0) + high * 4294967296);
    case 'uint':
      return String(value >>> 0);
    case 'int':
    case 'fd':
      return String(value);
    default:
      return value === 0 && arg.kind !== 'hex' ? 'NULL' : hex(value);
  }
}

function showArguments(memory: CheckedMemory, call: CallSpec, words: number[], result: number): string {
  const at = new Map<string, number>();
  let next = 0;
  for (const arg of call.args) {
    at.set(arg.name, next);
    next += arg.kind === 'off' ? 2 : 1;
  }
  return call.args
    .map((arg) => {
      const word = at.get(arg.name) as number;
      const size = typeof arg.size === 'string' ? (words[at.get(arg.size) ?? 0] as number) >>> 0 : 0;
      const length = arg.kind === 'out' ? result : size;
      return show(memory, arg, words[word] as number, words[word + 1] ?? 0, length);
    })
    .join(', ');
}

/** Addresses are what mapping calls answer. */
const answersAddress = new Set(['brk', 'mmap2', 'mremap']);

function showResult(name: string, result: number): string {
  if (result < 0 && result > -4096) return `-1 ${errnoName(-result)}`;
  return answersAddress.has(name) ? hex(result) : String(result);
}

/** Prints the trace record at a checked address (layout.h, "Trace record"). */
export function traceLine({ core, guest: { memory, data } }: LinuxCall, record: number): void {
  const nr = memory.word(record + L.TRACE_NR);
  const words = Array.from({ length: 6 }, (_, i) => memory.word(record + L.TRACE_ARGS + 4 * i) | 0);
  const result = memory.word(record + L.TRACE_RESULT) | 0;
  const tid = memory.word(record + L.TRACE_TID);
  const microseconds =
    (memory.view.getFloat64(record + L.TRACE_END, true) - memory.view.getFloat64(record + L.TRACE_START, true)) / 1000;
  const call = byNumber[nr];
  const name = call?.name ?? `call_${nr}`;
  const args = call ? showArguments(memory, call, words, result) : words.map(hex).join(', ');
  const where = `${data.isle}.${core} ${tid}`;
  const line = `[${where}] ${name}(${args}) = ${showResult(name, result)} <${microseconds.toFixed(1)} us> ${call?.home ?? 'nobody'}\n`;
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads standard error; that is no reason to fail the guest's call.
  }
}
