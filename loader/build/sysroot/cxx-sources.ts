/** Which files the C++ library consists of, and with which flags they are compiled. */
import path from 'node:path';
import { cxxFlags, headerFlags, linuxMacros, machineFlags, setjmpFlags } from '../../cc/flags';
import { filesBelow } from './files';
import type { Source } from './sources';

/** Where the sources lie. */
export interface CxxTrees {
  /** LLVM's, unpacked: libcxx, libcxxabi, libunwind. */
  llvm: string;
  kernel: string;
  sysroot: string;
  /** The library's headers. */
  headers: string;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const LIBCXX =
  words(`algorithm any atomic barrier bind call_once charconv chrono condition_variable condition_variable_destructor
  error_category exception expected filesystem/directory_entry filesystem/directory_iterator filesystem/filesystem_clock
  filesystem/filesystem_error filesystem/operations filesystem/path fstream functional future hash ios ios.instantiations iostream
  legacy_pointer_safety locale memory memory_resource mutex mutex_destructor new_handler new_helpers optional ostream print random
  random_shuffle regex ryu/d2fixed ryu/d2s ryu/f2s shared_mutex stdexcept string strstream system_error thread typeinfo valarray variant
  vector verbose_abort experimental/chrono_exception experimental/time_zone experimental/tzdb experimental/tzdb_list`);

const LIBCXXABI =
  words(`abort_message cxa_aux_runtime cxa_default_handlers cxa_demangle cxa_exception cxa_exception_storage cxa_guard
  cxa_handlers cxa_personality cxa_thread_atexit cxa_vector cxa_virtual fallback_malloc private_typeinfo stdlib_exception
  stdlib_new_delete stdlib_stdexcept stdlib_typeinfo`);

/** Flags of single files, behind those of their library. */
const EXTRA: Readonly<Record<string, (trees: CxxTrees) => string[]>> = {
  'libcxx/src/atomic.cpp': ({ kernel }) => ['-include', path.join(kernel, 'cxx/syscalls.h')],
  'libcxxabi/src/cxa_guard.cpp': ({ kernel }) => ['-include', path.join(kernel, 'cxx/syscalls.h')],
  // Its own handler brings the demangler into every image with exceptions: kernel/cxx/terminate.cpp.
  'libcxxabi/src/cxa_default_handlers.cpp': () => ['-DLIBCXXABI_SILENT_TERMINATE', '-Dabort=__hermit_terminate'],
  // kernel/cxx/exception.cpp
  'libunwind/src/Unwind-wasm.c': () => ['-D_Unwind_RaiseException=__hermit_raise'],
};

/** Headers of the library, by their names in the folder for them. */
export function headerFiles({ llvm, kernel }: CxxTrees): Map<string, string> {
  const libcxx = path.join(llvm, 'libcxx/include');
  const none = /^(CMakeLists\.txt|module\.modulemap|libcxx\.imp|.*\.in)$/;
  const headers = new Map(
    filesBelow(libcxx, (name) => !none.test(name)).map((name) => [name, path.join(libcxx, name)] as const),
  );
  for (const name of ['cxxabi.h', '__cxxabi_config.h']) headers.set(name, path.join(llvm, 'libcxxabi/include', name));
  for (const name of ['__config_site', '__assertion_handler']) headers.set(name, path.join(kernel, 'cxx', name));
  return headers;
}

/** All files, in a fixed order. */
export function cxxSources(trees: CxxTrees): Source[] {
  const { llvm, kernel, sysroot, headers } = trees;
  const at = (name: string): string => path.join(llvm, name);
  const machine = [...machineFlags, ...setjmpFlags, ...linuxMacros, ...headerFlags(sysroot), '-O2', '-DNDEBUG', '-w'];
  const cxx = [
    ...machine,
    ...cxxFlags,
    '-std=c++23',
    '-nostdinc++',
    '-isystem',
    headers,
    '-isystem',
    path.join(kernel, 'cxx'),
    '-I',
    at('libcxx/src'),
    '-fvisibility=hidden',
    '-fvisibility-inlines-hidden',
    '-fsized-deallocation',
    '-faligned-allocation',
    '-fstrict-aliasing',
    '-D_LIBCPP_BUILDING_LIBRARY',
  ];
  const libcxx = [
    ...cxx,
    '-D_LIBCPP_REMOVE_TRANSITIVE_INCLUDES',
    '-DLIBCXX_BUILDING_LIBCXXABI',
    '-I',
    at('libcxx/src/experimental/include'),
  ];
  const libcxxabi = [...cxx, '-I', at('libcxxabi/include'), '-D_LIBCXXABI_BUILDING_LIBRARY', '-D_LIBCXXABI_USE_FUTEX'];
  const unwind = [
    ...machine,
    '-fwasm-exceptions',
    '-std=c11',
    '-I',
    at('libunwind/include'),
    '-I',
    at('libunwind/src'),
    '-D_LIBUNWIND_HIDE_SYMBOLS',
  ];
  const source = (library: Source['library'], name: string, flags: string[]): Source => ({
    file: at(name),
    name: `llvm/${name}`,
    flags: [...flags, ...(EXTRA[name]?.(trees) ?? [])],
    library,
  });
  return [
    ...LIBCXX.map((name) => source('libc++.a', `libcxx/src/${name}.cpp`, libcxx)),
    ...LIBCXXABI.map((name) => source('libc++abi.a', `libcxxabi/src/${name}.cpp`, libcxxabi)),
    ...filesBelow(path.join(kernel, 'cxx'), (name) => name.endsWith('.cpp')).map((name): Source => ({
      file: path.join(kernel, 'cxx', name),
      name: `kernel/cxx/${name}`,
      flags: [...libcxxabi, '-I', at('libcxxabi/src'), `-ffile-prefix-map=${kernel}/=kernel/`],
      library: 'libc++abi.a',
    })),
    source('libunwind.a', 'libunwind/src/Unwind-wasm.c', unwind),
  ];
}
