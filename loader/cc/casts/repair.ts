/**
 * Calls through other types. C programs call functions by pointers that were cast, and functions that were never declared; elsewhere arguments
 * that nobody takes are ignored, and WebAssembly traps. An image in which that may happen gets, for each type T of its indirect calls, a block of
 * as many entries as its table has, behind it: at each function's place, the function itself if it is of type T, else one of type T that
 * calls it, or nothing where arguments do not fit. Calls of type T add the beginning of their block to the function's number. Numbers of
 * functions stay what they were, and a call costs what it did, because V8 adds the constant while compiling.
 *
 * Nothing in front of the new functions moves, so that lines of debug information stay where they are: calls are rewritten in place, which they
 * have the room for, since the linker pads its numbers.
 */
import { leb, paddedLeb, type Part, readLeb, readText, Section, section, signedLebOf } from '../binary';
import { Op } from '../instructions';
import { limits } from '../../wasm/limits';
import { type Call, type Linked, readLinked } from './linked';
import { thunk } from './thunk';

/** What wasm-ld calls the function that takes the place of one that is called as another type. */
const STUB = 'signature_mismatch:';
/** Functions that are added at most: each costs half a microsecond when a thread starts. */
const MOST_THUNKS = 30_000;

export interface Wanted {
  /** Whether indirect calls are repaired. */
  indirect: boolean;
  /** Functions that are called as another type, by name. */
  mismatched: readonly string[];
  /** Whether a function of the code section, by its place there, is of a library. */
  library(place: number): boolean;
  /** Names that were exported so that their functions are kept. */
  unexport: ReadonlySet<string>;
}

export interface Repaired {
  image: Uint8Array;
  /** Functions that were added at the end. */
  added: number;
  /** Of `mismatched`: those whose calls were repaired. */
  direct: string[];
}

interface Added {
  type: number;
  body: number[];
}

export function repairCasts(image: Uint8Array, wanted: Wanted): Repaired {
  const linked = readLinked(Uint8Array.from(image));
  if (!linked) return { image, added: 0, direct: [] };
  const repair = new Repair(linked);
  const direct = wanted.mismatched.filter((name) => repair.direct(name));
  if (wanted.indirect && linked.tableSize > 0) repair.indirect((place) => wanted.library(place));
  return { image: repair.write(wanted.unexport), added: repair.added.length, direct };
}

class Repair {
  readonly added: Added[] = [];
  private readonly next: number;
  /** Functions that take the place of others in the table. */
  private readonly instead = new Map<number, number>();
  /** New entries of the table: where they begin, and functions. */
  private readonly segments: { offset: number; functions: number[] }[] = [];
  private blocks = 0;

  constructor(private readonly linked: Linked) {
    this.next = linked.typeOf.length;
  }

  private add(type: number, body: number[]): number {
    this.added.push({ type, body });
    return this.next + this.added.length - 1;
  }

  /** Has the calls of a function of that name reach it. False where arguments do not fit, or where it is not there. */
  direct(name: string): boolean {
    const { linked } = this;
    const [stub, target] = [linked.names.get(STUB + name), linked.names.get(name)];
    if (stub === undefined || target === undefined) return false;
    const [caller, callee] = [linked.typeOf[stub]!, linked.typeOf[target]!];
    const body = thunk(linked.types[caller]!, linked.types[callee]!, target, true);
    if (!body) return false;
    const converting = this.add(caller, body);
    this.instead.set(stub, converting);
    for (const { target: called, start, end } of linked.calls)
      if (called === stub) linked.image.set(paddedLeb(converting, end - start - 1), start + 1);
    return true;
  }

  indirect(library: (place: number) => boolean): void {
    const { linked } = this;
    for (const [type, calls] of byType(linked.indirect)) {
      const before = this.added.length;
      const fromLibraries = calls.every(({ from }) => library(from - linked.imported));
      const functions = this.block(type, (index) => fromLibraries && library(index - linked.imported));
      if (!functions) continue;
      if ((this.blocks + 2) * linked.tableSize > limits.tableElements.most || this.added.length > MOST_THUNKS) {
        this.added.length = before;
        return;
      }
      this.blocks++;
      const begin = this.blocks * linked.tableSize;
      this.fill(begin, functions);
      for (const call of calls) this.redirect(call, begin);
    }
  }

  /** The functions of a block; undefined if none of its entries differs from the table's. */
  private block(type: number, trusted: (index: number) => boolean): (number | undefined)[] | undefined {
    const { linked } = this;
    let converts = false;
    const functions = linked.table.map((index) => {
      if (index === undefined) return undefined;
      const own = linked.typeOf[index]!;
      if (own === type) return this.instead.get(index) ?? index;
      if (trusted(index)) return undefined;
      const body = thunk(linked.types[type]!, linked.types[own]!, this.instead.get(index) ?? index, false);
      if (!body) return undefined;
      converts = true;
      return this.add(type, body);
    });
    return converts ? functions : undefined;
  }

  private fill(begin: number, functions: (number | undefined)[]): void {
    let run: { offset: number; functions: number[] } | undefined;
    for (let i = 0; i < functions.length; i++) {
      const index = functions[i];
      if (index === undefined) run = undefined;
      else if (run) run.functions.push(index);
      else this.segments.push((run = { offset: begin + i, functions: [index] }));
    }
  }

  /** A call keeps its bytes where they are too few, and traps as without. */
  private redirect({ op, start, end }: Call, begin: number): void {
    const { image } = this.linked;
    const { value: type } = readLeb(image, start + 1);
    // The last byte is the table's number.
    const code = [Op.I32_CONST, ...signedLebOf(begin), Op.I32_ADD, op, ...leb(type), 0];
    const room = end - start - code.length;
    if (room >= 0) image.set([...Array.from({ length: room }, () => Op.NOP), ...code], start);
  }

  write(unexport: ReadonlySet<string>): Uint8Array {
    const { image, parts } = this.linked;
    const output: Uint8Array[] = [image.subarray(0, 8)];
    for (const part of parts) output.push(this.part(part, unexport));
    return Buffer.concat(output);
  }

  private part(part: Part, unexport: ReadonlySet<string>): Uint8Array {
    const { image } = this.linked;
    const whole = image.subarray(part.start, part.end);
    if (part.id === Section.EXPORT && unexport.size > 0) return withoutExports(image, part, unexport);
    if (part.id === Section.ELEMENT && (this.segments.length > 0 || this.instead.size > 0)) return this.elements();
    if (this.added.length === 0) return whole;
    if (part.id === Section.TABLE && this.blocks > 0) return this.table(part);
    if (part.id === Section.FUNCTION)
      return longer(
        image,
        part,
        this.added.map(({ type }) => leb(type)),
      );
    if (part.id !== Section.CODE) return whole;
    return longer(
      image,
      part,
      this.added.map(({ body }) => [...leb(body.length), ...body]),
    );
  }

  private table({ body }: Part): Uint8Array {
    const { image, tableSize } = this.linked;
    const flags = image[readLeb(image, body).next + 1]!;
    const size = leb(tableSize * (this.blocks + 1));
    return section(Section.TABLE, Buffer.from([1, 0x70, flags, ...size, ...(flags & 1 ? size : [])]));
  }

  private elements(): Uint8Array {
    const table = this.linked.table.map((index) =>
      index !== undefined ? (this.instead.get(index) ?? index) : undefined,
    );
    const added = this.segments.splice(0);
    this.fill(0, table);
    const all = [...this.segments, ...added].map(({ offset, functions }) =>
      Buffer.from([
        0,
        Op.I32_CONST,
        ...signedLebOf(offset),
        Op.END,
        ...leb(functions.length),
        ...functions.flatMap(leb),
      ]),
    );
    return section(Section.ELEMENT, Buffer.concat([Buffer.from(leb(all.length)), ...all]));
  }
}

function byType(calls: Call[]): Map<number, Call[]> {
  const groups = new Map<number, Call[]>();
  for (const call of calls) {
    const group = groups.get(call.target);
    if (group) group.push(call);
    else groups.set(call.target, [call]);
  }
  return groups;
}

/** A section with further entries. */
function longer(image: Uint8Array, { id, body, end }: Part, entries: number[][]): Uint8Array {
  const { value: count, next } = readLeb(image, body);
  // In as many bytes as before, if that can be: offsets into the code begin here.
  const length = paddedLeb(count + entries.length, next - body);
  return section(
    id,
    Buffer.concat([Buffer.from(length), image.subarray(next, end), ...entries.map((one) => Buffer.from(one))]),
  );
}

function withoutExports(image: Uint8Array, { body }: Part, names: ReadonlySet<string>): Uint8Array {
  const { value: count, next } = readLeb(image, body);
  const kept: Uint8Array[] = [];
  let at = next;
  for (let left = count; left > 0; left--) {
    const { text, next: kind } = readText(image, at);
    const { next: behind } = readLeb(image, kind + 1);
    if (!names.has(text)) kept.push(image.subarray(at, behind));
    at = behind;
  }
  return section(Section.EXPORT, Buffer.concat([Buffer.from(leb(kept.length)), ...kept]));
}
