// Attributes of DWARF entries: abbreviations, and how each form is stored (DWARF 5, section 7.5.5, and the forms of version 4).
import type { DebugCursor, DebugSections } from './sections.js';

export interface Attribute {
  name: number;
  form: number;
  /** Of DW_FORM_implicit_const. */
  constant: number;
}

export interface Abbreviation {
  tag: number;
  children: boolean;
  attributes: Attribute[];
}

/** Value as stored: what it means depends on the form. Texts are where they lie (textOf reads them). Blocks are skipped and give undefined. */
export interface Value {
  form: number;
  raw: number | undefined;
}

export const enum Form {
  addr = 0x01,
  string = 0x08,
  strp = 0x0e,
  refAddr = 0x10,
  ref1 = 0x11,
  refUdata = 0x15,
  indirect = 0x16,
  secOffset = 0x17,
  strx = 0x1a,
  addrx = 0x1b,
  lineStrp = 0x1f,
  implicitConst = 0x21,
  rnglistx = 0x23,
  strx1 = 0x25,
  strx4 = 0x28,
  addrx1 = 0x29,
  addrx4 = 0x2c,
}

/** The abbreviations from one place on, read as far as somebody asks: entries mostly use the first ones. */
export class Abbreviations {
  private readonly known = new Map<number, Abbreviation>();
  private ended = false;

  constructor(private readonly cursor: DebugCursor) {}

  find(code: number): Abbreviation {
    for (;;) {
      const found = this.known.get(code);
      if (found) return found;
      if (this.ended) return this.cursor.fail(`an unknown abbreviation ${code}`);
      this.next();
    }
  }

  private next(): void {
    const { cursor, known } = this;
    const code = cursor.uleb();
    this.ended = code === 0;
    if (this.ended) return;
    const tag = cursor.uleb();
    const children = cursor.u8() !== 0;
    const attributes: Attribute[] = [];
    for (;;) {
      const name = cursor.uleb();
      const form = cursor.uleb();
      const constant = form === Form.implicitConst ? cursor.sleb() : 0;
      if (name === 0 && form === 0) break;
      cursor.budget.keep();
      attributes.push({ name, form, constant });
    }
    cursor.budget.keep();
    known.set(code, { tag, children, attributes });
  }
}

type Reader = (cursor: DebugCursor) => number | undefined;
const u8: Reader = (c) => c.u8();
const u16: Reader = (c) => c.u16();
const u24: Reader = (c) => c.u24();
const u32: Reader = (c) => c.u32();
const u64: Reader = (c) => c.u64();
const uleb: Reader = (c) => c.uleb();
const skip =
  (count: number): Reader =>
  (c) =>
    void c.skip(count);
const block =
  (size: (c: DebugCursor) => number): Reader =>
  (c) =>
    void c.skip(size(c));

/** By form number. */
const readers: Record<number, Reader> = {
  0x01: u32, // addr: WebAssembly's are 4 bytes
  0x03: block((c) => c.u16()),
  0x04: block((c) => c.u32()),
  0x05: u16,
  0x06: u32,
  0x07: u64,
  0x08: (c) => c.skipText(), // string
  0x09: block((c) => c.uleb()),
  0x0a: block((c) => c.u8()),
  0x0b: u8,
  0x0c: u8, // flag
  0x0d: (c) => c.sleb(),
  0x0e: u32, // strp
  0x0f: uleb,
  0x10: u32, // ref_addr
  0x11: u8, // ref1
  0x12: u16,
  0x13: u32,
  0x14: u64,
  0x15: uleb, // ref_udata
  0x17: u32, // sec_offset
  0x18: block((c) => c.uleb()), // exprloc
  0x19: () => 1, // flag_present
  0x1a: uleb, // strx
  0x1b: uleb, // addrx
  0x1c: u32, // ref_sup4
  0x1d: skip(4), // strp_sup
  0x1e: skip(16), // data16
  0x1f: u32, // line_strp
  0x20: skip(8), // ref_sig8
  0x22: uleb, // loclistx
  0x23: uleb, // rnglistx
  0x24: skip(8), // ref_sup8
  0x25: u8, // strx1
  0x26: u16,
  0x27: u24,
  0x28: u32,
  0x29: u8, // addrx1
  0x2a: u16,
  0x2b: u24,
  0x2c: u32,
};

/** Reads one value and moves over it; fails on a form that no version of DWARF knows. */
export function readForm(cursor: DebugCursor, form: number, constant = 0): Value {
  // Some forms take no bytes, so moving is not all that costs.
  cursor.budget.spend(1);
  if (form === Form.implicitConst) return { form, raw: constant };
  if (form === Form.indirect) {
    const actual = cursor.uleb();
    if (actual === Form.indirect || actual === Form.implicitConst) cursor.fail('a form that names itself');
    return readForm(cursor, actual);
  }
  const read = readers[form];
  return read ? { form, raw: read(cursor) } : cursor.fail(`an unknown DWARF form 0x${form.toString(16)}`);
}

/** The text that a value names by itself; undefined: it is none, or one of a unit's table of texts. */
export function textOf({ form, raw }: Value, sections: DebugSections): string | undefined {
  if (raw === undefined) return undefined;
  if (form === Form.string) return sections.textAt(raw);
  if (form === Form.strp) return sections.text('.debug_str', raw);
  return form === Form.lineStrp ? sections.text('.debug_line_str', raw) : undefined;
}
