/** What a command line asks of the compiler and the linker between its lines. */
import type { CommandLine } from './arguments';
import { exportedFunctions } from '../wasm/signatures';

/** What the linker is asked about itself: `-Wl,--version`, as Meson does. */
export function linkerQuery({ link }: CommandLine): string | undefined {
  return link.flatMap((item) => (item.kind === 'option' ? item.args : [])).find((arg) => /^(--version|-v)$/.test(arg));
}

/** The linker's options that take names out. */
export const STRIP = /^(--strip-all|-s)$/;

export const strips = ({ link }: CommandLine): boolean =>
  link.some((item) => item.kind === 'option' && item.args.some((arg) => STRIP.test(arg)));

/** Of the environment: what __DATE__ and __TIME__ say, for builds that can be repeated. */
export function reproducible(): Record<string, string> {
  const { SOURCE_DATE_EPOCH } = process.env;
  return SOURCE_DATE_EPOCH ? { SOURCE_DATE_EPOCH } : {};
}

/** Linker's options for an image with exported functions that are not served yet. */
export function servingFlags(image: Uint8Array): string[] {
  const functions = exportedFunctions(image);
  return functions.size > 0 ? ['--export=hermit_calls'] : [];
}

/** What `--export NAME` names. */
export function exportsOf({ link }: CommandLine): string[] {
  return link.flatMap((item) =>
    item.kind === 'option' ? item.args.flatMap((arg) => /^--export=(.+)$/.exec(arg)?.[1] ?? []) : [],
  );
}
