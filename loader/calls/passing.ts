/** Arguments of a call: checked against the function's C declaration, or its WebAssembly types where there is none, and made what a slot takes. */
import { HermitError } from '../../runtime/errors.js';
import { printable } from '../../runtime/printable.js';
import type { Copies } from './copies.js';
import type { Rule } from './rules.js';
import type { Target } from './targets.js';
import { checkNumber, isView, textBytes, told } from './values.js';

/** Where a view lies in the isle's memory; undefined: not there. */
export type Placing = (view: NodeJS.TypedArray | DataView) => number | undefined;

const place = (target: Target, at: number): string => `${printable(target.name)}, argument ${at + 1}`;

/** The outcome of the last pass, in an object that is made once: a call is not to make garbage of its own here. */
export class Passing {
  /** Bytes of strings among the values. */
  texts = 0;
  arrays: ArrayBufferView[] | undefined;
  /** What has to be copied first: the values are of no use then. */
  copies: Copies | undefined;

  constructor(private readonly placing: Placing) {}

  /** Numbers, and buffers for strings. `copy`: arrays of other memory may be copied. @throws HermitError HERMIT_EARGUMENT, HERMIT_EARRAY. */
  pass(target: Target, args: readonly unknown[], copy: boolean): unknown[] {
    const { signature, rules } = target;
    const count = signature.parameters.length;
    this.texts = 0;
    this.arrays = undefined;
    this.copies = undefined;
    if (args.length !== count)
      throw new HermitError(
        'HERMIT_EARGUMENT',
        `${printable(target.name)}: expected ${count} arguments, got ${args.length}`,
      );
    const values: unknown[] = [];
    for (let i = 0; i < count; i++) {
      const value = args[i];
      const rule = rules?.parameters[i];
      if (rule === undefined) values.push(this.one(target, i, value, copy));
      else if (!rule.holds(value, args)) this.objectOf(target, i, rule, value);
      else values.push(rule.plain === true ? value : this.one(target, i, value, copy));
    }
    return values;
  }

  private one(target: Target, at: number, value: unknown, copy: boolean): unknown {
    const type = target.signature.parameters[at]!;
    if (type === 'i32' && typeof value !== 'number') {
      if (typeof value === 'string') {
        const bytes = textBytes(() => place(target, at), value);
        this.texts += bytes.length;
        return bytes;
      }
      if (value === null) return 0;
      if (isView(value)) return this.address(target, at, value, copy);
      // Those that a rule has let pass.
      if (typeof value === 'boolean' && target.rules?.parameters[at]) return Number(value);
    }
    return checkNumber(() => place(target, at), type, value);
  }

  private address(target: Target, at: number, view: NodeJS.TypedArray | DataView, copy: boolean): number {
    const address = this.placing(view);
    if (address !== undefined) {
      (this.arrays ??= []).push(view);
      return address;
    }
    if (!copy) (require('./copies.js') as typeof import('./copies.js')).notHere(place(target, at));
    this.take(target, at, view);
    return 0;
  }

  /** Takes an object for the structure that the parameter points to. @throws HermitError for everything else. */
  private objectOf(target: Target, at: number, rule: Rule, value: unknown): void {
    if (rule.structure && typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
      return this.take(target, at, value);
    throw new HermitError(
      'HERMIT_EARGUMENT',
      `${place(target, at)}: expected ${rule.expected} (C: ${printable(rule.c, 200)}), got ${told(value)}`,
    );
  }

  private take(target: Target, at: number, value: unknown): void {
    const { Copies: Made } = require('./copies.js') as typeof import('./copies.js');
    this.copies ??= new Made();
    this.copies.take(value, target.rules?.parameters[at], place(target, at), target.structs);
  }
}
