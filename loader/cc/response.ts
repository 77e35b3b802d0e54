/** Response files: `@file` stands for the arguments in the file, quoted as GNU tools do; they may name further ones. */
import fs from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../runtime/errors';

/** Files may name files; one that names itself must not go on for ever. */
const MAX_DEPTH = 32;

/** Splits at white space; single and double quotes hold text together, a backslash takes the next character as it is. */
export function splitArguments(text: string): string[] {
  const words = text.match(/(?:"(?:[^"\\]|\\[^])*"?|'[^']*'?|\\[^]|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /"((?:[^"\\]|\\[^])*)"?|'([^']*)'?|\\([^])/g,
      (_, double?: string, single?: string, escaped?: string) =>
        double?.replace(/\\([^])/g, '$1') ?? single ?? escaped ?? '',
    ),
  );
}

/** Arguments with response files put in; `@name` without such a file stays as it is, as in clang. Throws HERMIT_EUSAGE. */
export function expandResponseFiles(args: string[], cwd: string, depth = 0): string[] {
  return args.flatMap((arg) => {
    const file = path.resolve(cwd, arg.slice(1));
    if (!arg.startsWith('@') || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return [arg];
    if (depth === MAX_DEPTH)
      throw new HermitError(
        'HERMIT_EUSAGE',
        `response files are nested more than ${MAX_DEPTH} deep at ${arg}: does one name itself?`,
      );
    return expandResponseFiles(splitArguments(fs.readFileSync(file, 'utf8')), cwd, depth + 1);
  });
}
