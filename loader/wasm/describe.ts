// Everything that `inspect` tells about an image.
import { calls, type Home } from '../../runtime/generated/syscalls.js';
import { readLibraries } from './libraries.js';
import { functionNames } from './names.js';
import { type Export, type ExternalKind, type FunctionBody, type Limits, readModule } from './reader.js';

export interface DescribedFunction {
  index: number;
  /** Bytes of code. */
  size: number;
  /** Absent in a stripped image. */
  name?: string;
  library?: string;
}

export interface ImageDescription {
  bytes: number;
  /** Version of the host interface that the image was linked for; null: it is no image. */
  interface: number | null;
  /** Imported ones by their name, others without. Sizes in pages of 65536 bytes. */
  memories: (Limits & { name?: string })[];
  imports: { module: string; name: string; kind: ExternalKind }[];
  exports: Export[];
  /** With headers. */
  sections: { name: string; bytes: number }[];
  /** Bytes of code. */
  libraries: { name: string; bytes: number }[];
  functions: DescribedFunction[];
  /** True when the image has names of functions, without which libraries and calls are not known. */
  named: boolean;
  calls: { nr: number; name: string; home: Home }[];
}

/**
 * Describes a module; `file` is its name in messages, `libraryFolder` holds the libraries that images are linked with.
 * @throws HermitError HERMIT_EIMAGE when the bytes are no module.
 */
export function describeImage(file: string, bytes: Uint8Array, libraryFolder: string): ImageDescription {
  const module = readModule(file, bytes);
  const imports = module.imports();
  const names = functionNames(module);
  const bodies = module.functions();
  const functions = describeFunctions(bodies, names, libraryFolder);
  const reached = new Set(functions.map((f) => f.name));
  const version = imports.map((i) => /^hermit_(\d+)$/.exec(i.module)?.[1]).find((v) => v !== undefined);
  return {
    bytes: bytes.length,
    interface: version === undefined ? null : Number(version),
    memories: [
      ...imports.filter((i) => i.kind === 'memory').map((i) => ({ name: `${i.module}.${i.name}`, ...i.limits! })),
      ...module.memories(),
    ],
    imports: imports.map(({ module: from, name, kind }) => ({ module: from, name, kind })),
    exports: module.exports(),
    sections: module.sections.map((s) => ({ name: s.kind === 'custom' ? `custom ${s.name}` : s.kind, bytes: s.total })),
    libraries: librarySizes(functions),
    functions,
    named: names.size > 0,
    calls: calls.filter((c) => reached.has(`sys_${c.name}`)).map(({ nr, name, home }) => ({ nr, name, home })),
  };
}

function describeFunctions(
  bodies: readonly FunctionBody[],
  names: ReadonlyMap<number, string>,
  folder: string,
): DescribedFunction[] {
  const attribute = names.size ? readLibraries(folder) : undefined;
  return bodies.map(({ index, size }) => {
    const name = names.get(index);
    return name === undefined || !attribute ? { index, size } : { index, size, name, library: attribute(name, size) };
  });
}

function librarySizes(functions: readonly DescribedFunction[]): ImageDescription['libraries'] {
  const sizes = new Map<string, number>();
  for (const { library, size } of functions) {
    if (library !== undefined) sizes.set(library, (sizes.get(library) ?? 0) + size);
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes }));
}
