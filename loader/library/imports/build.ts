/** The image of one C file whose functions a program imports. */
import { dirname } from 'node:path';
import { HermitError } from '../../../runtime/errors.js';
import { compileCached } from '../../cc/compile.js';
import { splitArguments } from '../../cc/response.js';
import { readDeclarations } from '../../wasm/declarations.js';
import { definedFunctions } from '../../wasm/symbols.js';

/** What the compiler makes of a main, beside itself. */
const isOfMain = (name: string): boolean => name === 'main' || name.startsWith('__');

/**
 * Exports the functions that have an export_name; where none has, all that are not static. A file without a main is a library. `onDiagnostics` hears
 * warnings. @throws SyntaxError with what clang says; HermitError for all else.
 */
export async function buildImport(
  file: string,
  cflags: string,
  onDiagnostics: (text: string) => void,
): Promise<Uint8Array> {
  const flags = splitArguments(cflags);
  const cwd = dirname(file);
  let said = '';
  const compiled = async (more: string[]): Promise<Uint8Array> => {
    said = '';
    const { image } = await compileCached([file], [...flags, ...more], cwd, {
      onDiagnostics: (text) => (said += text),
    });
    return image;
  };
  try {
    const object = await compiled(['-c']);
    if (said !== '') onDiagnostics(said);
    const functions = definedFunctions(object).filter(({ global }) => global);
    const names = functions.map(({ name }) => name).filter((name) => !isOfMain(name));
    const library = functions.some(({ name }) => name === 'main') ? [] : ['-mexec-model=reactor'];
    // What export_name marks is exported, and declared in the object.
    if (readDeclarations(object).size > 0) return await compiled(library);
    if (names.length === 0)
      throw new HermitError(
        'HERMIT_EFUNCTION',
        `${file} has no functions to import: all are static, or there are none`,
      );
    return await compiled([...library, ...names.flatMap((name) => ['--export', name])]);
  } catch (error) {
    if (error instanceof HermitError && error.code === 'HERMIT_ECOMPILE')
      throw Object.assign(new SyntaxError(said.trim() || error.message), { code: error.code });
    throw error;
  }
}
