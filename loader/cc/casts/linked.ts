/** What calls through other types need to know of a linked image: types of functions, the table, and every call. */
import { bodies, type Part, readLeb, readText, Section, sections } from '../binary';
import { instructions, Op, Unknown } from '../instructions';

/** Bytes of value types. */
export interface Shape {
  parameters: number[];
  results: number[];
}

export interface Call {
  /** The function that calls. */
  from: number;
  op: number;
  start: number;
  end: number;
  /** The function that is called, or the type of an indirect call. */
  target: number;
}

export interface Linked {
  image: Uint8Array;
  parts: Part[];
  types: Shape[];
  /** Of every function, imported ones first: the first type that is equal to its own. */
  typeOf: number[];
  imported: number;
  /** Functions by their number in the table. */
  table: (number | undefined)[];
  tableSize: number;
  calls: Call[];
  indirect: Call[];
  /** Functions by name. */
  names: Map<string, number>;
}

const FUNCTION = 0;
const NAME_OF_FUNCTIONS = 1;

/** wasm-ld's output: what else a module might have is a reason to do nothing. Undefined then. */
export function readLinked(image: Uint8Array): Linked | undefined {
  const parts = sections(image);
  const part = (id: number) => parts.find((one) => one.id === id);
  const [typePart, functionPart, tablePart, codePart] = [
    Section.TYPE,
    Section.FUNCTION,
    Section.TABLE,
    Section.CODE,
  ].map(part);
  if (!typePart || !functionPart || !codePart) return undefined;
  const types = readTypes(image, typePart);
  if (!types) return undefined;
  const first = new Map<string, number>();
  const canonical = types.map(({ parameters, results }, index) => {
    const key = `${parameters.join()}>${results.join()}`;
    if (!first.has(key)) first.set(key, index);
    return first.get(key)!;
  });
  const imports = part(Section.IMPORT);
  const typeOf = imports ? importedTypes(image, imports) : [];
  const imported = typeOf.length;
  each(image, functionPart, (at) => {
    const { value, next } = readLeb(image, at);
    typeOf.push(value);
    return next;
  });
  const found = readCalls(image, codePart, imported);
  for (const call of found.indirect) call.target = canonical[call.target]!;
  const table = tablePart ? readTable(image, tablePart) : 0;
  const elements = part(Section.ELEMENT);
  return {
    image,
    parts,
    types,
    typeOf: typeOf.map((type) => canonical[type]!),
    imported,
    table: elements ? readElements(image, elements) : [],
    tableSize: table,
    ...found,
    names: readNames(image, parts),
  };
}

/** Calls `take` with where each entry of a section begins; it answers where the entry ends. */
function each(image: Uint8Array, { body }: Part, take: (at: number) => number): void {
  const { value: count, next } = readLeb(image, body);
  let at = next;
  for (let left = count; left > 0; left--) at = take(at);
}

function readTypes(image: Uint8Array, part: Part): Shape[] | undefined {
  const types: Shape[] = [];
  let known = true;
  each(image, part, (at) => {
    known &&= image[at] === 0x60;
    const values = (from: number) => {
      const { value: count, next } = readLeb(image, from);
      return { list: [...image.subarray(next, next + count)], next: next + count };
    };
    const parameters = values(at + 1);
    const results = values(parameters.next);
    types.push({ parameters: parameters.list, results: results.list });
    return results.next;
  });
  return known ? types : undefined;
}

function importedTypes(image: Uint8Array, part: Part): number[] {
  const types: number[] = [];
  each(image, part, (from) => {
    const at = readText(image, readText(image, from).next).next;
    const kind = image[at]!;
    const { value, next } = readLeb(image, at + 1);
    if (kind === FUNCTION) types.push(value);
    // Of a table, limits stand behind its type, of a global whether it changes, of a tag its type; a memory has limits alone.
    if (kind === FUNCTION) return next;
    if (kind === 2) return behindLimits(image, at + 1);
    return kind === 1 ? behindLimits(image, at + 2) : kind === 3 ? at + 3 : readLeb(image, at + 2).next;
  });
  return types;
}

function behindLimits(image: Uint8Array, at: number): number {
  const least = readLeb(image, at + 1).next;
  return image[at]! & 1 ? readLeb(image, least).next : least;
}

/** Entries of the only table. */
function readTable(image: Uint8Array, { body }: Part): number {
  const { value: count, next } = readLeb(image, body);
  return count === 1 ? readLeb(image, next + 2).value : 0;
}

function readElements(image: Uint8Array, part: Part): (number | undefined)[] {
  const table: (number | undefined)[] = [];
  each(image, part, (from) => {
    // Flags 0, i32.const, the offset, end: what wasm-ld writes.
    const { value: offset, next } = readLeb(image, from + 2);
    const { value: count, next: list } = readLeb(image, next + 1);
    let at = list;
    for (let i = 0; i < count; i++) {
      const { value, next: behind } = readLeb(image, at);
      table[offset + i] = value;
      at = behind;
    }
    return at;
  });
  return table;
}

function readCalls(image: Uint8Array, code: Part, imported: number): Pick<Linked, 'calls' | 'indirect'> {
  const calls: Call[] = [];
  const indirect: Call[] = [];
  bodies(image, code).forEach(({ start, end }, index) => {
    try {
      for (const one of instructions(image, start, end)) {
        const { op } = one;
        if (op < Op.CALL || op > Op.RETURN_CALL_INDIRECT) continue;
        const { value: target } = readLeb(image, one.start + 1);
        const list = op === Op.CALL_INDIRECT || op === Op.RETURN_CALL_INDIRECT ? indirect : calls;
        list.push({ from: imported + index, op, start: one.start, end: one.end, target });
      }
    } catch (error) {
      // What follows an instruction that is not known here stays as it is.
      if (!(error instanceof Unknown)) throw error;
    }
  });
  return { calls, indirect };
}

function readNames(image: Uint8Array, parts: Part[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { id, body, end } of parts) {
    if (id !== Section.CUSTOM) continue;
    const head = readText(image, body);
    if (head.text !== 'name') continue;
    for (let at = head.next; at < end;) {
      const kind = image[at]!;
      const { value: size, next } = readLeb(image, at + 1);
      if (kind === NAME_OF_FUNCTIONS)
        each(image, { id, start: at, body: next, end: next + size }, (from) => {
          const { value: index, next: name } = readLeb(image, from);
          const { text, next: behind } = readText(image, name);
          names.set(text, index);
          return behind;
        });
      at = next + size;
    }
  }
  return names;
}
