/** Commands that have a file of their own, for makefiles and build systems: `hermit-wasm-cc` is `hermit-wasm cc`. */
export const ownCommands = [
  'cc',
  'mpicc',
  'c++',
  'mpicxx',
  'ld',
  'ar',
  'ranlib',
  'nm',
  'strip',
  'objdump',
  'objcopy',
  'size',
  'pkg-config',
  'run',
] as const;

/** The tools besides the compiler that can be called by name. Apart, so that asking for the names loads nothing else. */
export const toolNames = [
  'ld',
  'ar',
  'ranlib',
  'nm',
  'size',
  'strip',
  'objdump',
  'objcopy',
  'readobj',
  'addr2line',
  'symbolizer',
  'c++filt',
] as const;
export type ToolName = (typeof toolNames)[number];
