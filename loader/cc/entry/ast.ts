/** What clang's dump of its syntax tree says of exported functions, structures and names of types. */
import { stripVTControlCharacters } from 'node:util';

export interface Place {
  file: string;
  line: number;
  column: number;
}

export interface AstParameter {
  name: string;
  type: string;
  /** Where it begins, and where its last token does; undefined when these are in different lines. */
  range: { begin: Place; end: Place } | undefined;
}

export interface AstFunction {
  name: string;
  /** By `export_name`. */
  exported: string | undefined;
  /** As clang prints it: `double (const double *, int)`. */
  type: string;
  parameters: AstParameter[];
}

export interface AstField {
  name: string;
  type: string;
  /** Of a structure without a name: its address. */
  record: string | undefined;
}

export interface AstRecord {
  name: string;
  fields: AstField[];
  /** Its layout is another than its fields' alone: bit-fields, attributes, a union. */
  odd: boolean;
}

export interface Ast {
  functions: AstFunction[];
  /** By address in the dump, which is the identity of those without a name; `named` by name. */
  records: Map<string, AstRecord>;
  named: Map<string, AstRecord>;
  /** Names of types: the type as clang prints it, or a structure's address. */
  typedefs: Map<string, { type: string; record?: string }>;
}

const NODE = /^([|` -]*)([A-Za-z]+) (0x[0-9a-f]+) ?(.*)$/;
const LOCATION = /(<[a-z -]+>|[^\s<>,:][^<>,:]*):(\d+):(\d+)|\bcol:(\d+)/g;
/** Text before a type, the type, and what follows. */
const TYPED = /^([^']*)'([^']*)'(?::'([^']*)')?(.*)$/;
const NAME = /(?:^|\s)([A-Za-z_$][\w$]*)\s*$/;
/** Children of a structure that leave its layout as it is. */
const HARMLESS = new Set(['FieldDecl', 'RecordDecl', 'EnumDecl', 'FullComment', 'DeprecatedAttr', 'UnusedAttr']);

/** Types that stand between a typedef and its structure, in one version of clang or another. */
const WRAPPERS = new Set(['RecordType', 'QualType', 'ElaboratedType']);

class Reader {
  readonly ast: Ast = { functions: [], records: new Map(), named: new Map(), typedefs: new Map() };
  private file = '';
  private line = 0;
  /** What the lines below may belong to, by depth. */
  private readonly open: { kind: string; node: unknown }[] = [];

  read(text: string): void {
    const parts = NODE.exec(text);
    if (!parts) return;
    const [, indent, kind, address, rest] = parts as unknown as [string, string, string, string, string];
    const depth = indent.length >> 1;
    const places = this.places(rest);
    const parent = this.open[depth - 1];
    this.open.length = depth;
    this.open[depth] = { kind, node: this.node(kind, address, rest, places, parent, depth) };
  }

  private places(rest: string): (Place | undefined)[] {
    const head = rest.slice(0, (rest.search(/['"]/) + 1 || rest.length + 1) - 1);
    const places: Place[] = [];
    for (const [, file, line, column, only] of head.matchAll(LOCATION)) {
      if (file !== undefined) {
        if (file !== 'line') this.file = file;
        this.line = Number(line);
      }
      places.push({ file: this.file, line: this.line, column: Number(only ?? column) });
    }
    return places;
  }

  private node(
    kind: string,
    address: string,
    rest: string,
    places: (Place | undefined)[],
    parent: { kind: string; node: unknown } | undefined,
    depth: number,
  ): unknown {
    const { ast } = this;
    const [, head = '', type = '', , tail = ''] = TYPED.exec(rest) ?? [];
    const name = NAME.exec(head)?.[1] ?? '';
    if (kind === 'FunctionDecl') {
      const found: AstFunction = { name, exported: undefined, type, parameters: [] };
      if (name) ast.functions.push(found);
      return found;
    }
    if (kind === 'ParmVarDecl' && parent?.kind === 'FunctionDecl') {
      const [begin, end] = places;
      const range = begin && end && begin.line === end.line && begin.file === end.file ? { begin, end } : undefined;
      (parent.node as AstFunction).parameters.push({ name, type, range });
    }
    if (kind === 'WebAssemblyExportNameAttr' && parent?.kind === 'FunctionDecl')
      (parent.node as AstFunction).exported ??= /"([^"]*)"/.exec(rest)?.[1];
    if (kind === 'TypedefDecl') {
      const found: { type: string; record?: string } = { type };
      if (name) ast.typedefs.set(name, found);
      return found;
    }
    // A structure that has no other name than this one.
    if (kind === 'Record') this.nameRecord(address, depth);
    if (kind === 'RecordDecl') return this.record(address, rest, parent);
    if (kind === 'FieldDecl' && parent?.kind === 'RecordDecl') {
      const record = parent.node as AstRecord & { last?: string };
      if (name === '' || tail.includes('mutable')) record.odd = true;
      record.fields.push({ name, type, record: /\((unnamed|anonymous)/.test(type) ? record.last : undefined });
      return record;
    }
    // A width, an alignment, padding that somebody asked for.
    if (parent?.kind === 'FieldDecl' && parent.node !== undefined && kind !== 'FullComment')
      (parent.node as AstRecord).odd = true;
    if (parent?.kind === 'RecordDecl' && !HARMLESS.has(kind)) (parent.node as AstRecord).odd = true;
    return undefined;
  }

  private nameRecord(address: string, depth: number): void {
    let above = depth - 1;
    while (above > 0 && WRAPPERS.has(this.open[above]!.kind)) above--;
    const { kind, node } = this.open[above] ?? { kind: '', node: undefined };
    if (kind === 'TypedefDecl') (node as { record?: string }).record = address;
  }

  private record(address: string, rest: string, parent: { kind: string; node: unknown } | undefined): AstRecord {
    const [, keyword, name = ''] = /\b(struct|union)(?: ([A-Za-z_$][\w$]*))?(?: definition)?$/.exec(rest) ?? [];
    const said = name === 'definition' ? '' : name;
    const record: AstRecord = { name: said, fields: [], odd: keyword !== 'struct' };
    if (rest.endsWith(' definition')) {
      this.ast.records.set(address, record);
      if (said) this.ast.named.set(said, record);
      if (parent?.kind === 'RecordDecl') (parent.node as { last?: string }).last = address;
    }
    return record;
  }
}

/** `text`: the output of `clang -cc1 -ast-dump`. */
export function readAst(text: string): Ast {
  const reader = new Reader();
  for (const line of stripVTControlCharacters(text).split('\n')) reader.read(line);
  return reader.ast;
}
