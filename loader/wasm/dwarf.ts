// From offsets in a module to places in the source, as far as the module has debug information (`cc -g`).
import { findScopes, type Scope } from './dwarf/functions.js';
import { type FoundLine, findLines, lineTableAt } from './dwarf/lines.js';
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
export function sourceFrames(module: ModuleReader, offsets: readonly number[]): Map<number, SourceFrame[]> {
  const frames = new Map<number, SourceFrame[]>();
  const code = module.section('code');
  const sections = new DebugSections(module);
  if (!code || !sections.has('.debug_line')) return frames;
  // DWARF counts addresses from the contents of the code section.
  const addresses = offsets.filter((o) => o >= code.offset && o < code.offset + code.size).map((o) => o - code.offset);
  const lines = new Map<number, FoundLine>();
  attempt(() => findLines(sections, addresses, lines));
  const places = [...lines].map(([address, line]) => ({ address, table: line.table }));
  const scopes = new Map<number, Scope[]>();
  attempt(() => findScopes(sections, places, scopes));
  for (const [address, line] of lines) {
    frames.set(
      address + code.offset,
      attempt(() => unfold(sections, line, scopes.get(address) ?? [])) ?? [plain(line)],
    );
  }
  return frames;
}

const plain = (line: FoundLine): SourceFrame => ({
  name: undefined,
  file: line.file,
  line: line.line,
  column: line.column,
});

/** The innermost scope is at the line; each scope around it is at the line of the call that it inlined. */
function unfold(sections: DebugSections, line: FoundLine, scopes: readonly Scope[]): SourceFrame[] {
  const table = lineTableAt(sections, line.table);
  const frames: SourceFrame[] = [];
  let place = plain(line);
  for (const scope of [...scopes].reverse()) {
    frames.push({ ...place, name: scope.name });
    place = { name: undefined, file: table.file(scope.callFile), line: scope.callLine, column: 0 };
  }
  return frames.length ? frames : [plain(line)];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
