/** An image: a program with its kernel. */
import { isAbsolute, posix } from 'node:path';
import { HermitError } from '../../runtime/errors.js';
import { checkImageModule } from '../wasm/image.js';
import type { ModuleReader } from '../wasm/reader.js';
import { countedCalls } from './counts.js';
import { WASM_PAGE } from '../../runtime/pages.js';
import { memoryBytes } from './memories.js';
import type { Callable, Load, LoadPolicy, Program } from './program.js';
import type { IsleSpec } from './spec.js';

/** Where its other cores than the first begin. */
const SECOND_ENTRY = 'hermit_core';
/** What an image exports that can serve calls (kernel/isles/calls.c). */
const SERVES = 'hermit_calls';
/** The import of what binds to other isles' regions, as the format spells it. */
const BIND = '\x04bind';

export class Image implements Program {
  readonly serves = true;
  readonly foreign = [];
  /** Bytes of memory that it needs at least. */
  private readonly least: number;
  private module: WebAssembly.Module | undefined;
  private called: Callable | undefined;

  /** @throws HermitError HERMIT_EIMAGE, HERMIT_EVERSION. */
  constructor(
    name: string,
    readonly image: Uint8Array,
    module: ModuleReader,
  ) {
    this.least = checkImageModule(name, module).memory.initial * WASM_PAGE;
  }

  get reachesOthers(): boolean {
    return Buffer.from(this.image).includes(BIND);
  }

  /** Absolute, without `.` and `..`: the host's path unless another was given. */
  nameOf({ typed, path }: { typed: string | null; path: string }): string {
    if (typed === null) return path;
    if (!isAbsolute(typed))
      throw new HermitError('HERMIT_EUSAGE', `--dir: an image takes directories under absolute paths, got "${typed}"`);
    const name = posix.normalize(typed);
    return name.length > 1 ? name.replace(/\/$/, '') : name;
  }

  load(spec: IsleSpec, how: LoadPolicy): Load {
    if (spec.listen.length > 0)
      throw new HermitError(
        'HERMIT_EINVAL',
        `listen: ${spec.name} is no WASI program: an image listens itself, and its ports are published`,
      );
    const bytes = memoryBytes(spec.memory ?? how.memory, this.least, spec.name);
    const callable = spec.serve > 0 ? this.callable(spec.name, how) : undefined;
    return {
      spec,
      wasi: undefined,
      bytes,
      bytesMax: bytes,
      ports: [],
      callable,
      enter: () => {
        const module = this.compiled(how);
        const alone = !WebAssembly.Module.exports(module).some(({ name }) => name === SECOND_ENTRY);
        return { module, alone, thunks: callable?.thunks };
      },
      counts: (master) => countedCalls(master.callCounts()),
      release: async () => {},
    };
  }

  private compiled({ compile }: LoadPolicy): WebAssembly.Module {
    return (this.module ??= compile(this.image));
  }

  /** @throws HermitError HERMIT_ECALLS when it cannot serve calls. */
  private callable(name: string, how: LoadPolicy): Callable {
    if (this.called) return this.called;
    if (!WebAssembly.Module.exports(this.compiled(how)).some((e) => e.name === SERVES))
      throw new HermitError(
        'HERMIT_ECALLS',
        `${name} exports no functions to call: mark them with __attribute__((export_name("NAME"))), or link with hermit-wasm cc --export NAME`,
      );
    const { exportedFunctions } = require('../wasm/signatures.js') as typeof import('../wasm/signatures.js');
    const { thunks } = require('../calls/thunks.js') as typeof import('../calls/thunks.js');
    const functions = exportedFunctions(this.image);
    const list = [...functions].flatMap(([called, signature]) => (signature ? [{ name: called, signature }] : []));
    return (this.called = { functions, thunks: new WebAssembly.Module(thunks(list)) });
  }
}
