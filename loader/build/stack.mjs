/** V8's stack on the command's main thread, KiB: within the 64 MiB that the command's first line asks Linux for. */
export const STACK_KIB = 60_000;
