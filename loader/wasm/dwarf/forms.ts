// Attributes of DWARF entries: abbreviations, and how each form is stored (DWARF 5, section 7.5.5, and the forms of version 4).
import type { Cursor } from '../cursor.js';
import type { DebugSections } from './sections.js';

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

/** Value as stored: what it means depends on the form. Blocks are skipped and give undefined. */
export type RawValue = number | string | undefined;

export const enum Form {
  addr = 0x01,
  ref1 = 0x11,
  refUdata = 0x15,
  indirect = 0x16,
  secOffset = 0x17,
  strx = 0x1a,
  addrx = 0x1b,
  implicitConst = 0x21,
  rnglistx = 0x23,
  strx1 = 0x25,
  strx4 = 0x28,
  addrx1 = 0x29,
  addrx4 = 0x2c,
  refAddr = 0x10,
}

export function readAbbreviations(cursor: Cursor): Map<number, Abbreviation> {
  const table = new Map<number, Abbreviation>();
  for (let code = cursor.uleb(); code !== 0; code = cursor.uleb()) {
    const tag = cursor.uleb();
    const children = cursor.u8() !== 0;
    const attributes: Attribute[] = [];
    for (;;) {
      const name = cursor.uleb();
      const form = cursor.uleb();
      const constant = form === Form.implicitConst ? cursor.sleb() : 0;
      if (name === 0 && form === 0) break;
      attributes.push({ name, form, constant });
    }
    table.set(code, { tag, children, attributes });
  }
  return table;
}

type Reader = (cursor: Cursor, sections: DebugSections) => RawValue;
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
  (size: (c: Cursor) => number): Reader =>
  (c) =>
    void c.skip(size(c));
const textIn =
  (name: string): Reader =>
  (c, sections) =>
    sections.text(name, c.u32());

/** By form number. */
const readers: Record<number, Reader> = {
  0x01: u32, // addr: WebAssembly's are 4 bytes
  0x03: block((c) => c.u16()),
  0x04: block((c) => c.u32()),
  0x05: u16,
  0x06: u32,
  0x07: u64,
  0x08: (c) => c.cstring(),
  0x09: block((c) => c.uleb()),
  0x0a: block((c) => c.u8()),
  0x0b: u8,
  0x0c: u8, // flag
  0x0d: (c) => c.sleb(),
  0x0e: textIn('.debug_str'),
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
  0x1f: textIn('.debug_line_str'),
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
export function readForm(cursor: Cursor, form: number, sections: DebugSections, constant = 0): RawValue {
  if (form === Form.implicitConst) return constant;
  if (form === Form.indirect) {
    const actual = cursor.uleb();
    if (actual === Form.indirect || actual === Form.implicitConst) cursor.fail('a form that names itself');
    return readForm(cursor, actual, sections);
  }
  const read = readers[form];
  return read ? read(cursor, sections) : cursor.fail(`an unknown DWARF form 0x${form.toString(16)}`);
}
