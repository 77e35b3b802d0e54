/** What to say besides the compiler's and the linker's messages when something well known is missing. */

interface Hint {
  /** Tried on the names of undefined symbols. */
  symbol?: RegExp;
  /** Tried on the names of headers that were not found. */
  header?: RegExp;
  /** Tried on the whole message. */
  message?: RegExp;
  /** Said beside a warning too, not only when something failed. */
  warning?: true;
  text: string;
}

const VECTORS =
  "vector instructions of other processors are not here: use <wasm_simd128.h> (v128_t, wasm_f32x4_add, ...), clang's __attribute__((vector_size(16))), or loops, which -O2 vectorises";
const NO_LIBRARIES = 'an image is one static module, there are no shared libraries to load: link the code into it';

const hints: Hint[] = [
  { symbol: /^(__main_argc_argv|main|__main_void)$/, text: 'the program has no function main' },
  {
    symbol: /^fork$/,
    text: 'an isle is one process and cannot be copied: start programs with posix_spawn or vfork, threads with pthread_create',
  },
  { symbol: /^dlvsym$/, text: NO_LIBRARIES },
  {
    symbol: /^(getcontext|makecontext|swapcontext|setcontext)$/,
    text: 'a program cannot switch stacks here: use threads (pthread_create), or setjmp and longjmp where they only go back up',
  },
  {
    symbol: /^(backtrace|backtrace_symbols|backtrace_symbols_fd)$/,
    text: 'a program cannot inspect its own stack here: when it traps, hermit-wasm run prints a backtrace',
  },
  {
    symbol: /^__ubsan_/,
    text: 'there is no runtime of the sanitizer: add -fsanitize-trap=undefined, and a fault traps with a backtrace',
  },
  {
    symbol: /^(__llvm_profile_|llvm_gcov_|llvm_gcda_)/,
    text: 'there is no runtime for profiles and coverage: compile without them',
  },
  { symbol: /^(clone|unshare|setns|ptrace)$/, text: 'this Linux call does not exist in an isle' },
  { symbol: /^GOMP_/, text: 'OpenMP compiled by gcc: compile it with hermit-wasm cc -fopenmp' },
  { symbol: /^P?MPI_/, text: 'MPI: link with -lmpi' },
  {
    symbol: /^(_ZN|_Z[a-zA-Z]|__cxa_|__gxx_|__cpp_exception|(std::|operator (new|delete)|vtable for|typeinfo for))/,
    text: 'C++: link with hermit-wasm c++, or add -lc++',
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
  {
    message: /(not a wasm|unknown file type|is a native object)/i,
    text: 'objects of other compilers cannot be linked: build everything with hermit-wasm cc',
  },
  {
    message: /'(atomics|bulk-memory)' feature/,
    text: 'objects must be built with hermit-wasm cc, which enables shared memory',
  },
  {
    message: /\[-Wsource-uses-openmp\]/,
    warning: true,
    text: '#pragma omp does nothing without -fopenmp (for run it stands before the source: hermit-wasm run -fopenmp app.c)',
  },
  {
    message: /unsupported option '-fsanitize=/,
    text: 'there are no sanitizers with a runtime; -fsanitize=undefined -fsanitize-trap=undefined works, and a fault traps with a backtrace',
  },
  {
    message: /<inline asm>|in asm\b|asm constraint/,
    text: "inline assembly is WebAssembly's here: leave out what is written for other processors, most programs have it in C too",
  },
  {
    message: /__builtin_return_address/,
    text: 'a program cannot inspect its own stack here: leave this out; a trap prints a backtrace',
  },
  {
    message: /use of unknown builtin '__builtin_(ia32|arm|neon|aarch64)_/,
    text: VECTORS,
  },
  {
    header: /^([a-z]*mmintrin|avx\w*|x86\w*intrin|x86gprintrin|intrin|arm_\w+|altivec|riscv_vector|cpuid)\.h$/,
    text: VECTORS,
  },
  {
    header: /^execinfo\.h$/,
    text: 'a program cannot inspect its own stack here: when it traps, hermit-wasm run prints a backtrace',
  },
  {
    header: /^(linux|asm|asm-generic)\//,
    text: "headers of the Linux kernel are not here; what isles have of it is in the C library's, such as <sys/syscall.h>",
  },
  {
    header:
      /^(algorithm|array|atomic|chrono|c(assert|ctype|errno|float|limits|math|signal|stdarg|stddef|stdint|stdio|stdlib|string|time)|complex|exception|functional|iomanip|ios|iostream|fstream|istream|ostream|sstream|iterator|limits|list|map|memory|mutex|new|numeric|optional|queue|random|set|stack|stdexcept|string|string_view|thread|tuple|type_traits|unordered_map|unordered_set|utility|variant|vector)$/,
    text: 'a header of C++ in a source of C: name it .cpp, or compile it with -x c++ (hermit-wasm c++ takes all sources for C++)',
  },
  {
    header: /^emscripten(\/.+)?\.h$/,
    text: 'this is not Emscripten: __attribute__((export_name("NAME"))) exports a function, and docs/library.md describes how Node calls it',
  },
  {
    header: /^(windows|winsock2|conio)\.h$/,
    text: 'programs are compiled for Linux here, not for Windows',
  },
  {
    header:
      /^(zlib|bzlib|lzma|zstd|png|jpeglib|sqlite3|n?curses|numa|hwloc|cblas|lapacke|fftw3|hdf5|gmp|mpfr|glib|expat|pcre2?|uv)\.h$|^(openssl|curl|readline|gsl|X11|GL|SDL2?|gtk|libxml2?|blas|boost|event2|cuda|CL)\//,
    text: "libraries of this machine cannot be used: compile the library's source with hermit-wasm cc, and give its headers with -I",
  },
];

/** Functions that link and always fail: those of libc.a that have to be in an image for the text to be said. */
const failing: readonly (readonly [functions: readonly string[], text: string])[] = [
  [
    ['fork'],
    'fork always fails (ENOSYS), because an isle is one process: start programs with posix_spawn or vfork (-Dfork=vfork where fork is only for exec), threads with pthread_create',
  ],
  [
    ['execv', 'execl', 'execlp', 'execle', 'execvp', 'fexecve', 'execve'],
    'execve and its kin fail (ENOSYS) outside of children that vfork has made: start programs with vfork, posix_spawn, popen or system, which --allow-run permits',
  ],
  [['dlopen', 'dlsym', 'dladdr'], `dlopen, dlsym and dladdr always fail: ${NO_LIBRARIES}`],
];

/** Another function of the file stands in for them. */
const NAMED_OTHERWISE = new Set(['dlopen', 'dladdr']);

/** posix_spawnp names a function that calls execve, and never calls it. */
const UNCALLED = { name: 'execve', by: 'posix_spawnp' };

/** Lines to print beside an image, from wasm-ld's --Map of it. */
export function linkNotes(map: string): string[] {
  const linked = (name: string): boolean =>
    map.includes(`libc.a(${name}.o):(${NAMED_OTHERWISE.has(name) ? '' : `${name})`}`);
  const called = (name: string): boolean =>
    linked(name) && !(name.startsWith('exec') && linked('vfork')) && !(name === UNCALLED.name && linked(UNCALLED.by));
  return failing.filter(([functions]) => functions.some(called)).map(([, text]) => `hermit-wasm: note: ${text}`);
}

/** Of a function of C++ that setjmp and destructors share. */
export const jumpingNote = (name: string): string =>
  `hermit-wasm: warning: ${name} calls setjmp and has objects with destructors (or a catch): a longjmp to it destroys them twice; move setjmp into a function of its own, with __attribute__((noinline))`;

/** Lines to print after the tools' messages. */
export function hintsFor(message: string, failed: boolean): string[] {
  const names = (pattern: RegExp): string[] => [...message.matchAll(pattern)].map((match) => match[1] as string);
  const symbols = names(/undefined symbol: (\S+)/g);
  const headers = names(/'([^'\n]+)' file not found/g);
  const fits = (hint: Hint): boolean =>
    hint.message?.test(message) ||
    symbols.some((name) => hint.symbol?.test(name)) ||
    headers.some((name) => hint.header?.test(name));
  const said = hints.filter((hint) => (failed || hint.warning) && fits(hint)).map(({ text }) => text);
  return [...new Set(said)].map((text) => `hermit-wasm: note: ${text}`);
}
