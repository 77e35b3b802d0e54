/** Which files go into which library, and with which flags. */
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../../runtime/errors';
import { headerFlags, linuxMacros, machineFlags, setjmpFlags } from '../../cc/flags';
import { filesBelow, matches } from './files';
import type { Trees } from './trees';

export interface Source {
  /** Absolute path. */
  file: string;
  /** Name that is the same on every machine, for the cache and for people. */
  name: string;
  flags: string[];
  library: 'libc.a' | 'libhermit.a' | 'liblwip.a' | 'libomp.a' | 'libmpi.a' | 'crt1.o' | 'gateway.wasm';
}

/** kernel/musl/port.json */
interface Port {
  /** Files of musl's that are left out: patterns of * and **. */
  exclude: string[];
  /** More flags for single files, by path (patterns allowed), of musl's or the kernel's. */
  flags: Record<string, string[]>;
}

function readPort(kernel: string): Port {
  const file = path.join(kernel, 'musl/port.json');
  try {
    const port = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Port>;
    return { exclude: port.exclude ?? [], flags: port.flags ?? {} };
  } catch (error) {
    throw new HermitError(
      'HERMIT_EBUILD',
      `expected a JSON object with "exclude" and "flags" in ${file}: ${(error as Error).message}`,
    );
  }
}

const muslFlags = [
  ...machineFlags,
  '-std=c99',
  '-ffreestanding',
  '-nostdinc',
  '-fno-strict-aliasing',
  '-O2',
  '-w',
  '-D_XOPEN_SOURCE=700',
];
const kernelFlags = [
  ...machineFlags,
  ...setjmpFlags,
  '-std=gnu11',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-unused-parameter',
  ...linuxMacros,
];

/** Folders of the kernel whose C files are compiled, in this order. */
const KERNEL_PARTS = ['boot', 'cores', 'mm', 'file', 'socket', 'process', 'isles', 'net', 'openmp', 'mpi', 'generated'];

/** What their objects go into that are not libhermit.a's: the first start of a name that fits tells. */
const LIBRARIES: [start: string, library: Source['library']][] = [
  // Start of a program: an object of its own, since every image has it.
  ['boot/crt1.c', 'crt1.o'],
  ['net/lwip/', 'liblwip.a'],
  ['net/gateway/', 'gateway.wasm'],
  ['openmp/', 'libomp.a'],
  ['mpi/', 'libmpi.a'],
];
const libraryOf = (name: string): Source['library'] =>
  LIBRARIES.find(([start]) => name.startsWith(start))?.[1] ?? 'libhermit.a';

/** As musl's Makefile: the C files of every folder of src, none of src/malloc's own allocators. */
function muslSources(musl: string): string[] {
  return filesBelow(path.join(musl, 'src'), (name) => /^[^/]+\/[^/]+\.c$/.test(name)).map((name) => `src/${name}`);
}

const lwipFlags = [...machineFlags, '-std=gnu11', '-O2', '-msimd128', '-w'];

/** lwIP's core. What our options leave out of it compiles to nothing. */
function lwipSources(lwip: string): string[] {
  return filesBelow(path.join(lwip, 'src/core'), (name) => name.endsWith('.c')).map((name) => `src/core/${name}`);
}

const search = (option: string, directories: string[]) => directories.flatMap((directory) => [option, directory]);

/** Everything that is compiled, in a fixed order. */
export function listSources({ musl, lwip, kernel, sysroot, generated }: Trees): Source[] {
  const port = readPort(kernel);
  const extra = (name: string) =>
    Object.entries(port.flags).flatMap(([pattern, flags]) => (matches(pattern, name) ? flags : []));
  const own = [path.join(kernel, 'include'), path.join(kernel, 'generated')];
  const internal = [
    path.join(kernel, 'musl/arch/wasm32'),
    path.join(musl, 'arch/generic'),
    generated,
    path.join(musl, 'src/include'),
    path.join(musl, 'src/internal'),
  ];
  const muslPaths = search('-I', [
    ...internal,
    ...own,
    path.join(sysroot, 'include'),
    path.join(sysroot, 'clang/include'),
  ]);
  const kernelPaths = [...search('-I', own), ...headerFlags(sysroot)];
  // lwIP's headers count as system headers, as musl's do.
  const lwipPaths = [
    ...search('-I', [path.join(kernel, 'net/lwip')]),
    ...search('-isystem', [path.join(lwip, 'src/include')]),
  ];
  const replacing = filesBelow(path.join(kernel, 'musl/src'), (name) => name.endsWith('.c')).map(
    (name) => `src/${name}`,
  );
  const upstream = muslSources(musl).filter(
    (name) => !replacing.includes(name) && !port.exclude.some((pattern) => matches(pattern, name)),
  );
  const libc = [
    ...upstream.map((name) => [musl, name]),
    ...replacing.map((name) => [path.join(kernel, 'musl'), name]),
  ] as [string, string][];
  const parts = KERNEL_PARTS.flatMap((folder) =>
    filesBelow(path.join(kernel, folder), (name) => name.endsWith('.c')).map((name) => `${folder}/${name}`),
  );
  const kernelSource = (name: string): Source => ({
    file: path.join(kernel, name),
    name: `kernel/${name}`,
    // musl's internal headers count as system headers: they would not pass our warnings.
    flags: [
      ...kernelFlags,
      `-ffile-prefix-map=${kernel}/=kernel/`,
      ...extra(`kernel/${name}`),
      ...(libraryOf(name) === 'crt1.o' ? search('-isystem', internal) : []),
      ...(name.startsWith('net/') ? lwipPaths : []),
      ...(name.startsWith('mpi/') ? search('-I', [path.join(kernel, 'mpi')]) : []),
      ...kernelPaths,
    ],
    library: libraryOf(name),
  });
  return [
    ...libc.map(([directory, name]): Source => ({
      file: path.join(directory, name),
      name: `${directory === musl ? 'musl' : 'kernel/musl'}/${name}`,
      // A file of ours in place of one of musl's sees the headers beside that one.
      flags: [
        ...muslFlags,
        ...extra(name),
        ...(directory === musl ? [] : ['-I', path.join(musl, path.dirname(name))]),
        ...muslPaths,
      ],
      library: 'libc.a',
    })),
    ...lwipSources(lwip).map((name): Source => ({
      file: path.join(lwip, name),
      name: `lwip/${name}`,
      flags: [...lwipFlags, ...extra(`lwip/${name}`), ...lwipPaths, ...headerFlags(sysroot)],
      library: 'liblwip.a',
    })),
    ...parts.map(kernelSource),
  ];
}
