/**
 * Whether a module's definitions are within limits, told before V8 or anybody else makes something of them: one pass over all
 * sections, which allocates nothing by counts that the module only claims. What it does not know it refuses, since newer versions of V8
 * take more than older ones. The code has a pass of its own (bodies.ts).
 */
import { HermitError } from '../../runtime/errors.js';
import type { Cursor } from './cursor.js';
import { type LimitName, limits, over } from './limits.js';
import { type ModuleReader, type Section, type SectionName, valueTypes } from './reader.js';

const FUNCTION_TYPE = 0x60;
const FUNCREF = 0x70;
const EXTERNREF = 0x6f;

/** What the pass over the code needs to know. */
export interface Definitions {
  /** Per type, the numbers of its parameters and results. */
  parameters: number[];
  results: number[];
  /** Of each function the type, imported ones first. */
  functionTypes: number[];
  importedFunctions: number;
  /** Of each tag the type. */
  tags: number[];
  code: Section | undefined;
  /** A number for each type, which two types have in common only by an unlikely chance. */
  typeDigests: number[];
  /** How far they may grow is limited later (loader/wasi/limit.ts). */
  tables: { type: number; initial: number; maximum: number | null }[];
}

class Pass {
  readonly found: Definitions = {
    parameters: [],
    results: [],
    functionTypes: [],
    importedFunctions: 0,
    tags: [],
    code: undefined,
    typeDigests: [],
    tables: [],
  };
  private memories = 0;
  private names = 0;
  private elements = 0;
  /** Types of functions that pass the module's border. */
  private readonly passed = new Set<number>();

  constructor(
    private readonly file: string,
    private readonly module: ModuleReader,
  ) {}

  run(): Definitions {
    const { module, file } = this;
    if (module.bytes.length > limits.bytes.most) over(file, 'bytes', module.bytes.length);
    const seen = new Set<SectionName>();
    for (const section of module.sections) {
      if (section.kind === 'custom') continue;
      if (seen.has(section.kind)) module.open(section).fail(`a second section ${section.kind}`);
      seen.add(section.kind);
      const cursor = module.open(section);
      this.sections[section.kind]?.(cursor, section);
    }
    for (const type of this.passed)
      if (type >= this.found.parameters.length) this.refuse(`a function of type ${type}, which it does not have`);
    return this.found;
  }

  private refuse(what: string): never {
    throw new HermitError('HERMIT_EMODULE', `${this.file} has ${what}`);
  }

  /** Reads a count and as many items. */
  private each(cursor: Cursor, limit: LimitName, read: (cursor: Cursor) => void, more = 0): void {
    const count = cursor.leb32();
    if (count + more > limits[limit].most) over(this.file, limit, count + more);
    for (let left = count; left > 0; left--) read(cursor);
    if (!cursor.done) cursor.fail('more bytes in this section than it has items');
  }

  private name(cursor: Cursor): void {
    const length = cursor.leb32();
    if (length > limits.nameBytes.most) over(this.file, 'nameBytes', length);
    this.names += length;
    if (this.names > limits.allNames.most) over(this.file, 'allNames', this.names);
    cursor.skip(length);
  }

  private readonly sections: Partial<Record<SectionName, (cursor: Cursor, section: Section) => void>> = {
    type: (cursor) => this.each(cursor, 'types', (c) => this.type(c)),
    import: (cursor) => this.each(cursor, 'imports', (c) => this.import(c)),
    function: (cursor) =>
      this.each(
        cursor,
        'functions',
        (c) => void this.found.functionTypes.push(c.leb32()),
        this.found.importedFunctions,
      ),
    table: (cursor) => this.each(cursor, 'tables', (c) => this.table(c)),
    memory: (cursor) => this.each(cursor, 'memories', (c) => this.memory(c)),
    global: (cursor) =>
      this.each(cursor, 'globals', (c) => {
        this.global(c);
        this.constant(c);
      }),
    export: (cursor) =>
      this.each(cursor, 'exports', (c) => {
        this.name(c);
        const kind = c.u8();
        const index = c.leb32();
        if (kind === 0) this.pass(this.found.functionTypes[index] ?? c.fail('a function that it does not have'));
      }),
    element: (cursor) => this.each(cursor, 'segments', (c) => this.segment(c)),
    code: (_, section) => void (this.found.code = section),
    data: (cursor) =>
      this.each(cursor, 'data', (c) => {
        const flags = c.leb32();
        if (flags > 2) this.refuse(`a segment of data of kind ${flags}, which is not supported`);
        if (flags === 2) c.leb32();
        if (flags !== 1) this.constant(c);
        c.skip(c.leb32());
      }),
    tag: (cursor) => this.each(cursor, 'tags', (c) => void this.found.tags.push(this.tag(c))),
  };

  private type(cursor: Cursor): void {
    const form = cursor.u8();
    // Structures, arrays and recursive groups: what is made of them lies on V8's heap, which no limit of an isle counts.
    if (form !== FUNCTION_TYPE)
      this.refuse(
        `a type of form 0x${form.toString(16)}, expected types of functions: objects of V8's heap are refused`,
      );
    let digest = 0;
    const values = (): number => {
      const count = cursor.leb32();
      if (count > limits.arity.most) over(this.file, 'arity', count);
      digest = (digest * 31 + count + 1) % 2 ** 45;
      for (let left = count; left > 0; left--) digest = (digest * 131 + this.value(cursor)) % 2 ** 45;
      return count;
    };
    this.found.parameters.push(values());
    this.found.results.push(values());
    this.found.typeDigests.push(digest);
  }

  private value(cursor: Cursor): number {
    const type = cursor.u8();
    if (valueTypes[type] === undefined) this.refuse(`a value of type 0x${type.toString(16)}, which is not supported`);
    return type;
  }

  private import(cursor: Cursor): void {
    this.name(cursor);
    this.name(cursor);
    const kind = cursor.u8();
    if (kind === 0) {
      const type = cursor.leb32();
      this.pass(type);
      this.found.functionTypes.push(type);
      this.found.importedFunctions++;
    } else if (kind === 1) this.table(cursor);
    else if (kind === 2) this.memory(cursor);
    else if (kind === 3) this.global(cursor);
    else if (kind === 4) this.found.tags.push(this.tag(cursor));
    else cursor.fail(`expected the kind of an import, got ${kind}`, cursor.at - 1);
  }

  private pass(type: number): void {
    this.passed.add(type);
    if (this.passed.size > limits.exportedTypes.most) over(this.file, 'exportedTypes', this.passed.size);
  }

  private reference(cursor: Cursor): number {
    const type = cursor.u8();
    if (type !== FUNCREF && type !== EXTERNREF)
      this.refuse(`references of type 0x${type.toString(16)}, which is not supported`);
    return type;
  }

  private table(cursor: Cursor): void {
    const type = this.reference(cursor);
    const flags = cursor.u8();
    if (flags > 1) this.refuse(`a table with flags ${flags}, which are not known here`);
    const initial = cursor.leb32();
    const maximum = flags === 1 ? cursor.leb32() : null;
    const { tables } = this.found;
    tables.push({ type, initial, maximum });
    const all = tables.reduce((sum, table) => sum + table.initial, 0);
    if (all > limits.tableElements.most) over(this.file, 'tableElements', all);
  }

  private memory(cursor: Cursor): void {
    const flags = cursor.u8();
    if (flags > 3) this.refuse(`a memory with flags ${flags}: 64-bit memories and custom page sizes are not supported`);
    cursor.leb32();
    if (flags & 1) cursor.leb32();
    if (++this.memories > limits.memories.most) over(this.file, 'memories', this.memories);
  }

  private global(cursor: Cursor): void {
    this.value(cursor);
    if (cursor.u8() > 1) this.refuse('a global of a kind that is not known here');
  }

  private tag(cursor: Cursor): number {
    if (cursor.u8() !== 0) this.refuse('a tag of a kind that is not known here');
    const type = cursor.leb32();
    const values = this.found.parameters[type] ?? 0;
    if (values > limits.tagValues.most) over(this.file, 'tagValues', values);
    return type;
  }

  /** An expression that is a constant: numbers, references, other globals, sums and products. */
  private constant(cursor: Cursor): void {
    for (let count = 1; ; count++) {
      if (count > limits.constant.most) over(this.file, 'constant', count);
      const op = cursor.u8();
      if (op === 0x0b) return;
      if (op === 0x41 || op === 0x42) cursor.sleb();
      else if (op === 0x43) cursor.skip(4);
      else if (op === 0x44) cursor.skip(8);
      else if (op === 0x23 || op === 0xd2) cursor.leb32();
      else if (op === 0xd0) this.value(cursor);
      else if (op === 0xfd && cursor.leb32() === 12) cursor.skip(16);
      else if (!((op >= 0x6a && op <= 0x6c) || (op >= 0x7c && op <= 0x7e)))
        this.refuse(`an instruction 0x${op.toString(16)} in a constant, which is not supported`);
    }
  }

  /** Bits of the kind: 1 passive or declared, 2 with a table (or declared), 4 expressions instead of numbers. */
  private segment(cursor: Cursor): void {
    const kind = cursor.leb32();
    if (kind > 7) this.refuse(`a segment of elements of kind ${kind}, which is not supported`);
    if ((kind & 3) === 2) cursor.leb32();
    if (!(kind & 1)) this.constant(cursor);
    if (kind & 3) {
      if (kind & 4) this.reference(cursor);
      else if (cursor.u8() !== 0) this.refuse('elements of a kind that is not known here');
    }
    const count = cursor.leb32();
    this.elements += count;
    if (this.elements > limits.segmentElements.most) over(this.file, 'segmentElements', this.elements);
    for (let left = count; left > 0; left--) {
      if (kind & 4) this.constant(cursor);
      else cursor.leb32();
    }
  }
}

/**
 * @throws HermitError HERMIT_EMODULE, which names the limit and the value, or what is not known; HERMIT_EIMAGE where the bytes are no
 * module.
 */
export function checkDefinitions(file: string, module: ModuleReader): Definitions {
  return new Pass(file, module).run();
}
