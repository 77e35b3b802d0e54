/**
 * Loads the compiler package's WebAssembly modules and runs one command in a fresh instance of them.
 *
 * The package offers an interface with a file tree given in advance; only its glue (`instantiate`, made by jco) is taken, out
 * of the package's text, and given a file system of our own that reads the host's files when they are asked for.
 */
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { compileFunction } from 'node:vm';
import { Descriptor, DirectoryEntryStream } from './filesystem';
import type { Layer } from './layer';
import { InputStream, OutputStream } from './streams';

type Instantiate = (
  getModule: (name: string) => WebAssembly.Module,
  imports: { runtime: object },
  instantiate: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => { run: { run(): void } };

class Exit {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

const EXPORTS = /\nexport \{[^}]*\};?\s*$/;

function loadGlue(directory: string): Instantiate {
  const file = path.join(directory, 'bundle.js');
  const text = fs.readFileSync(file, 'utf8');
  if (!EXPORTS.test(text) || !text.includes('\nfunction instantiate(getCoreModule, imports, instantiateCore = ')) {
    throw new Error(
      `expected a module with a function "instantiate" made by jco in ${file}, found none: is it another version of @yowasp/clang?`,
    );
  }
  const body = text.replace(EXPORTS, '\nreturn instantiate;').replaceAll('import.meta.url', '""');
  return (compileFunction(body, [], { filename: file }) as () => Instantiate)();
}

export interface Command {
  args: string[];
  layer: Layer;
  stdin: Uint8Array | null;
  stdout(data: Uint8Array): void;
  stderr(data: Uint8Array): void;
}

export interface Outcome {
  status: number;
  crash: string | null;
}

export class Llvm {
  private readonly instantiate: Instantiate;
  private readonly directory: string;
  private readonly modules = new Map<string, WebAssembly.Module>();

  /** `directory`: the one of the package that holds bundle.js and the modules. */
  constructor(directory: string) {
    // The code runs for a second or two: V8's first tier, function by function, costs least (0.6 s instead of 1.9 for a small file).
    for (const flag of ['--liftoff-only', '--wasm-lazy-compilation', '--wasm-lazy-validation'])
      v8.setFlagsFromString(flag);
    this.directory = directory;
    this.instantiate = loadGlue(directory);
  }

  private module(name: string): WebAssembly.Module {
    let module = this.modules.get(name);
    if (!module) {
      module = new WebAssembly.Module(fs.readFileSync(path.join(this.directory, name)));
      this.modules.set(name, module);
    }
    return module;
  }

  run(command: Command): Outcome {
    try {
      this.instantiate(
        (name) => this.module(name),
        { runtime: runtime(command) },
        (module, imports) => new WebAssembly.Instance(module, imports),
      ).run.run();
      return { status: 0, crash: null };
    } catch (error) {
      if (error instanceof Exit) return { status: error.status, crash: null };
      return { status: 1, crash: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown exception' };
    }
  }
}

/** The host's side of WASI preview 2 in the shape of the package's own. */
function runtime(command: Command): object {
  const stdin = command.stdin ?? new Uint8Array(0);
  const streams = [new InputStream(() => stdin), new OutputStream(command.stdout), new OutputStream(command.stderr)];
  class Terminal {}
  class IoError extends Error {}
  return {
    monotonicClock: { now: () => process.hrtime.bigint() },
    wallClock: {
      now: () => {
        const ms = Date.now();
        return { seconds: BigInt(Math.floor(ms / 1000)), nanoseconds: (ms % 1000) * 1e6 };
      },
    },
    // Constant on purpose: names of temporary files are all that depends on it, and they lie in a tree of their own.
    random: { getRandomBytes: (length: bigint) => new Uint8Array(Number(length)).map(nextByte()) },
    io: { Error: IoError, InputStream, OutputStream },
    cli: {
      exit(status: { tag: string }) {
        throw new Exit(status.tag === 'ok' ? 0 : 1);
      },
      getEnvironment: () => [],
      getArguments: () => command.args,
      getStdin: () => streams[0],
      getStdout: () => streams[1],
      getStderr: () => streams[2],
      getTerminalStdin: () => undefined,
      getTerminalStdout: () => undefined,
      getTerminalStderr: () => undefined,
      TerminalInput: Terminal,
      TerminalOutput: Terminal,
    },
    fs: {
      Descriptor,
      DirectoryEntryStream,
      filesystemErrorCode: () => undefined,
      getDirectories: () => [[new Descriptor(command.layer, '/'), '/']],
    },
  };
}

function nextByte(): () => number {
  let state = 1;
  return () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
}
