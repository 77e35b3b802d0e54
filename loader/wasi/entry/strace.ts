/** --strace: one line on standard error for every WASI call. */
import { writeSync } from 'node:fs';
import { copied } from '../../../runtime/shared-bytes.js';
import { type Call, errorNames, type Kind, valuesOf } from '../preview1.js';
import type { Imported } from './imports.js';
import type { GuestMemory } from './memory.js';

/** Bytes of strings that are shown. */
const SHOWN = 64;

function show(kind: Kind, memory: GuestMemory, value: number | bigint, length: number | bigint | undefined): string {
  if (kind === 'u64') return String(BigInt.asUintN(64, BigInt(value)));
  const n = Number(value);
  if (kind === 'ptr') return `0x${(n >>> 0).toString(16)}`;
  if (kind !== 'path' && kind !== 'in')
    return length === undefined ? String(n >>> 0) : `0x${(n >>> 0).toString(16)}, ${Number(length) >>> 0}`;
  const size = Number(length) >>> 0;
  if (!memory.holds(n, size)) return `0x${(n >>> 0).toString(16)}, ${size}`;
  const text = copied(memory.bytes, n >>> 0, (n >>> 0) + Math.min(size, SHOWN)).toString('latin1');
  const escaped = text.replace(/[^ -~]|["\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"${size > SHOWN ? '...' : ''}`;
}

/** The call, printed when it answers, and before if it might never. */
export function traced(call: Call, imported: Imported, memory: GuestMemory, where: () => string): Imported {
  const home = call.local ? 'core' : 'proxy';
  return (...values) => {
    let next = 0;
    const shown = call.parameters.map(({ kind }) => {
      const at = next;
      next += valuesOf(kind).length;
      return show(kind, memory, values[at]!, next - at === 2 ? values[at + 1] : undefined);
    });
    const text = `[${where()}] ${call.name}(${shown.join(', ')})`;
    if (call.name === 'proc_exit') say(`${text} = ?\n`);
    const start = performance.now();
    const error = imported(...values);
    const results = call.results.map((size, i) => result(memory, size, values[next + i] as number));
    const gave = error === 0 && results.length ? ` -> ${results.join(', ')}` : '';
    say(
      `${text} = ${errorNames[error] ?? error}${gave} <${((performance.now() - start) * 1000).toFixed(1)} us> ${home}\n`,
    );
    return error;
  };
}

function result(memory: GuestMemory, size: number, address: number): string {
  const at = address >>> 0;
  memory.refresh();
  if (!memory.holds(at, size)) return '?';
  if (size === 4) return String(memory.view.getUint32(at, true));
  if (size === 8) return String(memory.view.getBigUint64(at, true));
  return `0x${at.toString(16)}`;
}

function say(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads standard error; that is no reason to fail the program's call.
  }
}
