// The debug sections of a module: custom sections whose names begin with `.debug_`.
import { readableText } from '../../../runtime/printable.js';
import { Cursor } from '../cursor.js';
import type { ModuleReader, Section } from '../reader.js';
import type { Budget } from './budget.js';

/** Bytes of a text that are read: names and paths. What is longer is cut. */
const TEXT_MAX = 1024;

/** A cursor whose every move is paid for. */
export class DebugCursor extends Cursor {
  constructor(
    bytes: Uint8Array,
    at: number,
    end: number,
    readonly budget: Budget,
  ) {
    super(bytes, at, end);
  }

  override skip(count: number): number {
    this.budget.spend(1);
    return super.skip(count);
  }

  override sub(count: number): DebugCursor {
    const start = this.skip(count);
    return new DebugCursor(this.bytes, start, start + count, this.budget);
  }

  /** Moves over a text that ends with a NUL, and answers where it began in the module. */
  skipText(): number {
    const start = this.at;
    const nul = this.bytes.subarray(start, this.end).indexOf(0);
    // As many bytes as were looked at, which a loop does quicker than a step a byte.
    this.budget.spend((nul < 0 ? this.end - start : nul) >> 3);
    if (nul < 0) this.fail('a text without end');
    this.at = start + nul + 1;
    return start;
  }
}

export class DebugSections {
  private readonly sections = new Map<string, Section>();

  constructor(
    private readonly module: ModuleReader,
    readonly budget: Budget,
  ) {
    // The first one of a name counts.
    for (const section of module.sections) {
      const { kind, name } = section;
      if (kind === 'custom' && name.startsWith('.debug_') && !this.sections.has(name)) this.sections.set(name, section);
    }
  }

  has(name: string): boolean {
    return this.sections.has(name);
  }

  private section(name: string): Section {
    return this.sections.get(name) ?? new Cursor(this.module.bytes, 0, 0).fail(`expected the section ${name}`);
  }

  /** A cursor over a debug section from `offset` on; fails when it is not there. */
  open(name: string, offset = 0): DebugCursor {
    const { offset: start, size } = this.section(name);
    const cursor = new DebugCursor(this.module.bytes, start, start + size, this.budget);
    cursor.skip(offset);
    return cursor;
  }

  /** Offset of a cursor made by `open` from the section's start. */
  offsetOf(name: string, cursor: Cursor): number {
    return cursor.at - this.section(name).offset;
  }

  /** The text at an offset of a section. */
  text(name: string, offset: number): string {
    const { offset: start, size } = this.section(name);
    if (!(offset >= 0 && offset < size)) return '';
    return this.textAt(start + offset);
  }

  /** The text at an offset of the module. */
  textAt(at: number): string {
    const most = this.module.bytes.subarray(at, at + TEXT_MAX);
    const nul = most.indexOf(0);
    const bytes = nul < 0 ? most : most.subarray(0, nul);
    this.budget.spend(bytes.length);
    return readableText(bytes);
  }
}

/**
 * A cursor over one unit: reads the length that units begin with. Only the 32-bit form exists in WebAssembly files.
 * `section` stands behind the unit afterwards.
 */
export function openUnit(section: DebugCursor): DebugCursor {
  const length = section.u32();
  if (length >= 0xfffffff0) section.fail('expected 32-bit DWARF');
  return section.sub(length);
}
