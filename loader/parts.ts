/** Packages that an installation may leave out (`npm install --omit=optional`): they are needed by some commands only, and loaded by those. */
import { HermitError } from '../runtime/errors.js';

/** What each package is for, in words. */
const PARTS = {
  '@yowasp/clang': 'the compiler',
  wabt: "what reads and writes WebAssembly's text form",
  '@observablehq/plot': 'what draws plots',
  linkedom: 'what draws plots',
} as const;
type Part = keyof typeof PARTS;

/** Drawing takes two, which are installed together. */
const TOGETHER: readonly Part[] = ['@observablehq/plot', 'linkedom'];

/** The command that installs it, in the version that this package is made for. */
function command(part: Part): string {
  const { optionalDependencies } = require('../../package.json') as {
    optionalDependencies: Readonly<Record<string, string>>;
  };
  const names = TOGETHER.includes(part) ? TOGETHER : [part];
  return `npm install ${names.map((name) => `${name}@${optionalDependencies[name]}`).join(' ')}`;
}

/** The error of a command that needs a part which could not be loaded. */
export function withoutPart(part: Part, error: unknown): HermitError {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  return new HermitError(
    'HERMIT_EPART',
    `this needs ${PARTS[part]}, the package ${part}, which ${missing ? 'is not installed' : `cannot be loaded (${message.split('\n', 1)[0]})`}: ${command(part)}`,
  );
}

/** Finds out early whether plots can be drawn. @throws HermitError HERMIT_EPART. */
export function needPlots(): void {
  for (const part of TOGETHER)
    try {
      require.resolve(part);
    } catch (error) {
      throw withoutPart(part, error);
    }
}
