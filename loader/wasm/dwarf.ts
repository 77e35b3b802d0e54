// From offsets in a module to places in the source, as far as the module has debug information (`cc -g`).
import { Budget } from './dwarf/budget.js';
import { findScopes, type Scope } from './dwarf/functions.js';
import { type FoundLine, findLines, type LineTable, lineTableAt } from './dwarf/lines.js';
import { DebugSections } from './dwarf/sections.js';
import type { ModuleReader } from './reader.js';

export interface SourceFrame {
  /** Of the function, as in the source; undefined when the debug information has lines only. */
  name: string | undefined;
  file: string;
  line: number;
  /** 0: not known. */
  column: number;
}

/**
 * The source of instructions, given by their byte offsets in the module: innermost first, the function that is really there last,
 * calls that the compiler inlined before it. Offsets without debug information are not in the map. Broken debug information never
 * throws: what was understood until then counts.
 */
export function sourceFrames(
  module: ModuleReader,
  offsets: readonly number[],
  budget = new Budget(),
): Map<number, SourceFrame[]> {
  const frames = new Map<number, SourceFrame[]>();
  const code = module.section('code');
  const sections = new DebugSections(module, budget);
  if (!code || !sections.has('.debug_line')) return frames;
  // DWARF counts addresses from the contents of the code section.
  const inside = offsets.filter((o) => o >= code.offset && o < code.offset + code.size).map((o) => o - code.offset);
  const addresses = [...new Set(inside)].sort((a, b) => a - b);
  const lines = new Map<number, FoundLine>();
  attempt(() => findLines(sections, addresses, lines));
  const places = [...lines].map(([address, line]) => ({ address, table: line.table }));
  const scopes = new Map<number, Scope[]>();
  attempt(() => findScopes(sections, places, scopes));
  const tables = new Map<number, LineTable>();
  for (const [address, line] of lines) {
    let table = tables.get(line.table);
    // What could be read once can be read again, unless the budget is used up.
    table ??= attempt(() => lineTableAt(sections, line.table));
    if (!table) continue;
    tables.set(line.table, table);
    const file = (number: number): string => attempt(() => table.file(number)) ?? '?';
    frames.set(address + code.offset, unfold(file, line, scopes.get(address) ?? []));
  }
  return frames;
}

/** The innermost scope is at the line; each scope around it is at the line of the call that it inlined. */
function unfold(file: (number: number) => string, line: FoundLine, scopes: readonly Scope[]): SourceFrame[] {
  const frames: SourceFrame[] = [];
  let place: SourceFrame = { name: undefined, file: file(line.file), line: line.line, column: line.column };
  for (const scope of [...scopes].reverse()) {
    frames.push({ ...place, name: scope.name });
    place = { name: undefined, file: file(scope.callFile), line: scope.callLine, column: 0 };
  }
  return frames.length ? frames : [place];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
