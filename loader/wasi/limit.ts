/** Limits on memory and tables that a module defines itself: V8 takes them from nowhere but the module, so the module is made to say them. */
import type { Definitions } from '../wasm/definitions.js';
import { limits } from '../wasm/limits.js';
import { ModuleReader, type SectionName } from '../wasm/reader.js';

const NUMBERS = { table: 4, memory: 5 } as const;
/** Flags of limits: bit 0 says that a maximum follows. */
const HAS_MAXIMUM = 1;

const leb = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)]);

/** The module with a memory that grows to at most `pages`; itself if it asks for no more. */
export function limitOwnMemory(image: Uint8Array, pages: number): Uint8Array {
  const module = new ModuleReader(image);
  const [own, ...others] = module.memories();
  if (!own || others.length > 0 || (own.maximum ?? Infinity) <= pages) return image;
  const contents = [1, HAS_MAXIMUM | (own.shared ? 2 : 0), ...leb(own.initial), ...leb(pages)];
  return replaced(module, 'memory', contents);
}

/**
 * The module with tables that have together no more elements than a module may have, however far they grow; itself if they have no more.
 * What a table has at first it keeps. The rest is divided among those that grow.
 */
export function limitTables(image: Uint8Array, { tables }: Pick<Definitions, 'tables'>): Uint8Array {
  const room = ({ initial, maximum }: Definitions['tables'][number]): number => (maximum ?? Infinity) - initial;
  const left = limits.tableElements.most - tables.reduce((sum, { initial }) => sum + initial, 0);
  const growing = tables.filter((table) => room(table) > 0);
  if (growing.reduce((sum, table) => sum + room(table), 0) <= left) return image;
  const share = Math.floor(left / growing.length);
  const contents = tables.flatMap((table) => [
    table.type,
    HAS_MAXIMUM,
    ...leb(table.initial),
    ...leb(table.initial + Math.max(0, Math.min(room(table), share))),
  ]);
  return replaced(new ModuleReader(image), 'table', [...leb(tables.length), ...contents]);
}

function replaced(module: ModuleReader, kind: SectionName & keyof typeof NUMBERS, contents: number[]): Uint8Array {
  const section = module.section(kind)!;
  const end = section.offset + section.size;
  return Buffer.concat([
    module.bytes.subarray(0, end - section.total),
    Uint8Array.from([NUMBERS[kind], ...leb(contents.length), ...contents]),
    module.bytes.subarray(end),
  ]);
}
