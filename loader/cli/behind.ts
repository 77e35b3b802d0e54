// What stands behind a program that did not compile and looks as if it was meant for the compiler.
import { existsSync } from 'node:fs';
import { printable } from '../../runtime/printable.js';
import { say } from './output.js';

const INPUT = /\.(c|o|a)$/;
const FLAG = /^-(O[0-3sgz]?|[DUIL].+|l\w+|g|std=.+|fopenmp|W\w.*|pthread)$/;

/** Says how sources and flags behind the program reach the compiler. */
export function tellBehind({ file, args }: { file: string; args: readonly string[] }): void {
  const inputs = args.filter((arg) => INPUT.test(arg) && existsSync(arg));
  const flags = args.filter((arg) => FLAG.test(arg));
  if (!inputs.length && !flags.length) return;
  const meant = [...inputs, ...flags].map((arg) => printable(arg)).join(' ');
  const command = [...flags, ...inputs.map((input) => `--with ${input}`), file].map((arg) => printable(arg)).join(' ');
  say(
    `note: ${meant}, behind the program, was kept as the program's argument and not compiled in. If it is for the compiler:\n  hermit-wasm run ${command}`,
  );
}
