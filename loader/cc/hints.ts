/** What to say besides the linker's message when something well known is missing. */

interface Hint {
  /** Tried on the names of undefined symbols. */
  symbol?: RegExp;
  /** Tried on the whole message. */
  message?: RegExp;
  text: string;
}

const hints: Hint[] = [
  { symbol: /^(__main_argc_argv|main|__main_void)$/, text: 'the program has no function main' },
  {
    symbol: /^v?fork$/,
    text: 'an isle is one process and cannot be copied: start programs with posix_spawn, threads with pthread_create',
  },
  {
    symbol: /^(dlopen|dlsym|dlclose|dladdr)$/,
    text: 'an image is one static module, there are no shared libraries to load: link the code into it',
  },
  { symbol: /^(clone|unshare|setns|ptrace)$/, text: 'this Linux call does not exist in an isle' },
  { symbol: /^(__kmpc_|omp_|ompc_|GOMP_)/, text: 'OpenMP: compile and link with -fopenmp' },
  { symbol: /^P?MPI_/, text: 'MPI: link with -lmpi' },
  {
    symbol: /^(_ZN|_Z[a-zA-Z]|__cxa_|__gxx_)/,
    text: 'this toolchain has no C++ library: only C, or C++ that needs none',
  },
  {
    symbol: /^(__wasm_setjmp|__wasm_longjmp|__c_longjmp|__wasm_setjmp_test)$/,
    text: 'link with the default libraries (without -nostdlib): setjmp is in libhermit.a',
  },
  { message: /unable to find library -lmpi\b/, text: 'this build of hermit-wasm has no MPI library' },
  {
    message: /unable to find library -lomp\b/,
    text: 'this build of hermit-wasm has no OpenMP library: compile without -fopenmp',
  },
  { message: /unable to find library -l(stdc\+\+|c\+\+)/, text: 'this toolchain has no C++ library' },
  {
    message: /(not a wasm|unknown file type|is a native object)/i,
    text: 'objects of other compilers cannot be linked: build everything with hermit-wasm cc',
  },
  {
    message: /'(atomics|bulk-memory)' feature/,
    text: 'objects must be built with hermit-wasm cc, which enables shared memory',
  },
];

/** Lines to print after the linker's message. */
export function hintsFor(message: string): string[] {
  const symbols = [...message.matchAll(/undefined symbol: (\S+)/g)].map((match) => match[1] as string);
  return hints
    .filter((hint) => hint.message?.test(message) || symbols.some((name) => hint.symbol?.test(name)))
    .map((hint) => `hermit-wasm: note: ${hint.text}`);
}
