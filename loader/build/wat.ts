// WebAssembly's text form, by wabt. Its features must be switched on in every step, its modules freed by hand, and what it reads
// must be an array with a buffer of its own: it takes the buffer's length for the view's, and cuts strings down to ASCII.
import { HermitError } from '../../runtime/errors.js';
import { withoutPart } from '../parts.js';

const features = {
  exceptions: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  threads: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
  extended_const: true,
  relaxed_simd: true,
};

type Wabt = Awaited<ReturnType<typeof import('wabt')>>;

let loaded: Promise<Wabt> | undefined;
const load = (): Promise<Wabt> => (loaded ??= part()());

function part(): typeof import('wabt') {
  try {
    return require('wabt') as typeof import('wabt');
  } catch (error) {
    throw withoutPart('wabt', error);
  }
}

/**
 * Assembles and validates a `.wat` text; `file` is its name in messages.
 * @throws HermitError HERMIT_EWAT with wabt's messages, which name line and column.
 */
export async function assembleWat(file: string, text: Uint8Array): Promise<Uint8Array> {
  const wabt = await load();
  return withModule(
    file,
    () => wabt.parseWat(file, new Uint8Array(text), features),
    (module) => {
      // The types forget the argument.
      (module.validate as (features: object) => void)(features);
      return module.toBinary({ write_debug_names: true }).buffer;
    },
  );
}

/**
 * The text form of a module.
 * @throws HermitError HERMIT_EWAT when wabt cannot read it.
 */
export async function disassembleWasm(file: string, bytes: Uint8Array): Promise<string> {
  const wabt = await load();
  return withModule(
    file,
    () => wabt.readWasm(new Uint8Array(bytes), { readDebugNames: true, ...features }),
    (module) => {
      module.generateNames();
      module.applyNames();
      return module.toText({ foldExprs: false, inlineExport: false });
    },
  );
}

type WabtModule = ReturnType<Wabt['parseWat']>;

function withModule<T>(file: string, make: () => WabtModule, use: (module: WabtModule) => T): T {
  let module: WabtModule | undefined;
  try {
    module = make();
    return use(module);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new HermitError('HERMIT_EWAT', `${file}: not valid WebAssembly: ${text.replace(/^\w+ failed:/, '').trim()}`);
  } finally {
    module?.destroy();
  }
}
