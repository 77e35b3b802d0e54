/** The functions that an isle can call: each found by name, with what it takes, once. */
import { HermitError } from '../../runtime/errors.js';
import { CALL_SLOT_ARGUMENTS_MAX } from '../../runtime/generated/layout.js';
import { printable } from '../../runtime/printable.js';
import type { Signature } from '../wasm/signatures.js';
import { type Declared, declaredOf, fits, type Type } from '../wasm/declared.js';
import type { Rules } from './rules.js';

export interface Target {
  name: string;
  /** Which of the image's thunks. */
  index: number;
  signature: Signature;
  /** Of its C declaration, if that is known. */
  rules: Rules | undefined;
  structs: Declared['structs'] | undefined;
}

/** Names that a message lists. */
const LISTED = 8;

export class Targets {
  private readonly known = new Map<string, Target>();
  private readonly indices = new Map<string, number>();

  /** `memory`: bytes of the isle. */
  constructor(
    private readonly functions: ReadonlyMap<string, Signature | undefined>,
    public declarations: ReadonlyMap<string, string> | undefined,
    private readonly memory: number,
  ) {
    for (const [name, signature] of functions) if (signature) this.indices.set(name, this.indices.size);
  }

  /** @throws HermitError HERMIT_EFUNCTION. */
  of(name: string): Target {
    return this.known.get(name) ?? this.find(name);
  }

  private find(name: string): Target {
    if (!this.functions.has(name)) throw new HermitError('HERMIT_EFUNCTION', this.missing(name));
    const said = this.declarations?.get(name);
    const declared = said === undefined ? undefined : declaredOf(said);
    const signature = this.functions.get(name);
    const refused = declared && unpassable(declared);
    if (refused !== undefined)
      throw new HermitError(
        'HERMIT_EFUNCTION',
        `${printable(name)} ${refused}: use pointers (C: ${printable(declared!.c, 300)})`,
      );
    if (!signature)
      throw new HermitError(
        'HERMIT_EFUNCTION',
        `${printable(name)} has more than ${CALL_SLOT_ARGUMENTS_MAX} parameters, or a type that calls cannot pass: use pointers`,
      );
    const target = {
      name,
      index: this.indices.get(name)!,
      signature,
      ...(declared && fits(declared, signature) ? this.rules(declared) : { rules: undefined, structs: undefined }),
    };
    this.known.set(name, target);
    return target;
  }

  private rules(declared: Declared): Pick<Target, 'rules' | 'structs'> {
    const { rulesOf } = require('./rules.js') as typeof import('./rules.js');
    return { rules: rulesOf(declared, this.memory), structs: declared.structs };
  }

  private missing(name: string): string {
    const names = [...this.indices.keys()].slice(0, LISTED).map((known) => printable(known, 60));
    const has = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
    return `the image exports no function "${printable(name)}": ${has} (cc --export NAME)`;
  }
}

const byValue = (type: Type): boolean => typeof type === 'object' && 'struct' in type;

/** What of a declaration no call can pass, though its WebAssembly types could be. */
export function unpassable({ result, parameters, variadic }: Declared): string | undefined {
  if (variadic) return 'has a variable number of arguments';
  if (byValue(result)) return 'returns a structure by value';
  const at = parameters.findIndex(({ type }) => byValue(type));
  return at < 0 ? undefined : `takes a structure by value as argument ${at + 1}`;
}
