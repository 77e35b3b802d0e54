// Modules by their bytes, for those that no tool would write.

export const leb = (n: number): number[] => (n < 128 ? [n] : [(n % 128) | 128, ...leb(Math.floor(n / 128))]);
export const name = (text: string): number[] => [...leb(Buffer.byteLength(text)), ...Buffer.from(text)];

/** A section of bytes, or of items. */
export const section = (id: number, ...parts: (Uint8Array | readonly number[])[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  return Buffer.concat([Uint8Array.from([id, ...leb(body.length)]), body]);
};

/** `count` times the same bytes, or what a function makes of each number. */
export const times = (count: number, item: readonly number[] | ((i: number) => readonly number[])): Buffer =>
  typeof item === 'function'
    ? Buffer.concat(Array.from({ length: count }, (_, i) => Uint8Array.from(item(i))))
    : Buffer.alloc(count * item.length, Uint8Array.from(item));

export const vector = (count: number, item: readonly number[] | ((i: number) => readonly number[])): Buffer =>
  Buffer.concat([Uint8Array.from(leb(count)), times(count, item)]);

/** A function's body: its locals' groups, and its code without the last end. */
export const body = (locals: readonly number[], code: Uint8Array | readonly number[]): Buffer => {
  const whole = Buffer.concat([Uint8Array.from(locals), Uint8Array.from(code), Uint8Array.of(0x0b)]);
  return Buffer.concat([Uint8Array.from(leb(whole.length)), whole]);
};

export const module = (...sections: Buffer[]): Buffer =>
  Buffer.concat([Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), ...sections]);

export const I32 = 0x7f;
export const V128 = 0x7b;

/** What takes the place of a section of the smallest WASI program, or is added to it, by the section's number. */
export type Parts = Partial<Record<number, Buffer>>;

/** Order of sections in a module: tags (13) stand before globals, the count of data (12) before code. */
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11, 0];

/** The smallest WASI program, with these sections in the place of its own. Type 0 is () -> (). */
export function wasiProgram(parts: Parts = {}): Buffer {
  const own: Parts = {
    1: section(1, [1, 0x60, 0, 0]),
    3: section(3, [1, 0]),
    5: section(5, [1, 0, 1]),
    7: section(7, EXPORTS),
    10: section(10, [1], body([0], [])),
  };
  const all = { ...own, ...parts };
  return module(...ORDER.flatMap((id) => all[id] ?? []));
}

/** Its exports: its memory and _start. */
export const EXPORT_ITEMS = [...name('memory'), 2, 0, ...name('_start'), 0, 0];
const EXPORTS = [2, ...EXPORT_ITEMS];
