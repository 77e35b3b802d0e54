// Line tables: from a code address to file, line and column. DWARF 5, section 6.2, and version 4's header.
import { readForm, textOf, type Value } from './forms.js';
import { between } from './order.js';
import { type DebugCursor, type DebugSections, openUnit } from './sections.js';

const LINE = '.debug_line';

/** Where an address was found. */
export interface FoundLine {
  /** Its number in the table. */
  file: number;
  /** From 1; 0: code that belongs to no line. */
  line: number;
  column: number;
  /** The offset of the table that knew it. */
  table: number;
}

export interface LineTable {
  version: number;
  minLength: number;
  lineBase: number;
  lineRange: number;
  /** Operands of the standard opcodes, by opcode - 1. */
  operands: number[];
  /** Path by file number as the table's version counts. */
  file(number: number): string;
  program: DebugCursor;
}

/**
 * Finds the lines of code addresses (relative to the contents of the code section, in order) in one pass over all tables and adds them to
 * `found`, so that what stands before a broken table counts.
 */
export function findLines(sections: DebugSections, addresses: readonly number[], found: Map<number, FoundLine>): void {
  const section = sections.open(LINE);
  while (!section.done) {
    const offset = sections.offsetOf(LINE, section);
    const table = readLineTable(section, sections);
    runProgram(table, addresses, (address, { file, line, column }) => {
      found.set(address, { file, line, column, table: offset });
    });
  }
}

export function lineTableAt(sections: DebugSections, offset: number): LineTable {
  return readLineTable(sections.open(LINE, offset), sections);
}

function readLineTable(section: DebugCursor, sections: DebugSections): LineTable {
  const unit = openUnit(section);
  const version = unit.u16();
  if (version < 2 || version > 5) unit.fail(`expected line tables of version 2 to 5, got ${version}`);
  if (version >= 5) unit.skip(2); // sizes of addresses and segment selectors
  const header = unit.sub(unit.u32());
  const minLength = header.u8();
  if (version >= 4) header.skip(1); // operations an instruction: 1 where there is no VLIW
  header.skip(1); // default_is_stmt
  const lineBase = header.i8();
  const lineRange = header.u8() || header.fail('a line range of 0');
  const operands = Array.from({ length: Math.max(0, header.u8() - 1) }, () => header.u8());
  let files: string[] | undefined;
  // Of most tables no file is asked for.
  const read = (): string[] => {
    if (files) return files;
    // A broken list is broken for all that ask.
    files = [];
    return (files = version >= 5 ? filesOf5(header, sections) : filesOf4(header, sections));
  };
  return { version, minLength, lineBase, lineRange, operands, program: unit, file: (n) => read()[n] ?? '?' };
}

/** Directory 0 is where the compiler ran: paths below it stay short. */
const joined = (directory: string | undefined, index: number, name: string): string =>
  (index === 0 || !directory || name.startsWith('/') ? name : `${directory}/${name}`).replace(/^(\.\/)+/, '');

/** Texts one after the other; an empty one ends them. Places in the module. */
function* texts(header: DebugCursor): Generator<number> {
  for (;;) {
    const at = header.skipText();
    if (header.at === at + 1) return;
    yield at;
  }
}

function filesOf4(header: DebugCursor, sections: DebugSections): string[] {
  const directories = [''];
  const keep = (list: string[], text: string): void => {
    header.budget.keep();
    list.push(text);
  };
  for (const at of texts(header)) keep(directories, sections.textAt(at));
  const files = ['?'];
  for (const at of texts(header)) {
    const directory = header.uleb();
    header.uleb(); // time
    header.uleb(); // length
    keep(files, joined(directories[directory], directory, sections.textAt(at)));
  }
  return files;
}

function filesOf5(header: DebugCursor, sections: DebugSections): string[] {
  const directories = readEntries(header, sections).map((d) => d.path);
  return readEntries(header, sections).map((f) => joined(directories[f.directory], f.directory, f.path));
}

const PATH = 1;
const DIRECTORY_INDEX = 2;

function readEntries(header: DebugCursor, sections: DebugSections): { path: string; directory: number }[] {
  const formats = Array.from({ length: header.u8() }, () => ({ content: header.uleb(), form: header.uleb() }));
  const entries: { path: string; directory: number }[] = [];
  // A count that lies is bounded by the budget: an entry may take no bytes.
  for (let left = header.uleb(); left > 0; left--) {
    header.budget.keep();
    const entry = { path: '', directory: 0 };
    for (const { content, form } of formats) {
      const value: Value = readForm(header, form);
      if (content === PATH) entry.path = textOf(value, sections) ?? '';
      else if (content === DIRECTORY_INDEX) entry.directory = value.raw ?? 0;
    }
    entries.push(entry);
  }
  return entries;
}

interface Row {
  address: number;
  file: number;
  line: number;
  column: number;
}

/** Linkers give functions that they removed an address near the top, so that no code is taken for theirs. */
const REMOVED = 0xfffffffe;

const firstRow = (): Row => ({ address: 0, file: 1, line: 1, column: 0 });

/** Runs a table's program and reports, for each address asked for, the row that covers it. */
function runProgram(table: LineTable, addresses: readonly number[], report: (address: number, row: Row) => void): void {
  const { program, lineRange } = table;
  const opcodeBase = table.operands.length + 1;
  let row = firstRow();
  let previous: Row | undefined;
  const emit = (): void => {
    if (previous && previous.address < row.address) {
      for (const address of between(addresses, previous.address, row.address)) {
        program.budget.spend(1);
        report(address, previous);
      }
    }
    previous = row.address < REMOVED ? { ...row } : undefined;
  };
  const advance = (operations: number): void => void (row.address += operations * table.minLength);
  const standard: Record<number, () => void> = {
    1: emit,
    2: () => advance(program.uleb()),
    3: () => void (row.line += program.sleb()),
    4: () => void (row.file = program.uleb()),
    5: () => void (row.column = program.uleb()),
    8: () => advance(Math.floor((255 - opcodeBase) / lineRange)),
    9: () => void (row.address += program.u16()),
  };
  const extended = (): void => {
    const operation = program.sub(program.uleb());
    if (operation.done) return;
    const code = operation.u8();
    if (code === 2) {
      row.address = operation.u32();
    } else if (code === 1) {
      emit();
      row = firstRow();
      previous = undefined;
    }
  };
  while (!program.done) {
    const opcode = program.u8();
    if (opcode >= opcodeBase) {
      const special = opcode - opcodeBase;
      advance(Math.floor(special / lineRange));
      row.line += table.lineBase + (special % lineRange);
      emit();
    } else if (opcode === 0) {
      extended();
    } else if (standard[opcode]) {
      standard[opcode]();
    } else {
      for (let i = table.operands[opcode - 1] ?? 0; i > 0; i--) program.uleb();
    }
  }
}
