/** A module of WASI preview 1, which has no kernel: its proxy serves its calls. */
import { limitedModule, WasiGuest } from '../wasi/guest.js';
import { calls } from '../wasi/preview1.js';
import type { WasiProgram } from '../wasi/program.js';
import { COUNTS_AT, STAGING_BYTES } from '../wasi/staging.js';
import type { CountedCall } from './counts.js';
import { noCalls } from './ends.js';
import type { WasiFacts } from './inspect.js';
import { WASM_PAGE } from '../../runtime/pages.js';
import { tooLittle } from './memories.js';
import type { Load, LoadPolicy, Program } from './program.js';
import type { OpenPorts } from '../wasi/listen.js';
import type { IsleSpec } from './spec.js';

export class WasiModule implements Program {
  readonly serves = false;
  readonly foreign = ['cwd', 'allowRun', 'allowRunEnv', 'callTimeLimit'] as const;
  readonly reachesOthers = false;
  readonly direct = false;
  private readonly program: WasiProgram;
  /** By the limit of its memory. */
  private readonly modules = new Map<number | undefined, WebAssembly.Module>();

  /** `module`: where it was compiled already, for this limit of its memory. */
  constructor(
    readonly image: Uint8Array,
    private readonly facts: WasiFacts,
    limit?: number,
    module?: WebAssembly.Module,
  ) {
    this.program = facts.program;
    if (module) this.modules.set(limit, module);
  }

  /** It knows directories by names, as they were typed. Where they lie means nothing to it. */
  nameOf({ typed, host }: { typed: string | null; host: string }): string {
    return typed ?? host;
  }

  load(spec: IsleSpec, how: LoadPolicy, ports: OpenPorts): Load {
    const { program } = this;
    if (spec.serve > 0) throw noCalls(spec.name);
    const least = program.pages * WASM_PAGE;
    if (spec.memory !== undefined && !(spec.memory >= least)) throw tooLittle(least, spec.memory, spec.name);
    const guest = new WasiGuest(program, spec, ports.listening);
    return {
      spec: { ...spec, env: {}, dirs: guest.dirs, cwd: '/' },
      wasi: guest.grants,
      bytes: STAGING_BYTES,
      bytesMax: guest.memoryMax,
      ports: ports.listening.map(({ port }) => port),
      callable: undefined,
      enter: () => {
        const module = this.compiled(spec.memory, how);
        return { module, alone: this.facts.alone, guest: guest.begin() };
      },
      counts: (_, memory) => (spec.countCalls ? counted(memory) : []),
      release: () => {
        ports.release();
        return guest.release();
      },
    };
  }

  private compiled(limit: number | undefined, { compile }: LoadPolicy): WebAssembly.Module {
    let module = this.modules.get(limit);
    if (!module) this.modules.set(limit, (module = compile(limitedModule(this.program, this.image, limit))));
    return module;
  }
}

/** How often each call was made. */
function counted({ buffer }: WebAssembly.Memory): CountedCall[] {
  const words = new Int32Array(buffer);
  return calls.flatMap(({ index, name, local }) => {
    const count = words[(COUNTS_AT >> 2) + index]!;
    return count > 0 ? [{ nr: index, name, home: local ? 'core' : 'proxy', count }] : [];
  });
}
