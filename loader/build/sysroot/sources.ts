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
  library:
    | 'libc.a'
    | 'libhermit.a'
    | 'liblwip.a'
    | 'libomp.a'
    | 'libmpi.a'
    | 'crt1.o'
    | 'gateway.wasm'
    | 'libc++.a'
    | 'libc++abi.a'
    | 'libunwind.a';
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

const lwipFlags = [...machineFlags, '-std=gnu11', '-O2', '-msimd128', '-w'];

/** Folders of the kernel whose C files are compiled, in this order. */
const KERNEL_PARTS = ['boot', 'cores', 'mm', 'file', 'socket', 'process', 'isles', 'net', 'openmp', 'mpi', 'generated'];

/**
 * Goes into its library before the others of its room: the linker takes the first object of an archive that defines what is missing, and
 * this one has weak functions that those behind it need. Behind them it would come too late, and threads would be in every image.
 */
const FIRST = 'cores/wait.c';

/** Those of them whose files name each other's headers by chapter, as in "team/team.h". */
const CHAPTERED = ['openmp', 'mpi'];

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

const search = (option: string, directories: string[]) => directories.flatMap((directory) => [option, directory]);
const cFiles = (folder: string): string[] => filesBelow(folder, (name) => name.endsWith('.c'));

/** Where headers of this project and of musl are found. */
function headers({ musl, kernel, sysroot, generated }: Trees) {
  const own = [path.join(kernel, 'include'), path.join(kernel, 'generated')];
  const internal = [
    path.join(kernel, 'musl/arch/wasm32'),
    path.join(musl, 'arch/generic'),
    generated,
    path.join(musl, 'src/include'),
    path.join(musl, 'src/internal'),
  ];
  const system = [path.join(sysroot, 'include'), path.join(sysroot, 'clang/include')];
  return { own, internal, system };
}

/** lwIP's headers count as system headers, as musl's do. */
const lwipHeaders = ({ lwip, kernel }: Trees): string[] => [
  ...search('-I', [path.join(kernel, 'net/lwip')]),
  ...search('-isystem', [path.join(lwip, 'src/include')]),
];

type Extra = (name: string) => string[];

/** musl's files as its Makefile takes them, the C files of every folder of src, but those that are left out or replaced. */
function libcSources(trees: Trees, port: Port, extra: Extra): Source[] {
  const { musl, kernel } = trees;
  const { own, internal, system } = headers(trees);
  const paths = search('-I', [...internal, ...own, ...system]);
  const replacing = cFiles(path.join(kernel, 'musl/src'));
  const upstream = cFiles(path.join(musl, 'src')).filter(
    (name) =>
      /^[^/]+\/[^/]+$/.test(name) &&
      !replacing.includes(name) &&
      !port.exclude.some((pattern) => matches(pattern, `src/${name}`)),
  );
  const source = (directory: string, name: string, more: string[]): Source => ({
    file: path.join(directory, 'src', name),
    name: `${directory === musl ? 'musl' : 'kernel/musl'}/src/${name}`,
    flags: [...muslFlags, ...extra(`src/${name}`), ...more, ...paths],
    library: 'libc.a',
  });
  return [
    ...upstream.map((name) => source(musl, name, [])),
    // A file of ours in place of one of musl's sees the headers beside that one.
    ...replacing.map((name) =>
      source(path.join(kernel, 'musl'), name, ['-I', path.join(musl, 'src', path.dirname(name))]),
    ),
  ];
}

/** lwIP's core. What our options leave out of it compiles to nothing. */
function lwipSources(trees: Trees, extra: Extra): Source[] {
  return cFiles(path.join(trees.lwip, 'src/core')).map((name) => ({
    file: path.join(trees.lwip, 'src/core', name),
    name: `lwip/src/core/${name}`,
    flags: [...lwipFlags, ...extra(`lwip/src/core/${name}`), ...lwipHeaders(trees), ...headerFlags(trees.sysroot)],
    library: 'liblwip.a',
  }));
}

function kernelSources(trees: Trees, extra: Extra): Source[] {
  const { kernel, sysroot } = trees;
  const { own, internal } = headers(trees);
  const more = (name: string): string[] => {
    const [room] = name.split('/') as [string];
    // musl's internal headers count as system headers: they would not pass our warnings.
    if (libraryOf(name) === 'crt1.o') return search('-isystem', internal);
    if (room === 'net') return lwipHeaders(trees);
    return CHAPTERED.includes(room) ? search('-I', [path.join(kernel, room)]) : [];
  };
  const inRoom = (room: string): string[] => cFiles(path.join(kernel, room)).map((name) => `${room}/${name}`);
  const first = (names: string[]): string[] => [...names].sort((a, b) => Number(b === FIRST) - Number(a === FIRST));
  return KERNEL_PARTS.flatMap((room) => first(inRoom(room))).map((name) => ({
    file: path.join(kernel, name),
    name: `kernel/${name}`,
    flags: [
      ...kernelFlags,
      `-ffile-prefix-map=${kernel}/=kernel/`,
      ...extra(`kernel/${name}`),
      ...more(name),
      ...search('-I', own),
      ...headerFlags(sysroot),
    ],
    library: libraryOf(name),
  }));
}

/** Everything that is compiled, in a fixed order. */
export function listSources(trees: Trees): Source[] {
  const port = readPort(trees.kernel);
  const extra = (name: string) =>
    Object.entries(port.flags).flatMap(([pattern, flags]) => (matches(pattern, name) ? flags : []));
  return [...libcSources(trees, port, extra), ...lwipSources(trees, extra), ...kernelSources(trees, extra)];
}
