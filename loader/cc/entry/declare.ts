/**
 * C declarations of exported functions, as a custom section of the object (../../wasm/declared.ts reads it): the linker copies it into the
 * image, a line for each object. They are read from clang's syntax tree, which takes about as long as parsing the source again.
 */
import path from 'node:path';
import { leb, sections } from '../binary';
import { type Ast, type AstFunction, type AstParameter, type AstRecord, readAst } from './ast';
import { type CType, parseCType } from './c-types';
import type { Layer } from './layer';
import type { Outcome } from './llvm';
import { type Declaration, DECLARATIONS, sizeOf, type Structure, type Type } from '../../wasm/declared';

const EXPORT_SECTION = 7;

/** Numbers of C by their names as clang prints them: what each is on this machine. */
const SCALARS: Readonly<Record<string, Type>> = {
  void: 'void',
  _Bool: 'bool',
  bool: 'bool',
  char: 'char',
  'signed char': 'i8',
  'unsigned char': 'u8',
  short: 'i16',
  'unsigned short': 'u16',
  int: 'i32',
  'unsigned int': 'u32',
  long: 'i32',
  'unsigned long': 'u32',
  'long long': 'i64',
  'unsigned long long': 'u64',
  float: 'f32',
  double: 'f64',
  wchar_t: 'i32',
};
/** Structures within structures, typedefs of typedefs. */
const DEEPEST = 32;

class Declarer {
  readonly structs: Record<string, Structure> = {};
  private readonly keys = new Map<AstRecord, string>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly ast: Ast,
    private readonly source: (file: string) => readonly string[],
  ) {}

  declaration(of: AstFunction): Declaration {
    const type = parseCType(of.type.replace(/\(.*$/s, ''));
    const result: Type = /^[^(]*\(\*/.test(of.type) ? { other: of.type } : this.type(type);
    const names = of.parameters.map(({ name }) => name);
    return {
      c: prototype(of),
      result,
      parameters: of.parameters.map((parameter) => this.parameter(parameter, names)),
      ...(of.type.endsWith('...)') ? { variadic: true } : {}),
    };
  }

  private parameter(parameter: AstParameter, names: readonly string[]): Declaration['parameters'][number] {
    const parsed = parseCType(parameter.type);
    const type = parsed ? this.type(parsed) : { other: parameter.type };
    const name = parameter.name;
    const count = this.count(parameter, parsed, names);
    return count === undefined ? { name, type } : { name, type, count };
  }

  /** How long an array is that is declared with a length: a parameter of type `double v[4]` is a pointer, and only the source says more. */
  private count(
    { range }: AstParameter,
    type: CType | undefined,
    names: readonly string[],
  ): number | string | undefined {
    if (!range || type?.kind !== 'pointer') return undefined;
    const { begin, end } = range;
    const line = this.source(begin.file)[begin.line - 1] ?? '';
    const text = line.slice(begin.column - 1, end.column);
    const inner = this.elements(type.to);
    // `int (*v)[3]` points to three.
    if (text.includes('(')) return type.to.kind === 'array' ? inner : undefined;
    const said = /^[^[\]]*\[\s*((?:(?:static|const|restrict)\s+)*)(\w+)\s*\]/.exec(text)?.[2];
    if (said === undefined || !text.endsWith(']')) return undefined;
    if (/^\d+$/.test(said)) return inner === undefined ? undefined : Number(said) * inner;
    return names.includes(said) && inner === 1 ? said : undefined;
  }

  /** Elements of an array of arrays' element. */
  private elements(type: CType): number | undefined {
    if (type.kind !== 'array') return 1;
    const inner = this.elements(type.of);
    return inner === undefined || type.count === null ? undefined : type.count * inner;
  }

  private type(type: CType | undefined, depth = 0): Type {
    if (!type || depth > DEEPEST) return { other: 'unknown' };
    if (type.kind === 'name') return this.named(type.name, depth);
    if (type.kind === 'function') return { function: type.text };
    if (type.kind === 'array') return this.type(type.of, depth + 1);
    let { to } = type;
    let constant = false;
    for (let left = DEEPEST; left > 0; left--) {
      if (to.kind === 'array') to = to.of;
      else if (to.kind === 'name' && this.ast.typedefs.has(to.name)) {
        constant ||= to.const;
        const { record, type: text } = this.ast.typedefs.get(to.name)!;
        if (record !== undefined)
          return {
            to: this.record(this.ast.records.get(record), to.name, depth),
            ...(constant || text.startsWith('const ') ? { const: true } : {}),
          };
        const next = parseCType(text);
        if (!next) return { to: { other: text } };
        to = next;
      } else break;
    }
    constant ||= to.kind !== 'array' && to.kind !== 'function' && to.const;
    const pointee = this.type(to, depth + 1);
    if (typeof pointee === 'object' && 'function' in pointee) return pointee;
    return constant ? { to: pointee, const: true } : { to: pointee };
  }

  private named(name: string, depth: number): Type {
    const scalar = SCALARS[name];
    if (scalar) return scalar;
    if (name.startsWith('enum ')) return 'enum';
    if (/^(struct|union) /.test(name)) {
      const tag = name.slice(name.indexOf(' ') + 1);
      return this.record(this.ast.named.get(tag), tag, depth);
    }
    const known = this.ast.typedefs.get(name);
    if (!known) return { other: name };
    if (known.record !== undefined) return this.record(this.ast.records.get(known.record), name, depth);
    return this.type(parseCType(known.type), depth + 1);
  }

  private record(record: AstRecord | undefined, name: string, depth: number): Type {
    if (!record) return { struct: name };
    let key = this.keys.get(record);
    if (key === undefined) {
      key = record.name || name;
      // Those without a name have their field's, which others may have.
      while (this.taken.has(key)) key += '_';
      this.taken.add(key);
      this.keys.set(record, key);
      const made = record.odd ? undefined : this.structure(record, depth + 1);
      if (made) this.structs[key] = made;
    }
    return { struct: key };
  }

  /** Fields one behind the other, each aligned as its size asks for: what clang does where nothing else is said. */
  private structure({ fields }: AstRecord, depth: number): Structure | undefined {
    const made: Structure = { size: 0, align: 1, fields: [] };
    for (const { name, type: text, record } of fields) {
      const parsed = parseCType(text);
      const count = parsed && this.elements(parsed);
      const type =
        record === undefined ? this.type(parsed, depth) : this.record(this.ast.records.get(record), name, depth);
      const { size, align } = this.layout(type);
      if (size === 0 || count === undefined || /\(unnamed|\(anonymous/.test(text) !== (record !== undefined))
        return undefined;
      const typedef = parsed?.kind === 'name' ? this.typedefElements(parsed) : 1;
      const all = count * typedef;
      const at = Math.ceil(made.size / align) * align;
      made.fields.push(parsed?.kind === 'array' || typedef > 1 ? { name, type, at, count: all } : { name, type, at });
      made.size = at + size * all;
      made.align = Math.max(made.align, align);
    }
    made.size = Math.ceil(made.size / made.align) * made.align;
    return made.size > 0 ? made : undefined;
  }

  /** `typedef double matrix[4][4]` has sixteen. */
  private typedefElements(type: CType, depth = 0): number {
    if (type.kind === 'array') return (type.count ?? 0) * this.typedefElements(type.of, depth + 1);
    const known = type.kind === 'name' && depth < DEEPEST ? this.ast.typedefs.get(type.name) : undefined;
    const next = known && known.record === undefined ? parseCType(known.type) : undefined;
    return next ? this.typedefElements(next, depth + 1) : 1;
  }

  private layout(type: Type): { size: number; align: number } {
    if (typeof type === 'string') {
      const size = sizeOf(type, this.structs);
      return { size, align: size || 1 };
    }
    if ('to' in type || 'function' in type) return { size: 4, align: 4 };
    return ('struct' in type && this.structs[type.struct]) || { size: 0, align: 1 };
  }
}

/** As a person would write it. */
function prototype({ name, type, parameters }: AstFunction): string {
  const open = type.indexOf('(');
  const list = parameters.map(({ name: its, type: of }) => {
    if (its === '') return of;
    return of.includes('(*')
      ? of.replace(/\(\*([^)]*)\)/, `(*$1${its})`)
      : of.endsWith('*')
        ? `${of}${its}`
        : `${of} ${its}`;
  });
  if (type.endsWith('...)')) list.push('...');
  const result = type.slice(0, open).trim();
  return `${result}${result.endsWith('*') ? '' : ' '}${name}(${list.join(', ') || 'void'})`;
}

/** The contents of the section for one source; undefined when nothing of it is exported. */
export function declarations(
  dump: string,
  named: readonly string[],
  source: (file: string) => readonly string[],
): string | undefined {
  const ast = readAst(dump);
  const declarer = new Declarer(ast, source);
  const functions: Record<string, Declaration> = {};
  for (const one of ast.functions) {
    const name = one.exported ?? (named.includes(one.name) ? one.name : undefined);
    // A later declaration has what an earlier one had, and perhaps names of its parameters.
    if (name !== undefined) functions[name] = declarer.declaration(one);
  }
  if (Object.keys(functions).length === 0) return undefined;
  return `${JSON.stringify({ functions, structs: declarer.structs })}\n`;
}

/** Whether an output of clang's is an object with exported functions, or one that may have the named ones. */
export const mayDeclare = (output: Uint8Array, named: readonly string[]): boolean =>
  output[0] === 0 && (named.length > 0 || sections(output).some(({ id }) => id === EXPORT_SECTION));

/** Adds the declarations to the object that a command of clang's has just made, if it exports functions or may have the named ones. */
export async function declareExports(
  command: readonly string[],
  cwd: string,
  layer: Layer,
  named: readonly string[],
  run: (args: string[], out: (data: Uint8Array) => void) => Promise<Outcome>,
): Promise<void> {
  const at = command.indexOf('-o') + 1;
  const output = command[at];
  if (command[1] !== '-cc1' || !command.includes('-emit-obj') || output === undefined) return;
  // The tree of a C++ library's header is too large to be read for it.
  if (/\+\+/.test(command[command.indexOf('-x') + 1] ?? '')) return;
  const object = layer.written.get(path.resolve(cwd, output));
  if (!object || !mayDeclare(object.data, named)) return;
  const rest = command.flatMap((arg, i) => (i === at || i === at - 1 || arg === '-fcolor-diagnostics' ? [] : [arg]));
  const dump = async (...options: string[]): Promise<string | undefined> => {
    const chunks: Uint8Array[] = [];
    const args = rest.flatMap((arg) => (arg === '-emit-obj' ? ['-ast-dump', ...options] : [arg]));
    const { status } = await run(args, (data) => void chunks.push(Uint8Array.from(data)));
    return status === 0 ? Buffer.concat(chunks).toString() : undefined;
  };
  // Without function bodies it is quicker; not every clang of a machine can leave them out.
  const tree = (await dump('-skip-function-bodies')) ?? (await dump());
  if (tree === undefined) return;
  const lines = new Map<string, readonly string[]>();
  const source = (file: string): readonly string[] => {
    let known = lines.get(file);
    if (!known) lines.set(file, (known = linesOf(layer, path.resolve(cwd, file))));
    return known;
  };
  const text = declarations(tree, named, source);
  if (text !== undefined) object.write(object.length, section(DECLARATIONS, Buffer.from(text)));
}

function linesOf(layer: Layer, file: string): readonly string[] {
  try {
    const data = layer.written.get(file)?.data ?? layer.hostData(file);
    return Buffer.from(data).toString('latin1').split('\n');
  } catch {
    return [];
  }
}

function section(name: string, body: Uint8Array): Uint8Array {
  const title = Buffer.from(name);
  const size = leb(title.length).length + title.length + body.length;
  return Buffer.concat([Buffer.from([0, ...leb(size), ...leb(title.length)]), title, body]);
}
