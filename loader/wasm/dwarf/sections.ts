// The debug sections of a module: custom sections whose names begin with `.debug_`.
import { Cursor } from '../cursor.js';
import type { ModuleReader } from '../reader.js';

export class DebugSections {
  constructor(private readonly module: ModuleReader) {}

  has(name: string): boolean {
    return this.module.section('custom', name) !== undefined;
  }

  /** A cursor over a debug section from `offset` on; fails when it is not there. */
  open(name: string, offset = 0): Cursor {
    const section = this.module.section('custom', name);
    if (!section) return new Cursor(this.module.bytes, 0, 0).fail(`expected the section ${name}`);
    const cursor = this.module.open(section);
    cursor.skip(offset);
    return cursor;
  }

  /** Offset of a cursor made by `open` from the section's start. */
  offsetOf(name: string, cursor: Cursor): number {
    return cursor.at - this.module.section('custom', name)!.offset;
  }

  text(name: string, offset: number): string {
    return this.open(name, offset).cstring();
  }
}

/**
 * A cursor over one unit: reads the length that units begin with. Only the 32-bit form exists in WebAssembly files.
 * `section` stands behind the unit afterwards.
 */
export function openUnit(section: Cursor): Cursor {
  const length = section.u32();
  if (length >= 0xfffffff0) section.fail('expected 32-bit DWARF');
  return section.sub(length);
}
