/**
 * Names of functions and variables that the kernel's parts share with each other, but not with programs, get a suffix that no C
 * program can write: a program may have a `lock`, a `panic` or a `barrier` of its own. Done on the objects, so that the sources,
 * the debug information and V8's stacks keep the plain names.
 */
import { PRIVATE_SUFFIX } from '../../wasm/names';
import { Cursor } from '../../wasm/cursor';

/** What the libraries offer to programs: reserved names, the C library's own that the kernel implements, and documented interfaces. */
const PUBLIC = /^(_.*|(omp|ompc|kmp|hermit|MPI|PMPI)_.*|malloc|calloc|realloc|free|aligned_alloc|malloc_usable_size)$/;

const enum Section {
  CUSTOM = 0,
  IMPORT = 2,
}
const SYMBOL_TABLE = 8;
const enum Kind {
  FUNCTION = 0,
  DATA = 1,
  GLOBAL = 2,
  SECTION = 3,
  TAG = 4,
  TABLE = 5,
}
const enum Flag {
  LOCAL = 0x02,
  UNDEFINED = 0x10,
  EXPLICIT_NAME = 0x40,
}

/** A tool-conventions "linking" symbol, as far as names are concerned: the bytes before its name, the name, and those after. */
interface Symbol {
  before: Uint8Array;
  name: string | null;
  after: Uint8Array;
  defined: boolean;
  local: boolean;
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

function named(name: string): Buffer {
  const text = Buffer.from(name);
  return Buffer.concat([Buffer.from(leb(text.length)), text]);
}

const section = (id: number, parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([id, ...leb(body.length)]), body]);
};

function readSymbol(cursor: Cursor): Symbol {
  const start = cursor.at;
  const kind = cursor.u8();
  const flags = cursor.leb32();
  const defined = !(flags & Flag.UNDEFINED);
  if (kind !== Kind.DATA) cursor.leb32();
  const hasName = kind === Kind.DATA || (kind !== Kind.SECTION && (defined || (flags & Flag.EXPLICIT_NAME) !== 0));
  const before = cursor.bytes.subarray(start, cursor.at);
  const name = hasName ? cursor.name() : null;
  const end = cursor.at;
  if (kind === Kind.DATA && defined) for (let i = 0; i < 3; i++) cursor.leb32();
  return { before, name, after: cursor.bytes.subarray(end, cursor.at), defined, local: (flags & Flag.LOCAL) !== 0 };
}

/** Calls back for every subsection of a "linking" section, from behind its name. */
function* subsections(cursor: Cursor): Generator<{ type: number; body: Cursor }> {
  while (!cursor.done) {
    const type = cursor.u8();
    yield { type, body: cursor.sub(cursor.leb32()) };
  }
}

function* sectionsOf(object: Uint8Array): Generator<{ id: number; body: Cursor }> {
  const cursor = new Cursor(object, 8);
  while (!cursor.done) {
    const id = cursor.u8();
    yield { id, body: cursor.sub(cursor.leb32()) };
  }
}

const readSymbols = (body: Cursor): Symbol[] => Array.from({ length: body.leb32() }, () => readSymbol(body));

/** Names that an object defines for others and that are not for programs. */
function privateNames(object: Uint8Array): string[] {
  const names: string[] = [];
  for (const { id, body } of sectionsOf(object)) {
    if (id !== Section.CUSTOM || body.name() !== 'linking') continue;
    body.leb32();
    for (const { type, body: part } of subsections(body))
      if (type === SYMBOL_TABLE)
        for (const { name, defined, local } of readSymbols(part))
          if (defined && !local && name !== null && !PUBLIC.test(name)) names.push(name);
  }
  return names;
}

function renamedLinking(body: Cursor, rename: (name: string) => string): Uint8Array[] {
  const version = body.at;
  body.leb32();
  const parts: Uint8Array[] = [named('linking'), body.bytes.subarray(version, body.at)];
  for (const { type, body: part } of subsections(body)) {
    if (type !== SYMBOL_TABLE) {
      parts.push(section(type, [part.bytes.subarray(part.at, part.end)]));
      continue;
    }
    const symbols = readSymbols(part);
    const written = symbols.flatMap(({ before, name, after, local }) => [
      before,
      ...(name === null ? [] : [named(local ? name : rename(name))]),
      after,
    ]);
    parts.push(section(SYMBOL_TABLE, [Buffer.from(leb(symbols.length)), ...written]));
  }
  return parts;
}

/** Limits of a memory or table. */
function skipLimits(cursor: Cursor): void {
  const flags = cursor.u8();
  cursor.leb32();
  if (flags & 1) cursor.leb32();
}

const SKIP_DESCRIPTION: Record<number, (cursor: Cursor) => void> = {
  0: (cursor) => void cursor.leb32(),
  1: (cursor) => {
    cursor.u8();
    skipLimits(cursor);
  },
  2: skipLimits,
  3: (cursor) => void cursor.skip(2),
  4: (cursor) => {
    cursor.u8();
    cursor.leb32();
  },
};

/** Undefined functions have their names as imports. */
function renamedImports(body: Cursor, rename: (name: string) => string): Uint8Array[] {
  const count = body.leb32();
  const parts: Uint8Array[] = [Buffer.from(leb(count))];
  for (let i = 0; i < count; i++) {
    const module = body.name();
    const field = body.name();
    const start = body.at;
    const kind = body.u8();
    const skip = SKIP_DESCRIPTION[kind];
    if (!skip) return body.fail(`an import of unknown kind ${kind}`);
    skip(body);
    parts.push(named(module), named(module === 'env' ? rename(field) : field), body.bytes.subarray(start, body.at));
  }
  return parts;
}

function renamed(object: Uint8Array, rename: (name: string) => string): Uint8Array {
  const parts: Uint8Array[] = [object.subarray(0, 8)];
  for (const { id, body } of sectionsOf(object)) {
    const whole = body.bytes.subarray(body.at, body.end);
    if (id === Section.IMPORT) parts.push(section(id, renamedImports(body, rename)));
    else if (id === Section.CUSTOM && body.name() === 'linking') parts.push(section(id, renamedLinking(body, rename)));
    else parts.push(section(id, [whole]));
  }
  return Buffer.concat(parts);
}

/** All objects of the sysroot, `ours` telling which of them are the kernel's: the same objects with its private names hidden. */
export function hidePrivateNames(objects: readonly Uint8Array[], ours: (index: number) => boolean): Uint8Array[] {
  const hidden = new Set(objects.flatMap((object, index) => (ours(index) ? privateNames(object) : [])));
  return objects.map((object) => renamed(object, (name) => (hidden.has(name) ? name + PRIVATE_SUFFIX : name)));
}
