/** The tools besides the compiler that can be called by name. Apart, so that asking for the names loads nothing else. */
export const toolNames = [
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
