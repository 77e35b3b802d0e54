/** An image: a program with its kernel. */
import { isAbsolute, posix } from 'node:path';
import { HermitError } from '../../runtime/errors.js';
import { hasDirectMark } from '../wasm/direct.js';
import { countedCalls } from './counts.js';
import type { ImageFacts } from './inspect.js';
import { memoryBytes } from './memories.js';
import type { Callable, Load, LoadPolicy, Program } from './program.js';
import type { IsleSpec } from './spec.js';

export class Image implements Program {
  readonly serves = true;
  readonly foreign = [];
  /** `module`, `called`: where it was compiled already. */
  constructor(
    readonly image: Uint8Array,
    private readonly facts: ImageFacts,
    private module?: WebAssembly.Module,
    private called?: Callable,
  ) {}

  get reachesOthers(): boolean {
    return this.facts.reachesOthers;
  }

  get direct(): boolean {
    return this.facts.alone && !this.facts.reachesOthers && hasDirectMark(this.image);
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
        `listen: ${spec.name} is not a WASI program: an image opens its ports itself; publish them instead`,
      );
    const bytes = memoryBytes(spec.memory ?? how.memory, this.facts.least, spec.name);
    const callable = spec.serve > 0 ? this.callable(spec.name) : undefined;
    return {
      spec,
      wasi: undefined,
      bytes,
      bytesMax: bytes,
      ports: [],
      callable,
      enter: () => ({ module: this.compiled(how), alone: this.facts.alone, thunks: callable?.thunks }),
      counts: (master) => countedCalls(master.callCounts()),
      release: async () => {},
    };
  }

  private compiled({ compile }: LoadPolicy): WebAssembly.Module {
    return (this.module ??= compile(this.image));
  }

  /** @throws HermitError HERMIT_ECALLS when it cannot serve calls. */
  private callable(name: string): Callable {
    if (this.called) return this.called;
    if (!this.facts.serves)
      throw new HermitError(
        'HERMIT_ECALLS',
        `${name} exports no functions to call: mark them with __attribute__((export_name("NAME"))), or link with hermit-wasm cc --export NAME`,
      );
    const { exportedFunctions } = require('../wasm/signatures.js') as typeof import('../wasm/signatures.js');
    const { thunks } = require('../calls/thunks.js') as typeof import('../calls/thunks.js');
    const functions = exportedFunctions(this.image);
    const list = [...functions].flatMap(([called, signature]) => (signature ? [{ name: called, signature }] : []));
    const { readDeclarations } = require('../wasm/declarations.js') as typeof import('../wasm/declarations.js');
    const declarations = readDeclarations(this.image);
    return (this.called = { functions, declarations, thunks: new WebAssembly.Module(thunks(list)) });
  }
}
