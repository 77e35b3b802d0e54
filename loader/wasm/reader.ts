// The outer shape of a WebAssembly module: its sections, what it imports and exports, its memories and functions.
import { HermitError } from '../../runtime/errors.js';
import { Cursor } from './cursor.js';
import { limits } from './limits.js';

/** Section numbers of the format, by name. */
export const sectionNames = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
  'tag',
] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Section {
  kind: SectionName;
  /** A custom section's own name, else ''. */
  name: string;
  /** Offset of the contents in the module (behind a custom section's name). */
  offset: number;
  /** Bytes of contents. */
  size: number;
  /** Bytes with header and name. */
  total: number;
}

export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag';
const externalKinds: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag'];

/** Sizes in pages of 65536 bytes. */
export interface Limits {
  initial: number;
  maximum: number | null;
  shared: boolean;
}

export interface Import {
  module: string;
  name: string;
  kind: ExternalKind;
  /** Only of memories and tables. */
  limits?: Limits;
  /** Only of functions: which of types(). */
  type?: number;
}

/** Values that a function takes and gives, by their names in the text format; ones that this reader does not know by number. */
export interface FunctionType {
  parameters: string[];
  results: string[];
}

export interface Export {
  name: string;
  kind: ExternalKind;
  index: number;
}

export interface FunctionBody {
  /** Number of the function, imported ones counted first. */
  index: number;
  /** Where the body begins in the module. */
  offset: number;
  size: number;
}

const MAGIC = 0x6d736100;

/**
 * A module read as far as asked: the constructor reads the sections' headers, each method the section it is about.
 * All throw HermitError HERMIT_EIMAGE, with the offset, on bytes that are no module.
 */
export class ModuleReader {
  readonly sections: readonly Section[];

  constructor(readonly bytes: Uint8Array) {
    const cursor = new Cursor(bytes);
    if (bytes.length < 8) cursor.fail(`expected a header of 8 bytes, the file has ${bytes.length}`);
    if (cursor.u32() !== MAGIC) cursor.fail('expected the bytes 00 61 73 6d', 0);
    const version = cursor.u32();
    if (version !== 1)
      cursor.fail(`expected version 1, got ${version & 0xffff}${version >>> 16 ? ' (a component)' : ''}`, 4);
    const sections: Section[] = [];
    while (!cursor.done) {
      if (sections.length === limits.sections.most) cursor.fail(`more than ${limits.sections.most} sections`);
      sections.push(readHeader(cursor));
    }
    this.sections = sections;
  }

  /** Contents of the first section of a kind; for custom sections, of that name. */
  section(kind: SectionName, name = ''): Section | undefined {
    return this.sections.find((s) => s.kind === kind && s.name === name);
  }

  open(section: Section): Cursor {
    return new Cursor(this.bytes, section.offset, section.offset + section.size);
  }

  imports(): Import[] {
    return this.vector('import', (cursor) => {
      const module = cursor.name();
      const name = cursor.name();
      const kind = readKind(cursor);
      return { module, name, kind, ...importTypes[kind](cursor) };
    });
  }

  exports(): Export[] {
    return this.vector('export', (cursor) => ({ name: cursor.name(), kind: readKind(cursor), index: cursor.leb32() }));
  }

  /** Types of functions; a module with types of other kinds (of the garbage collection proposal) ends the list there. */
  types(): FunctionType[] {
    const section = this.section('type');
    if (!section) return [];
    const cursor = this.open(section);
    const types: FunctionType[] = [];
    const values = (): string[] => Array.from({ length: checkedCount(cursor) }, () => readValueType(cursor));
    for (let left = cursor.leb32(); left > 0 && cursor.u8() === FUNCTION_TYPE; left--) {
      types.push({ parameters: values(), results: values() });
    }
    return types;
  }

  /** For each function, imported ones first: which of types() it has. */
  functionTypes(): number[] {
    const imported = this.imports().flatMap(({ type }) => (type === undefined ? [] : [type]));
    return [...imported, ...this.vector('function', (cursor) => cursor.leb32())];
  }

  /** Memories that the module defines itself; imported ones are among the imports. */
  memories(): Limits[] {
    return this.vector('memory', readLimits);
  }

  /** Limits of the tables that the module defines itself. */
  tables(): Limits[] {
    return this.vector('table', (cursor) => {
      skipValueType(cursor);
      return readLimits(cursor);
    });
  }

  /** Bodies of the functions that the module defines. */
  functions(): FunctionBody[] {
    let index = this.imports().filter((i) => i.kind === 'function').length;
    return this.vector('code', (cursor) => {
      const size = cursor.leb32();
      return { index: index++, offset: cursor.skip(size), size };
    });
  }

  /** Reads a section that is a count and as many items; [] when it is not there. */
  private vector<T>(kind: SectionName, read: (cursor: Cursor) => T): T[] {
    const section = this.section(kind);
    if (!section) return [];
    const cursor = this.open(section);
    const items: T[] = [];
    // A count that lies runs into the section's end long before it fills our memory: every item takes at least a byte.
    for (let left = cursor.leb32(); left > 0; left--) items.push(read(cursor));
    return items;
  }
}

function readHeader(cursor: Cursor): Section {
  const start = cursor.at;
  const kind = sectionNames[cursor.u8()] ?? cursor.fail('expected a section, its number is unknown', start);
  const size = cursor.leb32();
  const contents = cursor.sub(size);
  const name = kind === 'custom' ? customName(contents) : '';
  return { kind, name, offset: contents.at, size: contents.end - contents.at, total: cursor.at - start };
}

/** A name that is too long to be one that anybody asks for is left unread: strings lie on a heap that may be small. */
function customName(contents: Cursor): string {
  const { at } = contents;
  const length = contents.leb32();
  if (length > limits.nameBytes.most) return (contents.skip(length), '');
  contents.at = at;
  return contents.name();
}

function readKind(cursor: Cursor): ExternalKind {
  return externalKinds[cursor.u8()] ?? cursor.fail('expected the kind of an import or export', cursor.at - 1);
}

function readLimits(cursor: Cursor): Limits {
  const flags = cursor.u8();
  if (flags > 3)
    cursor.fail(
      `expected 32-bit limits, got flags ${flags}: 64-bit memories and custom page sizes are not supported`,
      cursor.at - 1,
    );
  return { initial: cursor.leb32(), maximum: flags & 1 ? cursor.leb32() : null, shared: (flags & 2) !== 0 };
}

const FUNCTION_TYPE = 0x60;
/** Types of values by their bytes. */
export const valueTypes: Readonly<Record<number, string>> = {
  0x7f: 'i32',
  0x7e: 'i64',
  0x7d: 'f32',
  0x7c: 'f64',
  0x7b: 'v128',
  0x70: 'funcref',
  0x6f: 'externref',
  0x69: 'exnref',
};

function readValueType(cursor: Cursor): string {
  const type = cursor.u8();
  if (type === 0x63 || type === 0x64) cursor.sleb();
  return valueTypes[type] ?? `type 0x${type.toString(16)}`;
}

/** A count of items of at least a byte: one that lies is told before it becomes an array. */
function checkedCount(cursor: Cursor): number {
  const count = cursor.leb32();
  if (count > cursor.end - cursor.at) cursor.fail(`expected ${count} values, the section ends before`);
  return count;
}

/** Reads what follows the kind of an import. */
const importTypes: Record<ExternalKind, (cursor: Cursor) => Pick<Import, 'limits' | 'type'>> = {
  function: (cursor) => ({ type: cursor.leb32() }),
  table(cursor) {
    skipValueType(cursor);
    return { limits: readLimits(cursor) };
  },
  memory: (cursor) => ({ limits: readLimits(cursor) }),
  global(cursor) {
    skipValueType(cursor);
    cursor.u8();
    return {};
  },
  tag(cursor) {
    cursor.u8();
    cursor.leb32();
    return {};
  },
};

/** A value type: one byte, or two for a reference with its heap type. */
function skipValueType(cursor: Cursor): void {
  const type = cursor.u8();
  if (type === 0x63 || type === 0x64) cursor.sleb();
}

/**
 * Opens a module's file; `file` is its name in messages.
 * @throws HermitError HERMIT_EIMAGE when the bytes are no module.
 */
export function readModule(file: string, bytes: Uint8Array): ModuleReader {
  try {
    return new ModuleReader(bytes);
  } catch (error) {
    if (error instanceof HermitError) throw new HermitError(error.code, `${file} is ${error.message}`);
    throw error;
  }
}
