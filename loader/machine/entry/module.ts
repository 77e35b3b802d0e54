/** A thread that checks modules and has V8 compile them, one after the other (../modules.ts). */
import { parentPort } from 'node:worker_threads';
import { compileAside, tierFor } from '../../../runtime/compile.js';
import { HermitError } from '../../../runtime/errors.js';
import { thunks } from '../../calls/thunks.js';
import { limitOwnMemory, limitTables } from '../../wasi/limit.js';
import { WASM_PAGE } from '../../../runtime/pages.js';
import { checkBodies } from '../../wasm/bodies.js';
import { readDeclarations } from '../../wasm/declarations.js';
import { exportedFunctions } from '../../wasm/signatures.js';
import { type Inspected, inspect } from '../inspect.js';
import { type FromModule, tellTypes, type ToldCallable, type ToModule } from '../module-messages.js';

const port = parentPort!;

/** What V8 is given when the loader has agreed. */
let checked: (Inspected & { bytes: Uint8Array }) | undefined;

function check({ name, bytes, memory }: Exclude<ToModule, string>): FromModule {
  const inspected = inspect(name, bytes);
  checkBodies(name, inspected.module, inspected.definitions);
  const { facts, definitions } = inspected;
  let limited: Uint8Array = bytes;
  if (facts.kind === 'wasi') {
    limited = limitTables(bytes, definitions);
    // One that needs more is told so when it is loaded.
    if (memory !== undefined && !facts.program.memory)
      limited = limitOwnMemory(limited, Math.max(facts.program.pages, Math.floor(memory / WASM_PAGE)));
  }
  checked = { ...inspected, bytes: limited };
  return {
    kind: 'checked',
    types: Float64Array.from(definitions.typeDigests),
    tier: tierFor(limited, definitions.code?.size ?? 0),
  };
}

async function compile(): Promise<FromModule> {
  const { bytes, facts } = checked!;
  checked = undefined;
  const module = await compileAside(bytes);
  return {
    kind: 'made',
    facts,
    module,
    callable: facts.kind === 'image' && facts.serves ? callable(bytes) : undefined,
  };
}

function callable(bytes: Uint8Array): ToldCallable {
  const functions = [...exportedFunctions(bytes)];
  const called = functions.flatMap(([name, signature]) => (signature ? [{ name, signature }] : []));
  const declarations = readDeclarations(bytes);
  return {
    declarations: functions.map(([name]) => declarations.get(name) ?? ''),
    names: functions.map(([name]) => name),
    types: functions.map(([, signature]) => tellTypes(signature)),
    thunks: new WebAssembly.Module(thunks(called)),
  };
}

function fault(error: unknown): FromModule {
  const { code, message } =
    error instanceof HermitError ? error : { code: 'HERMIT_EINTERNAL' as const, message: (error as Error).message };
  return { kind: 'fault', code, message };
}

port.on('message', (message: ToModule) => {
  if (message === 'drop') checked = undefined;
  else if (message === 'compile')
    void compile()
      .catch(fault)
      .then((made) => port.postMessage(made));
  else {
    let answer: FromModule;
    try {
      answer = check(message);
    } catch (error) {
      answer = fault(error);
    }
    port.postMessage(answer);
  }
});
