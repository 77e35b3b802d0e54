/**
 * Regions that capture many variables. WebAssembly checks the signature of an indirect call, so the OpenMP runtime needs a call for
 * every number of them. It has those for few itself; for more, an image is looked at when it is linked, and linked again with calls
 * of exactly the widths that it needs.
 */
import { REGION_CAPTURES } from '../../runtime/generated/param';
import { ModuleReader } from '../wasm/reader';

/** Every outlined region also has the addresses of two thread numbers. */
const NUMBERS = 2;
const FUNCTION_TYPE = 0x60;
const I32 = 0x7f;

/** Numbers of variables beyond the runtime's own for which the image has a function type that a region could have. */
export function widths(image: Uint8Array): number[] {
  const reader = new ModuleReader(image);
  const section = reader.section('type');
  if (!section) return [];
  const cursor = reader.open(section);
  const found = new Set<number>();
  for (let left = cursor.leb32(); left > 0; left--) {
    if (cursor.u8() !== FUNCTION_TYPE) return [...found];
    const parameters = [...bytes(cursor)];
    const results = [...bytes(cursor)];
    const width = parameters.length - NUMBERS;
    if (width > REGION_CAPTURES && results.length === 0 && parameters.every((type) => type === I32)) found.add(width);
  }
  return [...found];
}

/** Value types that programs in C have take a byte each. */
function* bytes(cursor: { leb32(): number; u8(): number }): Generator<number> {
  for (let left = cursor.leb32(); left > 0; left--) yield cursor.u8();
}

/** C that calls regions of these widths; it takes the place of the runtime's function that knows none. */
export function shapesSource(all: number[]): string {
  const cases = all.map((width) => {
    const types = ', int'.repeat(width);
    const values = Array.from({ length: width }, (_, i) => `, a[${i}]`).join('');
    return `\tcase ${width}: ((void (*)(int *, int *${types}))run)(gtid, tid${values}); return 1;\n`;
  });
  return `int __hermit_openmp_invoke(void (*run)(int *, int *, ...), int *gtid, int *tid, int width, int *a)
{
\tswitch (width) {
${cases.join('')}\t}
\treturn 0;
}
`;
}
