/** What a command line asks of the compiler and the linker between its lines. */
import fs from 'node:fs';
import path from 'node:path';
import type { CommandLine } from './arguments';
import { imageIn } from '../wasm/launcher';
import { looksLikeWasm } from '../wasm/magic';
import { ModuleReader } from '../wasm/reader';
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

/** A file among the inputs that has been linked already. */
export function linkedProgram({ mode, link }: CommandLine, cwd: string): string | undefined {
  if (mode !== 'link') return undefined;
  return link
    .flatMap((item) => (item.kind === 'file' ? [item.file] : []))
    .find((file) => isLinked(path.resolve(cwd, file)));
}

function isLinked(file: string): boolean {
  // What is usually linked is not looked into.
  if (/\.(o|a|lo|obj|so)$/.test(file) || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  const image = imageIn(fs.readFileSync(file));
  if (!looksLikeWasm(image)) return false;
  try {
    return !new ModuleReader(image).section('custom', 'linking');
  } catch {
    return false;
  }
}

/** What `--export NAME` names. */
export function exportsOf({ link }: CommandLine): string[] {
  return link.flatMap((item) =>
    item.kind === 'option' ? item.args.flatMap((arg) => /^--export=(.+)$/.exec(arg)?.[1] ?? []) : [],
  );
}
