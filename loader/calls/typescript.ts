/** The C declarations of an image as TypeScript: types of its functions, and a module that loads and calls them. */
import { printable } from '../../runtime/printable.js';
import { type Declared, declaredOf, type Field, type Scalar, type Type } from '../wasm/declared.js';
import { arraysOf, onlyScalar } from './rules.js';
import { unpassable } from './targets.js';

/** How the module is told from one that somebody has written. */
export const MADE = '// Made by hermit-wasm types';

export interface Typings {
  /** An ES module. */
  module: string;
  /** Its types. */
  types: string;
  /** Functions that have none, and why. */
  refused: string[];
}

const BIG: readonly Type[] = ['i64', 'u64'];
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Names that the module's own text has, and words of the language that C has not. */
const TAKEN = new Set(
  'Address Functions Loaded bind load BootOptions CallOptions Isle IslePool Machine Promise Readonly Omit DataView string number bigint boolean object symbol undefined null void any unknown never arguments await class catch debugger delete eval export extends finally function import in instanceof interface let new package private protected public super this throw try typeof var with yield implements const default do else enum false for if return static switch true while case break continue'.split(
    ' ',
  ),
);

const scalar = (type: Scalar): string => (BIG.includes(type) ? 'bigint' : type === 'bool' ? 'boolean' : 'number');
const comment = (text: string): string => printable(text, 300).replaceAll('*/', '* /');

class Writer {
  readonly interfaces = new Map<string, string>();
  private readonly names = new Map<string, string>();

  constructor(private readonly structs: Declared['structs']) {}

  /** The interface of a structure, under a name that is free. */
  private structure(name: string): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    let free = name.replace(/\W/g, '_') || '_';
    if (!IDENTIFIER.test(free)) free = `_${free}`;
    while (TAKEN.has(free) || free in globalThis || [...this.names.values()].includes(free)) free += '_';
    this.names.set(name, free);
    const { size, fields } = this.structs[name]!;
    const lines = fields.map((field) => `  ${property(field.name)}: ${this.field(field)};\n`);
    this.interfaces.set(
      name,
      `/** ${comment(name)}: ${size} bytes. */\nexport interface ${free} {\n${lines.join('')}}\n`,
    );
    return free;
  }

  private field({ type, count }: Field): string {
    const one = this.element(type);
    if (count === undefined) return one;
    if (type === 'char') return 'string';
    const arrays = typeof type === 'string' && type !== 'void' ? arraysOf(type) : [];
    return [/[^\w]/.test(one) ? `(${one})[]` : `${one}[]`, ...arrays].join(' | ');
  }

  private element(type: Type): string {
    if (typeof type === 'string') return type === 'void' ? 'never' : scalar(type);
    return 'struct' in type && Object.hasOwn(this.structs, type.struct)
      ? this.structure(type.struct)
      : 'Address | null';
  }

  parameter(type: Type): string {
    if (typeof type === 'string') return type === 'void' ? 'never' : scalar(type);
    if (!('to' in type)) return 'Address | null';
    const { to, const: constant } = type;
    const last = ['Address', 'null'];
    if (to === 'void') return ['NodeJS.TypedArray', 'DataView', ...(constant ? ['string'] : []), ...last].join(' | ');
    if (typeof to === 'string')
      return [...(to === 'char' && constant ? ['string'] : []), ...arraysOf(to), ...last].join(' | ');
    if ('to' in to || 'function' in to) return ['Uint32Array', 'Int32Array', ...last].join(' | ');
    const structure = 'struct' in to && Object.hasOwn(this.structs, to.struct) ? this.structs[to.struct] : undefined;
    const alike = structure && onlyScalar(structure, this.structs);
    const bytes = [...new Set(['Uint8Array', 'DataView', ...(alike ? arraysOf(alike) : [])]), ...last];
    if (!structure || !('struct' in to)) return bytes.join(' | ');
    const name = this.structure(to.struct);
    return [...(constant ? [`Readonly<${name}>`, `readonly Readonly<${name}>[]`] : [name, `${name}[]`]), ...bytes].join(
      ' | ',
    );
  }

  result(type: Type): string {
    if (isText(type)) return 'string | undefined';
    return type === 'void' ? 'void' : typeof type === 'string' ? scalar(type) : 'Address';
  }
}

const property = (name: string): string => (IDENTIFIER.test(name) ? name : JSON.stringify(name));
/** A text that stays the callee's. What is not const is perhaps to be freed. */
const isText = (type: Type): boolean =>
  typeof type === 'object' && 'to' in type && type.to === 'char' && type.const === true;

function parameters(declared: Declared, writer: Writer): string {
  const used = new Set<string>();
  return declared.parameters
    .map(({ name, type }, at) => {
      const fits = IDENTIFIER.test(name) && !TAKEN.has(name) && !used.has(name);
      const free = fits ? name : `argument${at + 1}`;
      used.add(free);
      return `${free}: ${writer.parameter(type)}`;
    })
    .join(', ');
}

interface Typed {
  name: string;
  /** In C. */
  c: string;
  /** Parameters and result. */
  signature: string;
  returns: 'string' | undefined;
}

interface Collected {
  interfaces: string[];
  functions: Typed[];
  refused: string[];
}

/** Structures of one name are the same one, but where sources differ: then their functions are left out. */
function collect(declarations: ReadonlyMap<string, string>): Collected {
  const refused: string[] = [];
  const interfaces = new Map<string, string>();
  const functions: Typed[] = [];
  for (const [name, text] of declarations) {
    const declared = declaredOf(text);
    if (!declared) continue;
    const why = unpassable(declared);
    if (why !== undefined) {
      refused.push(`${printable(name)} ${why}`);
      continue;
    }
    const writer = new Writer(declared.structs);
    const signature = `(${parameters(declared, writer)}): Promise<${writer.result(declared.result)}>`;
    const other = [...writer.interfaces].find(([key, its]) => (interfaces.get(key) ?? its) !== its);
    if (other) {
      refused.push(`${printable(name)} uses a structure ${printable(other[0])} that is another one elsewhere`);
      continue;
    }
    for (const [key, its] of writer.interfaces) interfaces.set(key, its);
    const returns = isText(declared.result) ? 'string' : undefined;
    functions.push({ name, c: comment(declared.c), signature, returns });
  }
  return { interfaces: [...interfaces.values()], functions, refused };
}

const headOf = (source: string): string =>
  `${MADE} ${comment(source).replaceAll('\n', ' ')}: run it again when that has changed.\n`;

/** `declarations`: of readDeclarations. `image`: the image's file, relative to the module. `source`: what it was made from, in words. */
export function typings(declarations: ReadonlyMap<string, string>, image: string, source: string): Typings {
  const { interfaces, functions, refused } = collect(declarations);
  const methods = functions.map(({ name, c, signature }) => `  /** \`${c}\` */\n  ${property(name)}${signature};\n`);
  return {
    module: headOf(source) + moduleText(functions, image),
    types: headOf(source) + typesText(interfaces, methods),
    refused,
  };
}

/** The name that a module exports a function under. */
export const exportName = (name: string): string => (IDENTIFIER.test(name) ? name : JSON.stringify(name));

/** The functions that the module of a C file exports, and its types: for programs that import the file itself. */
export function importable(
  declarations: ReadonlyMap<string, string>,
  source: string,
): { functions: readonly Pick<Typed, 'name' | 'returns'>[]; types: string; refused: string[] } {
  const all = collect(declarations);
  const functions = all.functions.filter(({ name }) => name !== 'default');
  const refused =
    all.functions.length > functions.length ? [...all.refused, "default is a module's own name"] : all.refused;
  const declared = functions.map(({ name, c, signature }, at) => {
    const free = IDENTIFIER.test(name) && !TAKEN.has(name);
    const head = `/** \`${c}\` */\n`;
    if (free) return `${head}export declare function ${name}${signature};\n`;
    return `${head}declare function $${at}${signature};\nexport { $${at} as ${exportName(name)} };\n`;
  });
  const types = `${headOf(source)}import type { Imported } from 'hermit-wasm';

/** A place in the memory of the isle. */
export type Address = number;

${[...all.interfaces, ...declared].map((one) => `${one}\n`).join('')}declare const kernel: Imported;
export default kernel;
`;
  return { functions, types, refused };
}

function moduleText(functions: readonly Typed[], image: string): string {
  const list = functions
    .map(({ name, returns }) => `  ${JSON.stringify(returns ? [name, returns] : [name])},\n`)
    .join('');
  return `import { boot } from 'hermit-wasm';

const functions = [
${list}];

export function bind(callee, options) {
  const call = (name, returns) => (...args) => callee.callWith({ copy: true, ...options, returns }, name, ...args);
  return Object.fromEntries(functions.map(([name, returns]) => [name, call(name, returns)]));
}

export async function load(options) {
  const machine = await boot(new URL(${JSON.stringify(image)}, import.meta.url), { serve: true, ...options });
  const isle = machine.isle(0);
  return { machine, isle, functions: bind(isle) };
}
`;
}

function typesText(interfaces: string[], methods: string[]): string {
  return `import type { BootOptions, CallOptions, Isle, IslePool, Machine } from 'hermit-wasm';

/** A place in the memory of an isle. */
export type Address = number;

${interfaces.map((one) => `${one}\n`).join('')}/** Each answers when C has. Arrays of other memory than the isle's are copied there, and back unless C declares them const. */
export interface Functions {
${methods.join('')}}

/** The functions, called on an isle or on a pool's. */
export declare function bind(callee: Isle | IslePool, options?: Omit<CallOptions, 'returns'>): Functions;

export interface Loaded {
  functions: Functions;
  isle: Isle;
  machine: Machine;
}

/** Boots the image in an isle, which stays until \`machine.halt()\`. */
export declare function load(options?: BootOptions): Promise<Loaded>;
`;
}
