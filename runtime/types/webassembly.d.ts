/** WebAssembly as this project uses it: Node has it, @types/node does not declare it, and the DOM library declares a browser with it. */
declare namespace WebAssembly {
  type ImportExportKind = 'function' | 'global' | 'memory' | 'table' | 'tag';
  type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'externref' | 'anyfunc';
  // oxlint-disable-next-line typescript/no-unsafe-function-type: what an instance exports has any signature
  type ExportValue = Function | Global | Memory | Table;
  type ImportValue = ExportValue | number | bigint;
  type Exports = Record<string, ExportValue>;
  type ModuleImports = Record<string, ImportValue>;
  type Imports = Record<string, ModuleImports>;

  interface ModuleExportDescriptor {
    name: string;
    kind: ImportExportKind;
  }
  interface ModuleImportDescriptor extends ModuleExportDescriptor {
    module: string;
  }

  interface Module {}
  interface Instance {
    readonly exports: Exports;
  }
  interface Memory {
    /** Shared memories have a SharedArrayBuffer. */
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  interface Table {
    readonly length: number;
    get(index: number): unknown;
    set(index: number, value?: unknown): void;
    grow(entries: number, value?: unknown): number;
  }
  interface Global {
    value: number | bigint;
    valueOf(): number | bigint;
  }

  interface MemoryDescriptor {
    initial: number;
    maximum?: number;
    shared?: boolean;
  }
  interface TableDescriptor {
    element: 'anyfunc' | 'externref';
    initial: number;
    maximum?: number;
  }

  const Module: {
    new (bytes: ArrayBufferView | ArrayBufferLike): Module;
    exports(module: Module): ModuleExportDescriptor[];
    imports(module: Module): ModuleImportDescriptor[];
    customSections(module: Module, name: string): ArrayBuffer[];
  };
  const Instance: new (module: Module, imports?: Imports) => Instance;
  const Memory: new (descriptor: MemoryDescriptor) => Memory;
  const Table: new (descriptor: TableDescriptor, value?: unknown) => Table;
  const Global: new (descriptor: { value: ValueType; mutable?: boolean }, value?: unknown) => Global;
  const CompileError: ErrorConstructor;
  const LinkError: ErrorConstructor;
  const RuntimeError: ErrorConstructor;

  function validate(bytes: ArrayBufferView | ArrayBufferLike): boolean;
  function compile(bytes: ArrayBufferView | ArrayBufferLike): Promise<Module>;
  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
}
