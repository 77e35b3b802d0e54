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
  /** Where the command was given. */
  cwd: string;
  layer: Layer;
  environment: readonly (readonly [name: string, value: string])[];
  stdin: Uint8Array | null;
  stdout(data: Uint8Array): void;
  stderr(data: Uint8Array): void;
}

export interface Outcome {
  status: number;
  crash: string | null;
}

/** An instance that has not run, and what its calls of the host ask for the command. */
interface Prepared {
  run(): void;
  command: Command | null;
}

/** Commands of a job, most of the time: compiling, linking. */
const AHEAD = 2;

export class Llvm {
  private readonly instantiate: Instantiate;
  private readonly directory: string;
  private readonly modules: Map<string, WebAssembly.Module>;
  private readonly prepared: Prepared[] = [];

  /** `directory`: the one of the package that holds bundle.js and the modules. `modules`: those that another thread has compiled. */
  constructor(directory: string, modules: ReadonlyMap<string, WebAssembly.Module> = new Map()) {
    this.modules = new Map(modules);
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

  /** The package's modules, compiled: what other threads can begin with. */
  compiled(): ReadonlyMap<string, WebAssembly.Module> {
    return this.modules;
  }

  /** Makes the instances of the next commands ahead of them: that takes as long as a small file's compilation. */
  prepare(): void {
    while (this.prepared.length < AHEAD) this.prepared.push(this.instance());
  }

  private instance(): Prepared {
    const prepared: Prepared = { run: () => {}, command: null };
    const { run } = this.instantiate(
      (name) => this.module(name),
      { runtime: runtime(() => prepared.command!) },
      (module, imports) => new WebAssembly.Instance(module, imports),
    );
    prepared.run = () => run.run();
    return prepared;
  }

  run(command: Command): Outcome {
    try {
      const prepared = this.prepared.pop() ?? this.instance();
      prepared.command = command;
      prepared.run();
      return { status: 0, crash: null };
    } catch (error) {
      if (error instanceof Exit) return { status: error.status, crash: null };
      return { status: 1, crash: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown exception' };
    }
  }
}

/** The host's side of WASI preview 2 in the shape of the package's own. */
function runtime(command: () => Command): object {
  const nothing = new Uint8Array(0);
  const streams = [
    new InputStream(() => command().stdin ?? nothing),
    new OutputStream((data) => command().stdout(data)),
    new OutputStream((data) => command().stderr(data)),
  ];
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
      getEnvironment: () => command().environment,
      getArguments: () => command().args,
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
      getDirectories: () => [[new Descriptor(command().layer, '/'), '/']],
    },
  };
}

function nextByte(): () => number {
  let state = 1;
  return () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
}
