// Images with other custom sections than a linker would write.

export const leb = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...leb(Math.floor(value / 128))];
export const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
export const half = (value: number): number[] => [value & 255, value >> 8];
export const text = (value: string): number[] => [...Buffer.from(value)];
export const named = (value: string | Uint8Array): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
  return Buffer.concat([Buffer.from(leb(bytes.length)), bytes]);
};

interface Part {
  kind: number;
  name: string;
  start: number;
  contents: number;
  end: number;
}

function number(image: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = image[at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
  }
}

/** The sections of a good image. */
export function partsOf(image: Uint8Array): Part[] {
  const parts: Part[] = [];
  for (let at = 8; at < image.length;) {
    const [size, contents] = number(image, at + 1);
    const [length, name] = image[at] === 0 ? number(image, contents) : [0, contents];
    parts.push({
      kind: image[at]!,
      name: Buffer.from(image.subarray(name, name + length)).toString(),
      start: at,
      contents: name + length,
      end: contents + size,
    });
    at = contents + size;
  }
  return parts;
}

/** The image without its own custom sections of these names, and with these in their place, at its end. */
export function withSections(image: Uint8Array, sections: Readonly<Record<string, Uint8Array | number[]>>): Buffer {
  const kept = partsOf(image)
    .filter(({ kind, name }) => kind !== 0 || !(name in sections))
    .map(({ start, end }) => image.subarray(start, end));
  const added = Object.entries(sections).map(([name, contents]) => {
    const body = Buffer.concat([named(name), Buffer.from(contents)]);
    return Buffer.concat([Buffer.from([0, ...leb(body.length)]), body]);
  });
  return Buffer.concat([image.subarray(0, 8), ...kept, ...added]);
}

/** A name section with one name for each function that is given. */
export function nameSection(names: ReadonlyMap<number, string | Uint8Array>): Buffer {
  const part = Buffer.concat([
    Buffer.from(leb(names.size)),
    ...[...names].flatMap(([index, name]) => [Buffer.from(leb(index)), named(name)]),
  ]);
  return Buffer.concat([Buffer.from([1, ...leb(part.length)]), part]);
}
