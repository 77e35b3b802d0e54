/** What modules.ts and its threads tell each other. */
import type { Tier } from '../../runtime/compile.js';
import type { Fault } from '../../runtime/errors.js';
import type { Signature, ValueType } from '../wasm/signatures.js';
import type { Facts } from './inspect.js';
import type { Callable } from './program.js';

/** A module to check; then whether to compile it. */
export type ToModule =
  | { name: string; bytes: Uint8Array<ArrayBuffer>; memory: number | undefined }
  | 'compile'
  | 'drop';

export interface Made {
  facts: Facts;
  module: WebAssembly.Module;
  /** Of an image that serves calls. */
  callable?: ToldCallable | undefined;
}

/** Functions by their names, and for each its types as a text: the event loop has less to make of those than of objects. */
export interface ToldCallable {
  names: string[];
  types: string[];
  /** C declarations, by the same order: '' where there is none. */
  declarations: string[];
  thunks: WebAssembly.Module;
}

export type FromModule =
  | { kind: 'checked'; types: Float64Array; tier: Tier }
  | ({ kind: 'made' } & Made)
  | ({ kind: 'fault' } & Fault);

const LETTERS: Record<ValueType, string> = { i32: 'i', i64: 'l', f32: 'f', f64: 'd' };
const BY_LETTER: Record<string, ValueType> = { i: 'i32', l: 'i64', f: 'f32', d: 'f64' };

/** The result, or '-', then the parameters; '' for types that calls cannot pass. */
export function tellTypes(signature: Signature | undefined): string {
  if (!signature) return '';
  const { parameters, result } = signature;
  return (result ? LETTERS[result] : '-') + parameters.map((type) => LETTERS[type]).join('');
}

export function toldCallable({ names, types, declarations: texts, thunks }: ToldCallable): Callable {
  const functions = new Map<string, Signature | undefined>();
  const declarations = new Map<string, string>();
  for (const [i, name] of names.entries()) {
    functions.set(name, signatureOf(types[i]!));
    if (texts[i]) declarations.set(name, texts[i]);
  }
  return { functions, declarations, thunks };
}

function signatureOf(text: string): Signature | undefined {
  if (text === '') return undefined;
  return { result: BY_LETTER[text[0]!] ?? null, parameters: Array.from(text.slice(1), (letter) => BY_LETTER[letter]!) };
}
