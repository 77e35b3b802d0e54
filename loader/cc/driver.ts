/** `hermit-wasm cc`: a compiler driver with clang's command line. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { HermitError } from '../../runtime/errors';
import { type CommandLine, type Source, defaultOutput, parseCommandLine } from './arguments';
import { exportsOf, linkedProgram, linkerQuery, reproducible, servingFlags, STRIP, strips } from './asked';
import { isMarked, marked } from './casts/mark';
import { type Shown, shownWarnings, sortOut, tellingOptions } from './casts/warnings';
import { Compilers } from './clang';
import { commonSteps, isCommon } from './common';
import { withoutSystemFolder, baseFlags, languageFlags, linksCxx, nativeCompiler, withCxx } from './base';
import { openmpWarning } from './flags';
import { needCxx } from './cxx';
import { findEndless, withoutEnd } from './endless';
import type { NativeCompiler } from './find';
import { finishImage } from './finish';
import { hintsFor, jumpingNote, linkNotes } from './hints';
import { type LinkCommand, hasLibrary, linkCommand, withWrittenNames } from './link';
import type { CompileOptions } from './options';
import { type JobResult, PRIVATE_FOLDER, type Step } from './messages';
import { writeOutput } from './outputs';
import { projectDirectory, sysrootDirectory, toolchainVersion } from './paths';
import { answerQuery } from './query';
import { residentPolicy } from './resident';
import { expandResponseFiles } from './response';
import { runTool } from './tools';
import { shapesSource, widths } from './shapes';
import { launcher, wantsLauncher } from '../wasm/launcher';
import { looksLikeWasm } from '../wasm/magic';
import { ModuleReader } from '../wasm/reader';

export type { CompileOptions } from './options';

/** Compilers at work at once for one command. */
const MAX_COMPILERS = 4;

/** What a run of the driver made: for callers that want the files and not have them written. */
export interface Built {
  status: number;
  /** By absolute path. */
  outputs: Map<string, Uint8Array>;
  /** Host files that were read or looked for, when asked for. */
  reads: string[];
}

/**
 * Runs the driver and writes its outputs. Answers the exit code: 0, or 1 after errors, which went to `onDiagnostics`.
 * Rejects with HERMIT_ECOMPILER when the compiler itself fails, HERMIT_ESYSROOT when the project is not built, HERMIT_EOUTPUT
 * when an output can't be written.
 */
export async function runDriver(options: CompileOptions): Promise<number> {
  const built = await build(options, false);
  for (const [file, data] of built.outputs) {
    const image = looksLikeWasm(data) ? imageLine(options, file) : null;
    const front = image && (image.launcher ?? wantsLauncher(file)) ? [launcher(command)] : [];
    writeOutput(file, front.length > 0 ? Buffer.concat([...front, data]) : data, image !== null);
  }
  return built.status;
}

const command = path.join(projectDirectory, 'dist/loader/cli/main.js');

/** The command line, if that file is the image that it asks for. */
function imageLine({ args, cwd }: CompileOptions, file: string): CommandLine | null {
  const line = parseCommandLine(expandResponseFiles(args, cwd));
  return line.mode === 'link' && file === path.resolve(cwd, line.output ?? 'a.out') ? line : null;
}

/** As runDriver, but hands the files back instead of writing them. */
export async function build(options: CompileOptions, listReads: boolean): Promise<Built> {
  const { cwd, onDiagnostics } = options;
  const nothing = (status: number): Built => ({ status, outputs: new Map(), reads: [] });
  const fail = (text: string) => {
    onDiagnostics(`hermit-wasm cc: error: ${text}\n`);
    return nothing(1);
  };
  let line: CommandLine;
  try {
    line = parseCommandLine(expandResponseFiles(options.args, cwd));
  } catch (error) {
    if (error instanceof HermitError && error.code === 'HERMIT_EUSAGE') return fail(error.message);
    throw error;
  }
  const output = options.onOutput ?? ((data: Uint8Array) => void process.stdout.write(data));
  for (const warning of line.warnings) onDiagnostics(`hermit-wasm cc: warning: ${warning}\n`);
  for (const query of line.queries) {
    if (query === '-v') onDiagnostics(`${answerQuery(query)}\n`);
    else output(Buffer.from(`${answerQuery(query)}\n`));
  }
  const inputs = line.sources.length + line.link.filter((item) => item.kind === 'file').length;
  const asked = linkerQuery(line);
  if (inputs === 0 && asked) return runTool('ld', { ...options, args: [asked] }).then(nothing);
  if (inputs === 0) return line.queries.length > 0 ? nothing(0) : fail('no input files');
  const linked = linkedProgram(line, cwd);
  if (linked !== undefined)
    return fail(`${linked}: a program that is linked already; give the objects or archives that it is made of`);
  if (line.output !== null && line.mode !== 'link' && line.sources.length > 1)
    return fail('cannot specify -o when generating multiple output files');
  if (line.openmp && !hasLibrary('omp')) return fail('-fopenmp: this build of hermit-wasm has no OpenMP library');
  toolchainVersion();
  if (withCxx(line)) await needCxx();
  const work = new Work(options, line, listReads, output);
  try {
    return await work.run();
  } finally {
    work.close();
  }
}

/** Of a library. The export tells those that boot the image that it is one, as in WASI. */
const LIBRARY_MAIN = `int main(void) { return 0; }
__attribute__((export_name("_initialize"))) void hermit_initialize(void) { }
`;

interface Unit {
  steps: Step[];
  /** The object, for the linker. */
  object: string;
}

class Work {
  private readonly compilers: Compilers;
  private readonly native: NativeCompiler | null;
  private readonly outputs = new Map<string, Uint8Array>();
  private readonly objects: Record<string, Uint8Array> = {};
  private readonly given: Record<string, Uint8Array> = {};
  private readonly reads = new Set<string>();
  private readonly shown: Shown;
  /** A source may call functions through other types. */
  private casts = false;
  /** Functions that are called as another type, as the linker says. */
  private readonly mismatched = new Set<string>();
  /** Those of them that are exported only to be kept. */
  private readonly unexport = new Set<string>();
  private readonly options: CompileOptions;
  private readonly line: CommandLine;
  private readonly listReads: boolean;
  private readonly output: (data: Uint8Array) => void;

  constructor(options: CompileOptions, line: CommandLine, listReads: boolean, output: (data: Uint8Array) => void) {
    this.options = options;
    this.line = line;
    this.listReads = listReads;
    this.output = output;
    this.shown = shownWarnings(line.compile);
    // Only the package's can tell what clang looked for in vain.
    this.native = listReads ? null : nativeCompiler(line);
    this.compilers = new Compilers(
      Math.min(os.availableParallelism(), MAX_COMPILERS),
      residentPolicy(options.resident),
      this.native,
    );
  }

  close(): void {
    this.compilers.close();
  }

  async run(): Promise<Built> {
    const { line } = this;
    const units = line.sources.map((source, index) => this.unit(source, index));
    if (line.reactor && line.mode === 'link') units.push(this.emptyMain());
    for (const { file } of line.sources) this.giveUnrepeatable(path.resolve(this.options.cwd, file));
    const link = line.mode === 'link' ? this.link(units) : null;
    const commands = [...units.flatMap(({ steps }) => steps), ...(link ? [link.step] : [])];
    if (line.print !== 'no')
      for (const { args } of commands)
        this.options.onDiagnostics(` ${args.map((arg) => JSON.stringify(arg)).join(' ')}\n`);
    if (line.print === 'only') return this.built(0);
    // One source and the link go to the compiler together: its start costs more than the rest.
    if (units.length === 1 && link)
      return this.finish(link, await this.take(this.send([...(units[0] as Unit).steps, link.step]), link.names), units);
    const sent = units.map(({ steps }) => this.send(steps));
    let status = 0;
    for (const result of sent) {
      result.catch(() => {});
    }
    for (const result of sent) status = (await this.take(result)) || status;
    if (status === 0 && link) return this.finish(link, await this.take(this.send([link.step]), link.names), units);
    return this.built(status);
  }

  /** Pipes and terminals (`/dev/stdin`, `<(command)`) belong to this process: their contents travel with the job. */
  private giveUnrepeatable(file: string): void {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat && !stat.isFile() && !stat.isDirectory() && file !== '/dev/null') this.given[file] = fs.readFileSync(file);
  }

  private async finish(link: LinkCommand, linked: number, units: Unit[]): Promise<Built> {
    const status = linked || (await this.linkAgain(link, units));
    const { output, map } = link;
    const image = this.outputs.get(output);
    const text = this.objects[map] ?? this.outputs.get(map);
    const lib = path.join(sysrootDirectory(), 'lib/');
    if (status === 0 && image && text) {
      const ours = (file: string) => file.startsWith('<') || file.startsWith(lib);
      const list = Buffer.from(text).toString();
      const finished = finishImage(
        image,
        list,
        ours,
        {
          indirect: this.line.casts === 'repair' || (this.line.casts === 'auto' && (this.casts || isMarked(image))),
          mismatched: this.line.casts === 'trap' ? [] : [...this.mismatched],
          unexport: this.unexport,
          strip: this.unexport.size > 0 && strips(this.line),
        },
        linksCxx(this.line),
      );
      this.outputs.set(output, finished.image);
      this.tellMismatched(finished.repaired);
      const notes = this.line.compile.includes('-w') ? [] : [...linkNotes(list), ...finished.jumping.map(jumpingNote)];
      for (const note of notes) this.options.onDiagnostics(`${note}\n`);
    }
    return this.built(status);
  }

  /**
   * Links again where the image needs more than its sources ask for: OpenMP regions that capture more variables than the runtime has
   * calls for, functions that are exported so that they can be called.
   */
  private async linkAgain({ output }: LinkCommand, units: Unit[]): Promise<number> {
    const image = this.outputs.get(output);
    if (!image) return 0;
    const needed = widths(image);
    const serving = [...(this.line.without.has('start') ? [] : servingFlags(image)), ...this.keepMismatched(image)];
    const changed = (args: string[]) =>
      [...args, ...serving].filter((arg) => this.unexport.size === 0 || !STRIP.test(arg));
    if (needed.length === 0) {
      if (serving.length === 0) return 0;
      const link = this.link(units);
      return this.take(this.send([{ ...link.step, args: changed(link.step.args) }]), link.names, true);
    }
    // In memory alone, but under a folder that exists: clang looks at that first.
    const source = path.resolve(this.options.cwd, '.hermit-shapes.c');
    const object = `${PRIVATE_FOLDER}/shapes.o`;
    this.given[source] = Buffer.from(shapesSource(needed));
    const args = ['clang', ...baseFlags(this.line, this.native), '-O2', '-w', '-c', source, '-o', object];
    const link = this.link([...units, { steps: [], object }]);
    return this.take(
      this.send([
        { tool: 'driver', args },
        { ...link.step, args: changed([...link.step.args, object]) },
      ]),
      link.names,
      true,
    );
  }

  /**
   * A function that is only called as another type is left out by the linker, which puts a trap in its place: exporting it keeps it, and its
   * name tells where that trap is.
   */
  private keepMismatched(image: Uint8Array): string[] {
    if (this.line.casts === 'trap' || this.mismatched.size === 0) return [];
    const exported = new Set(new ModuleReader(image).exports().map(({ name }) => name));
    for (const name of this.mismatched) if (!exported.has(name)) this.unexport.add(name);
    return [...this.unexport].map((name) => `--export=${name}`);
  }

  private tellMismatched(repaired: string[]): void {
    for (const name of this.mismatched)
      this.options.onDiagnostics(
        `hermit-wasm: note: ${name} is called as another type than it has: ${
          repaired.includes(name)
            ? 'arguments that it does not take are dropped, and missing ones are zero'
            : 'these calls trap'
        }; declare it in a header that both files include\n`,
      );
  }

  /** The main of a program that is there to be called. */
  private emptyMain(): Unit {
    const source = path.resolve(this.options.cwd, '.hermit-main.c');
    const object = `${PRIVATE_FOLDER}/main.o`;
    this.given[source] = Buffer.from(LIBRARY_MAIN);
    this.line.link.push({ kind: 'option', args: [object] });
    return {
      steps: [
        { tool: 'driver', args: ['clang', ...baseFlags(this.line, this.native), '-w', '-c', source, '-o', object] },
      ],
      object,
    };
  }

  private built(status: number): Built {
    return { status, outputs: this.outputs, reads: [...this.reads] };
  }

  private link(units: Unit[]): LinkCommand & { step: Step } {
    const objects = units.map(({ object }) => object);
    const command = linkCommand(
      this.line,
      objects,
      this.line.output ?? 'a.out',
      `${PRIVATE_FOLDER}/map`,
      this.options.cwd,
    );
    const names = [...command.names, ...objects.map((object): [string, string] => [object, path.basename(object)])];
    return { ...command, names, step: { tool: 'run', args: command.args } };
  }

  private unit(source: Source, index: number): Unit {
    const { line, options } = this;
    const object = `${PRIVATE_FOLDER}/${index}/${defaultOutput(source.file, '.o')}`;
    const mode = line.mode === 'link' ? '-c' : line.mode === 'syntax' ? '-fsyntax-only' : `-${line.mode}`;
    const extension = { link: '.o', c: '.o', S: '.s', E: '.d', syntax: '.d' }[line.mode];
    const written = line.output ?? defaultOutput(source.file, extension);
    // Assembly files are read by a tool that does not know -working-directory.
    const assembly = /\.[sS]$/.test(source.file) || source.language?.startsWith('assembler');
    const place = (file: string) => (assembly && file !== '-' ? path.resolve(options.cwd, file) : file);
    const given = withoutSystemFolder(line.compile, options.cwd);
    const compile = line.casts === 'auto' && !assembly ? tellingOptions(given) : given;
    const args = [
      'clang',
      '-working-directory',
      options.cwd,
      ...(options.color && !line.colorGiven ? ['-fcolor-diagnostics'] : []),
      ...baseFlags(line, this.native),
      ...languageFlags(line, source),
      ...openmpWarning,
      ...compile.map((arg, at) =>
        assembly && /^-(I|iquote|isystem|include)$/.test(compile[at - 1] ?? '') ? place(arg) : arg,
      ),
      ...this.dependencyArgs(source, written),
      mode,
      ...(source.language ? ['-x', source.language] : []),
      place(source.file),
    ];
    const output = line.mode === 'link' ? object : place(written);
    const outputs = line.mode === 'syntax' || (line.mode === 'E' && line.output === null) ? [] : ['-o', output];
    if (isCommon(line.compile) && !assembly && (mode === '-c' || mode === '-S'))
      return { steps: commonSteps(args, mode, `${PRIVATE_FOLDER}/${index}/common.ll`, outputs), object };
    args.push(...outputs);
    return { steps: [{ tool: 'driver', args, exports: exportsOf(line) }], object };
  }

  /** -MD without -MF names its file after the output, and the object in it as the user would. */
  private dependencyArgs(source: Source, written: string): string[] {
    const { line, options } = this;
    const file = line.dependencyFile ?? (line.dependencies ? written.replace(/(\.[^./]*)?$/, '.d') : null);
    if (file === null) return [];
    const named = line.mode === 'link' ? defaultOutput(source.file, '.o') : isCommon(line.compile) ? written : null;
    const target = named !== null && !line.dependencyTarget ? ['-MT', named] : [];
    return ['-MF', file === '-' ? file : path.resolve(options.cwd, file), ...target];
  }

  private send(steps: Step[]): Promise<JobResult> {
    const { signal, timeLimitMs, stdin, cwd } = this.options;
    const files = this.line.sources.map(({ file }) => file);
    const job = {
      steps,
      cwd,
      files: { ...this.given, ...this.objects },
      stdin: files.includes('-') ? (stdin?.() ?? null) : null,
      environment: reproducible(),
      listReads: this.listReads,
    };
    const endless = this.line.openmp ? findEndless(files, cwd) : null;
    if (!endless) return this.compilers.run(job, { signal, timeLimitMs });
    return withoutEnd(endless, (limit) =>
      this.compilers.run(job, { signal, timeLimitMs: Math.min(limit, timeLimitMs ?? limit) }),
    );
  }

  /** Passes on what a job said and made; answers its status. */
  private async take(sent: Promise<JobResult>, names: [string, string][] = [], again = false): Promise<number> {
    const { status, stdout, stderr, outputs, reads } = await sent;
    if (stdout.length > 0) this.output(stdout);
    const all = withWrittenNames(Buffer.from(stderr).toString(), names);
    const { text: said, casts } = this.line.casts === 'auto' ? sortOut(all, this.shown) : { text: all, casts: false };
    this.casts ||= casts;
    for (const [, name] of all.matchAll(/function signature mismatch: (\S+)/g)) this.mismatched.add(name!);
    // A second link says what the first has said.
    if (said && !(again && status === 0)) this.options.onDiagnostics(said);
    for (const hint of hintsFor(said, status !== 0)) this.options.onDiagnostics(`${hint}\n`);
    for (const name of reads) this.reads.add(name);
    for (const [name, data] of Object.entries(outputs)) {
      if (name.startsWith(PRIVATE_FOLDER)) this.objects[name] = data;
      else this.outputs.set(name, casts && this.line.mode === 'c' && looksLikeWasm(data) ? marked(data) : data);
    }
    return status;
  }
}
