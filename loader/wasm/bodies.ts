/**
 * Whether V8's compilers can be given a module's code: one pass over all instructions, which follows the height of the stack. A compiler
 * copies locals and stack wherever ways through a function divide and meet, so that a function of some kilobytes can be made to take
 * gigabytes, and then the process ends. Types are V8's to check.
 */
import { HermitError } from '../../runtime/errors.js';
import type { Definitions } from './definitions.js';
import { limits, over } from './limits.js';
import { atomic, numeric, type Opcodes, plain, Shape, vector } from './opcodes.js';
import { type ModuleReader, valueTypes } from './reader.js';

const BLOCK_EMPTY = 0x40;
/** What a value of an exception takes when it is thrown or caught: a vector goes by in eight pieces, each with its own shifts and stores. */
const NODES_THROWN = 64;

/** Words that a block has on the stack of blocks. */
const enum Frame {
  /** Height of the stack below it, and of what it takes. */
  Base,
  Takes,
  Gives,
  /** What a branch to it carries. */
  Carries,
  /** How many loops and tries there are to its end. */
  Loops,
  Tries,
  Words,
}

class Code {
  private at = 0;
  private end = 0;
  private height = 0;
  private depth = 0;
  private loops = 0;
  private tries = 0;
  private locals = 0;
  private joins = 0;
  private nodes = 0;
  private index = 0;
  /** A block takes two bytes at least. */
  private readonly frames = new Int32Array((limits.functionBytes.most / 2 + 2) * Frame.Words);
  private top = 0;

  constructor(
    private readonly file: string,
    private readonly bytes: Uint8Array,
    private readonly known: Definitions,
  ) {}

  run(start: number, end: number): void {
    const { file, known } = this;
    if (end - start > limits.codeBytes.most) over(file, 'codeBytes', end - start);
    this.at = start;
    this.end = end;
    let all = 0;
    let passed = 0;
    const count = this.number();
    if (count + known.importedFunctions !== known.functionTypes.length)
      this.damaged(`${count} bodies for ${known.functionTypes.length - known.importedFunctions} functions`);
    for (let i = 0; i < count; i++) {
      this.index = known.importedFunctions + i;
      const size = this.number();
      if (size > limits.functionBytes.most) over(file, 'functionBytes', size, ` (function ${this.index})`);
      this.end = this.at + size;
      if (this.end > end) this.damaged('its body ends behind the section');
      all += this.body();
      if (all > limits.allLocals.most) over(file, 'allLocals', all);
      passed += this.nodes;
      if (passed > limits.allNodes.most) over(file, 'allNodes', passed);
      this.end = end;
    }
    if (this.at !== end) this.damaged('more bytes than functions');
  }

  private damaged(what: string): never {
    throw new HermitError(
      'HERMIT_EIMAGE',
      `${this.file} is not a valid WebAssembly module: function ${this.index}, at offset 0x${this.at.toString(16)}: ${what}`,
    );
  }

  private unknown(op: number): never {
    throw new HermitError(
      'HERMIT_EMODULE',
      `${this.file} has an instruction 0x${op.toString(16)} in function ${this.index}, which is not supported`,
    );
  }

  private byte(): number {
    if (this.at >= this.end) this.damaged('expected more bytes');
    return this.bytes[this.at++]!;
  }

  /** LEB128 of any width, signed or not: its value counts only up to 32 bits. */
  private number(): number {
    let value = this.byte();
    if (value < 128) return value;
    value &= 127;
    for (let scale = 128, left = 9; left > 0; scale *= 128, left--) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return this.damaged('a number longer than 10 bytes');
  }

  private skip(count: number): void {
    this.at += count;
    if (this.at > this.end) this.damaged('an instruction ends behind it');
  }

  private join(values: number): void {
    this.joins += values;
    if (this.joins > limits.joins.most) over(this.file, 'joins', this.joins, ` (function ${this.index})`);
  }

  /** What an instruction passes on, where a compiler makes a node of each value. Calls that are not reached count alike. */
  private pass(values: number): void {
    this.nodes += values;
    if (this.nodes > limits.nodes.most) over(this.file, 'nodes', this.nodes, ` (function ${this.index})`);
  }

  private arguments(tag: number): number {
    return this.known.parameters[this.known.tags[tag] ?? -1] ?? this.damaged('no such tag');
  }

  /** Reads one; returns its locals. */
  private body(): number {
    const { known } = this;
    const type = known.functionTypes[this.index]!;
    const takes = known.parameters[type] ?? this.damaged('it has no type');
    this.locals = takes;
    for (let groups = this.number(); groups > 0; groups--) {
      this.locals += this.number();
      const kind = this.byte();
      if (valueTypes[kind] === undefined) this.unknown(kind);
      if (this.locals > limits.locals.most) over(this.file, 'locals', this.locals, ` (function ${this.index})`);
    }
    this.height = this.depth = this.top = this.loops = this.tries = this.joins = this.nodes = 0;
    this.open(0, known.results[type]!, false, false);
    while (this.depth > 0) this.instruction(this.byte());
    if (this.at !== this.end) this.damaged('bytes behind its end');
    return this.locals;
  }

  private open(takes: number, gives: number, loop: boolean, tries: boolean): void {
    const { frames, top } = this;
    if (loop) this.loops++;
    if (tries) this.tries++;
    if (this.depth > 0) this.pass(takes + gives);
    const width = this.locals + this.height + takes + gives;
    // What a loop changes is followed through all loops around it.
    if (this.depth > 0) this.join(width * (loop ? 1 + this.loops : 1));
    frames[top + Frame.Base] = Math.max(0, this.height - takes);
    frames[top + Frame.Takes] = takes;
    frames[top + Frame.Gives] = gives;
    frames[top + Frame.Carries] = loop ? takes : gives;
    frames[top + Frame.Loops] = this.loops - (loop ? 1 : 0);
    frames[top + Frame.Tries] = this.tries - (tries ? 1 : 0);
    this.top += Frame.Words;
    this.depth++;
  }

  private get block(): number {
    return this.top - Frame.Words;
  }

  private close(): void {
    const at = this.block;
    const { frames } = this;
    this.height = frames[at + Frame.Base]! + frames[at + Frame.Gives]!;
    this.loops = frames[at + Frame.Loops]!;
    this.tries = frames[at + Frame.Tries]!;
    this.top = at;
    this.depth--;
  }

  /** The other way of an if, or what catches: begins as its block did, with `values` more. */
  private again(values: number): void {
    const base = this.frames[this.block + Frame.Base]!;
    this.height = base + values;
    this.join(this.locals + this.height);
  }

  /** What follows is not reached: it finds whatever it takes. */
  private leave(): void {
    this.height = this.frames[this.block + Frame.Base]!;
  }

  private effect(takes: number, gives: number): void {
    const base = this.frames[this.block + Frame.Base]!;
    this.height = Math.max(base, this.height - takes) + gives;
  }

  /** A way to the block that `label` counts out from the innermost one. */
  private branch(label: number): void {
    if (label >= this.depth) this.damaged(`a branch to block ${label}, of ${this.depth}`);
    const carries = this.frames[this.block - label * Frame.Words + Frame.Carries]!;
    this.pass(carries);
    this.join(this.locals + carries);
  }

  private blockType(): [takes: number, gives: number] {
    const first = this.bytes[this.at] ?? 0;
    if (first === BLOCK_EMPTY) return (this.skip(1), [0, 0]);
    if (valueTypes[first] !== undefined) return (this.skip(1), [0, 1]);
    const type = this.number();
    return [this.known.parameters[type] ?? this.damaged('a block has no type'), this.known.results[type]!];
  }

  private enter(loop: boolean, tries: boolean): void {
    const [takes, gives] = this.blockType();
    this.open(takes, gives, loop, tries);
  }

  private call(type: number | undefined, tail = false): void {
    const takes = this.known.parameters[type!];
    if (takes === undefined) this.damaged('a call of a function without a type');
    const gives = this.known.results[type!]!;
    this.pass(takes + gives);
    if (tail) return this.leave();
    // From each there is a way to what catches.
    if (this.tries > 0) this.join(this.locals + this.height);
    this.effect(takes, gives);
  }

  private callIndirect(tail: boolean): void {
    this.effect(1, 0);
    const type = this.number();
    this.number();
    this.call(type, tail);
  }

  private instruction(op: number): void {
    switch (plain.shape[op]) {
      case Shape.Control:
        return this.control(op);
      case Shape.Unknown:
        return this.unknown(op);
      default:
        return this.simple(op, plain);
    }
  }

  private prefixed(prefix: number, opcodes: Opcodes): void {
    const op = this.number();
    if (!opcodes.shape[op]) this.unknown(prefix * 0x10000 + op);
    this.simple(op, opcodes);
  }

  private simple(op: number, { shape, takes, gives }: Opcodes): void {
    const follows = shape[op]! as unknown as Shape;
    switch (follows) {
      case Shape.TwoNumbers:
        this.number();
        this.number();
        break;
      case Shape.Number:
        this.number();
        break;
      case Shape.Memory:
      case Shape.MemoryLane:
        if (this.number() & 64) this.number();
        this.number();
        if (follows === Shape.MemoryLane) this.skip(1);
        break;
      case Shape.Byte:
        this.skip(1);
        break;
      case Shape.Four:
        this.skip(4);
        break;
      case Shape.Eight:
        this.skip(8);
        break;
      case Shape.Sixteen:
        this.skip(16);
        break;
      default:
    }
    this.effect(takes[op]!, gives[op]!);
  }

  private control(op: number): void {
    const { known } = this;
    switch (op) {
      case 0xfc:
        return this.prefixed(op, numeric);
      case 0xfd:
        return this.prefixed(op, vector);
      case 0xfe:
        return this.prefixed(op, atomic);
      case 0x0b: // end
        return this.close();
      case 0x10: // call
        return this.call(known.functionTypes[this.number()]);
      case 0x11: // call_indirect
        return this.callIndirect(false);
      case 0x12: // return_call
        return this.call(known.functionTypes[this.number()], true);
      case 0x13: // return_call_indirect
        return this.callIndirect(true);
      case 0x1c: // select with its type
        for (let left = this.number(); left > 0; left--) this.byte();
        return this.effect(3, 1);
      default:
        return op >= 0x0c ? this.jump(op) : this.blocks(op);
    }
  }

  private blocks(op: number): void {
    switch (op) {
      case 0x00: // unreachable
      case 0x0a: // throw_ref
        return this.leave();
      case 0x02:
        return this.enter(false, false);
      case 0x03:
        return this.enter(true, false);
      case 0x04:
        this.effect(1, 0);
        return this.enter(false, false);
      case 0x05: // else
        return this.again(this.frames[this.block + Frame.Takes]!);
      case 0x06:
        return this.enter(false, true);
      case 0x07: {
        // catch
        const caught = this.arguments(this.number());
        this.pass(NODES_THROWN * caught);
        return this.again(caught);
      }
      default: // throw, rethrow
        if (op === 0x08) this.pass(NODES_THROWN * this.arguments(this.number()));
        else this.number();
        if (this.tries > 0) this.join(this.locals + this.height);
        return this.leave();
    }
  }

  private jump(op: number): void {
    switch (op) {
      case 0x0c: // br, br_if
      case 0x0d:
        this.branch(this.number());
        return op === 0x0c ? this.leave() : this.effect(1, 0);
      case 0x0e: // br_table
        for (let left = this.number(); left >= 0; left--) this.branch(this.number());
        return this.leave();
      case 0x0f: // return
        return this.leave();
      case 0x18: // delegate
        this.number();
        return this.close();
      case 0x19: // catch_all
        return this.again(0);
      default:
        return this.tryTable();
    }
  }

  private tryTable(): void {
    const [takes, gives] = this.blockType();
    for (let left = this.number(); left > 0; left--) {
      const kind = this.byte();
      if (kind > 3) this.unknown(kind);
      if (kind < 2) this.pass(NODES_THROWN * this.arguments(this.number()));
      this.branch(this.number());
    }
    this.open(takes, gives, false, true);
  }
}

/** @throws HermitError HERMIT_EMODULE, which names the limit and the value, or what is not known; HERMIT_EIMAGE. */
export function checkBodies(file: string, module: ModuleReader, known: Definitions): void {
  const { code } = known;
  if (code) new Code(file, module.bytes, known).run(code.offset, code.offset + code.size);
}
