/** A limit on a memory that a module defines itself: V8 takes one from nowhere but the module, so the module is made to say it. */
import { ModuleReader } from '../wasm/reader.js';

const MEMORY_SECTION = 5;
/** Flags of limits: bit 0 says that a maximum follows. */
const HAS_MAXIMUM = 1;

const leb = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)]);

/** The module with a memory that grows to at most `pages`; itself if it asks for no more. */
export function limitOwnMemory(image: Uint8Array, pages: number): Uint8Array {
  const module = new ModuleReader(image);
  const section = module.section('memory');
  const [own, ...others] = module.memories();
  if (!section || !own || others.length > 0 || (own.maximum ?? Infinity) <= pages) return image;
  const end = section.offset + section.size;
  const contents = [1, HAS_MAXIMUM | (own.shared ? 2 : 0), ...leb(own.initial), ...leb(pages)];
  return Buffer.concat([
    image.subarray(0, end - section.total),
    Uint8Array.from([MEMORY_SECTION, ...leb(contents.length), ...contents]),
    image.subarray(end),
  ]);
}
