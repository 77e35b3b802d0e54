// Which function a code address belongs to in the source, with the calls that the compiler inlined: from .debug_info.
import { Abbreviations, Form, readForm, textOf, type Value } from './forms.js';
import { between } from './order.js';
import { type DebugCursor, type DebugSections, openUnit } from './sections.js';

const INFO = '.debug_info';

const enum Tag {
  compileUnit = 0x11,
  inlinedSubroutine = 0x1d,
  subprogram = 0x2e,
}

const enum At {
  name = 0x03,
  stmtList = 0x10,
  lowPc = 0x11,
  highPc = 0x12,
  abstractOrigin = 0x31,
  specification = 0x47,
  ranges = 0x55,
  callFile = 0x58,
  callLine = 0x59,
  strOffsetsBase = 0x72,
  addrBase = 0x73,
  rnglistsBase = 0x74,
}

/** A function that covers an address, or a call inlined into the one before it. */
export interface Scope {
  name: string | undefined;
  /** File number, in the unit's line table, and line of the call that was inlined; 0 for the function itself. */
  callFile: number;
  callLine: number;
}

type Entry = Map<number, Value>;

/** One compilation unit, with what its entries need to be understood. */
class Unit {
  /** Base address of its ranges. */
  base = 0;
  lineTable: number | undefined;
  strOffsetsBase = 8;
  addrBase = 8;
  rnglistsBase = 0;

  constructor(
    readonly sections: DebugSections,
    /** Of the unit's header in .debug_info; references within the unit count from here. */
    readonly offset: number,
    readonly end: number,
    readonly version: number,
    readonly abbreviations: Abbreviations,
    readonly firstEntry: number,
  ) {}

  /** Reads the entry at the cursor: undefined is the mark that ends a list of children. */
  read(cursor: DebugCursor): { tag: number; entry: Entry } | undefined {
    const code = cursor.uleb();
    if (code === 0) return undefined;
    const abbreviation = this.abbreviations.find(code);
    const entry: Entry = new Map();
    for (const { name, form, constant } of abbreviation.attributes) entry.set(name, readForm(cursor, form, constant));
    return { tag: abbreviation.tag, entry };
  }

  number(value: Value | undefined): number | undefined {
    return value?.raw;
  }

  address(value: Value | undefined): number | undefined {
    const raw = this.number(value);
    if (raw === undefined || value!.form === Form.addr) return raw;
    return this.addressAt(raw);
  }

  addressAt(index: number): number {
    return this.sections.open('.debug_addr', this.addrBase + 4 * index).u32();
  }

  text(value: Value | undefined): string | undefined {
    if (value?.raw === undefined) return undefined;
    const own = textOf(value, this.sections);
    if (own !== undefined) return own;
    const isIndex = value.form === Form.strx || (value.form >= Form.strx1 && value.form <= Form.strx4);
    return isIndex
      ? this.sections.text(
          '.debug_str',
          this.sections.open('.debug_str_offsets', this.strOffsetsBase + 4 * value.raw).u32(),
        )
      : undefined;
  }

  /** Offset in .debug_info of the entry that a reference names. */
  target(value: Value): number | undefined {
    const raw = this.number(value);
    if (raw === undefined) return undefined;
    return value.form >= Form.ref1 && value.form <= Form.refUdata
      ? this.offset + raw
      : value.form === Form.refAddr
        ? raw
        : undefined;
  }

  /** Those of the addresses, which are in order, that an entry covers. */
  covered(entry: Entry, addresses: readonly number[]): readonly number[] {
    const ranges = entry.get(At.ranges);
    if (ranges) return this.inRanges(ranges, addresses);
    const low = this.address(entry.get(At.lowPc));
    const high = entry.get(At.highPc);
    if (low === undefined || !high) return [];
    const isAddress =
      high.form === Form.addr || high.form === Form.addrx || (high.form >= Form.addrx1 && high.form <= Form.addrx4);
    const end = isAddress ? this.address(high)! : low + (this.number(high) ?? 0);
    return between(addresses, low, end);
  }

  /** One pass over the list of ranges, whatever is asked for. */
  private inRanges(value: Value, addresses: readonly number[]): readonly number[] {
    const found = new Set<number>();
    const raw = this.number(value) ?? 0;
    const each = (start: number, end: number): void => {
      for (const address of between(addresses, start, end)) {
        this.sections.budget.spend(1);
        found.add(address);
      }
    };
    if (this.version < 5) this.oldRanges(raw, each);
    else this.ranges(value.form, raw, each);
    return [...found];
  }

  private ranges(form: number, raw: number, each: (start: number, end: number) => void): void {
    const offset =
      form === Form.rnglistx
        ? this.rnglistsBase + this.sections.open('.debug_rnglists', this.rnglistsBase + 4 * raw).u32()
        : raw;
    const list = this.sections.open('.debug_rnglists', offset);
    let base = this.base;
    for (;;) {
      const read = rangeKinds[list.u8()] ?? list.fail('an unknown kind of range');
      const range = read(list, this, base);
      if (!range) return;
      if (range.base !== undefined) base = range.base;
      else each(range.start, range.end);
    }
  }

  private oldRanges(offset: number, each: (start: number, end: number) => void): void {
    const list = this.sections.open('.debug_ranges', offset);
    for (let base = this.base; ;) {
      const start = list.u32();
      const end = list.u32();
      if (start === 0 && end === 0) return;
      if (start === 0xffffffff) base = end;
      else each(base + start, base + end);
    }
  }
}

type Range = { start: number; end: number; base?: undefined } | { base: number };

/** DW_RLE_ kinds by number; null ends the list. */
const rangeKinds: ((list: DebugCursor, unit: Unit, base: number) => Range | null)[] = [
  () => null,
  (list, unit) => ({ base: unit.addressAt(list.uleb()) }),
  (list, unit) => ({ start: unit.addressAt(list.uleb()), end: unit.addressAt(list.uleb()) }),
  (list, unit) => withLength(unit.addressAt(list.uleb()), list.uleb()),
  (list, _unit, base) => ({ start: base + list.uleb(), end: base + list.uleb() }),
  (list) => ({ base: list.u32() }),
  (list) => ({ start: list.u32(), end: list.u32() }),
  (list) => withLength(list.u32(), list.uleb()),
];

const withLength = (start: number, length: number): Range => ({ start, end: start + length });

/** Scopes of one address that are kept: nobody inlines deeper. */
const SCOPES_MAX = 64;

/**
 * Finds the functions of code addresses and adds them to `found`: outermost first, then what was inlined into it. `table` is the
 * line table that knew the address and so tells the unit.
 */
export function findScopes(
  sections: DebugSections,
  places: readonly { address: number; table: number }[],
  found: Map<number, Scope[]>,
): void {
  const wanted = new Map<number, number[]>();
  for (const { address, table } of places) wanted.set(table, [...(wanted.get(table) ?? []), address]);
  for (const addresses of wanted.values()) addresses.sort((a, b) => a - b);
  const units = readUnits(sections);
  for (const unit of units) {
    const addresses = unit.lineTable === undefined ? undefined : wanted.get(unit.lineTable);
    if (!addresses) continue;
    const cursor = sections.open(INFO, unit.firstEntry);
    const end = cursor.at + (unit.end - unit.firstEntry);
    while (cursor.at < end) {
      const read = unit.read(cursor);
      if (read?.tag !== Tag.subprogram && read?.tag !== Tag.inlinedSubroutine) continue;
      // Children follow their parent, so each address meets its scopes from the outside in.
      const covered = unit.covered(read.entry, addresses);
      if (covered.length > 0) add(found, covered, scopeOf(unit, read.entry, units));
    }
  }
}

function add(found: Map<number, Scope[]>, addresses: readonly number[], scope: Scope): void {
  for (const address of addresses) {
    const scopes = found.get(address);
    if (!scopes) found.set(address, [scope]);
    else if (scopes.length < SCOPES_MAX) scopes.push(scope);
  }
}

function scopeOf(unit: Unit, entry: Entry, units: readonly Unit[]): Scope {
  return {
    name: nameOf(unit, entry, units),
    callFile: unit.number(entry.get(At.callFile)) ?? 0,
    callLine: unit.number(entry.get(At.callLine)) ?? 0,
  };
}

/** References that lead to a name: an inlined call's function, that one's declaration. More is a loop. */
const REFERENCES_MAX = 4;

function nameOf(unit: Unit, entry: Entry, units: readonly Unit[]): string | undefined {
  for (let i = 0; i < REFERENCES_MAX; i++) {
    const name = unit.text(entry.get(At.name));
    if (name !== undefined) return name;
    const reference = entry.get(At.abstractOrigin) ?? entry.get(At.specification);
    const target = reference && unit.target(reference);
    const home = target === undefined ? undefined : unitAt(units, target);
    if (!home) return undefined;
    unit = home;
    const read = unit.read(unit.sections.open(INFO, target));
    if (!read) return undefined;
    entry = read.entry;
  }
  return undefined;
}

/** The unit that has an entry at an offset of .debug_info: they stand there one after the other. */
function unitAt(units: readonly Unit[], offset: number): Unit | undefined {
  let [low, high] = [0, units.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (units[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  const unit = units[low];
  return unit && offset >= unit.firstEntry ? unit : undefined;
}

function readUnits(sections: DebugSections): Unit[] {
  const units: Unit[] = [];
  const section = sections.open(INFO);
  const tables = new Map<number, Abbreviations>();
  while (!section.done) {
    const offset = sections.offsetOf(INFO, section);
    const cursor = openUnit(section);
    const end = sections.offsetOf(INFO, section);
    const version = cursor.u16();
    if (version < 2 || version > 5) cursor.fail(`expected debug information of version 2 to 5, got ${version}`);
    const kind = version >= 5 ? cursor.u8() : 1;
    if (version >= 5) cursor.skip(1); // size of addresses
    const abbreviations = cursor.u32();
    if (version < 5) cursor.skip(1);
    if (kind !== 1 && kind !== 3) continue; // neither a compilation unit nor a part of one: types, split units
    let table = tables.get(abbreviations);
    if (!table) tables.set(abbreviations, (table = new Abbreviations(sections.open('.debug_abbrev', abbreviations))));
    sections.budget.keep();
    const unit = new Unit(sections, offset, end, version, table, sections.offsetOf(INFO, cursor));
    const root = unit.read(cursor)?.entry;
    if (!root) continue;
    unit.lineTable = unit.number(root.get(At.stmtList));
    unit.strOffsetsBase = unit.number(root.get(At.strOffsetsBase)) ?? unit.strOffsetsBase;
    unit.addrBase = unit.number(root.get(At.addrBase)) ?? unit.addrBase;
    unit.rnglistsBase = unit.number(root.get(At.rnglistsBase)) ?? unit.rnglistsBase;
    unit.base = unit.address(root.get(At.lowPc)) ?? 0;
    units.push(unit);
  }
  return units;
}
