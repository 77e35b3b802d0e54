// Whether a module is an image that this version can boot: told from its imports, before anything is compiled.
import { printable } from '../../runtime/printable.js';
import { HermitError } from '../../runtime/errors.js';
import { hostCalls } from '../../runtime/entry/hv.js';
import { HV_VERSION } from '../../runtime/generated/layout.js';
import { checkDefinitions } from './definitions.js';
import { type Import, type Limits, type ModuleReader, readModule } from './reader.js';

const HOST_INTERFACE = /^hermit_(\d+)$/;

/** Elements of a table that need not have its final size from the start. What a module takes beside env.memory is limited by nothing else. */
const TABLE_MAX = 65536;

export interface ImageInfo {
  /** The imported memory's limits, in pages of 65536 bytes. */
  memory: Limits;
}

/**
 * Checks that a module is an image of this version; `file` is its name in messages.
 * @throws HermitError HERMIT_EIMAGE (no module, or no image), HERMIT_EMODULE (beyond a limit), HERMIT_EVERSION (another version's image), HERMIT_EWASI.
 */
export function checkImage(file: string, bytes: Uint8Array): ImageInfo {
  const module = readModule(file, bytes);
  checkDefinitions(file, module);
  return checkImageModule(file, module);
}

/** The same for a module whose definitions were checked before. */
export function checkImageModule(file: string, module: ModuleReader): ImageInfo {
  const imports = module.imports();
  const modules = new Set(imports.map((i) => i.module));
  const versions = [...modules].map((m) => HOST_INTERFACE.exec(m)?.[1]).filter((v) => v !== undefined);
  const other = versions.find((v) => Number(v) !== HV_VERSION);
  if (other !== undefined) {
    throw new HermitError(
      'HERMIT_EVERSION',
      `${file} was linked for version ${printable(other)} of the host interface, this is version ${HV_VERSION}`,
    );
  }
  const wasi = [...modules].find((m) => m.startsWith('wasi'));
  if (wasi !== undefined) {
    throw new HermitError(
      'HERMIT_EWASI',
      `${file} is a WASI program (it imports ${printable(wasi)}), expected an image`,
    );
  }
  const stranger = imports.find((i) => !isHostCall(i) && !isMemory(i));
  if (stranger) {
    throw new HermitError(
      'HERMIT_EIMAGE',
      `${file} imports ${printable(`${stranger.module}.${stranger.name}`)}, which is not provided`,
    );
  }
  if (!versions.length) {
    throw new HermitError(
      'HERMIT_EIMAGE',
      `${file} is a WebAssembly module without a kernel: expected imports from hermit_${HV_VERSION}, found none`,
    );
  }
  const memory = imports.find(isMemory)?.limits;
  if (!memory?.shared) {
    throw new HermitError(
      'HERMIT_EIMAGE',
      `${file}: expected an import of a shared memory env.memory, ${memory ? 'it is not shared' : 'found none'}`,
    );
  }
  const growing = module.tables().find(({ initial, maximum }) => (maximum ?? Infinity) > Math.max(initial, TABLE_MAX));
  if (module.memories().length > 0 || growing) {
    throw new HermitError(
      'HERMIT_EIMAGE',
      `${file} has a ${growing ? 'table that can grow' : 'memory'} of its own: expected no memory but env.memory, and tables of a fixed size`,
    );
  }
  if (!module.exports().some((e) => e.kind === 'function' && e.name === 'hermit_boot')) {
    throw new HermitError('HERMIT_EIMAGE', `${file}: expected an export hermit_boot to start at, found none`);
  }
  return { memory };
}

const isHostCall = (i: Import): boolean =>
  i.kind === 'function' && HOST_INTERFACE.test(i.module) && hostCalls.includes(i.name);

const isMemory = (i: Import): boolean => i.kind === 'memory' && i.module === 'env' && i.name === 'memory';
