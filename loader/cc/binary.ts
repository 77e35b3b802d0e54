/** WebAssembly files in bytes: their sections, and numbers in LEB128. */

export const enum Section {
  CUSTOM = 0,
  TYPE = 1,
  IMPORT = 2,
  FUNCTION = 3,
  TABLE = 4,
  MEMORY = 5,
  EXPORT = 7,
  ELEMENT = 9,
  CODE = 10,
}

export interface Part {
  id: number;
  /** With its id and length. */
  start: number;
  body: number;
  end: number;
}

export function sections(image: Uint8Array): Part[] {
  const parts: Part[] = [];
  for (let at = 8; at < image.length;) {
    const { value: size, next } = readLeb(image, at + 1);
    parts.push({ id: image[at]!, start: at, body: next, end: next + size });
    at = next + size;
  }
  return parts;
}

/** The bodies of the functions in a code section, their locals among them. */
export function bodies(image: Uint8Array, code: Part): { start: number; end: number }[] {
  const { value: count, next } = readLeb(image, code.body);
  let at = next;
  return Array.from({ length: count }, () => {
    const { value: size, next: start } = readLeb(image, at);
    at = start + size;
    return { start, end: at };
  });
}

export function leb(value: number): number[] {
  const bytes: number[] = [];
  do {
    const more = value > 127;
    bytes.push((value & 127) | (more ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

/** As leb, in exactly so many bytes: what stands behind does not move. */
export function paddedLeb(value: number, length: number): number[] {
  const bytes = leb(value);
  while (bytes.length < length) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(0);
  }
  return bytes;
}

/** A signed number that is not negative. */
export function signedLebOf(value: number): number[] {
  const bytes = leb(value);
  // The highest bit of the last byte's seven is the sign.
  if (bytes.at(-1)! & 0x40) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(0);
  }
  return bytes;
}

/** A section with its head. */
export function section(id: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([id, ...leb(body.length)]), body]);
}

/** A name with its length in front. */
export const text = (name: string): number[] => [...leb(Buffer.byteLength(name)), ...Buffer.from(name)];

export function readText(bytes: Uint8Array, at: number): { text: string; next: number } {
  const { value: length, next } = readLeb(bytes, at);
  return { text: Buffer.from(bytes.subarray(next, next + length)).toString(), next: next + length };
}

export function readLeb(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) return { value: value >>> 0, next: at };
  }
}
