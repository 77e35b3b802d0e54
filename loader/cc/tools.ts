/** The other tools that makefiles call: `hermit-wasm ar`, `nm`, `ranlib`, … */
import fs from 'node:fs';
import path from 'node:path';
import { Compilers } from './clang';
import { residentPolicy } from './resident';
import type { CompileOptions } from './options';
import { withWrittenNames } from './link';
import type { ToolName } from './names';
import { writeOutput } from './outputs';
import { expandResponseFiles } from './response';
import { imageIn, launcherSize, wantsLauncher } from '../wasm/launcher';

export type { ToolName } from './names';

/** Tools that read lines from standard input when no argument says otherwise. */
const READS_INPUT = new Set<ToolName>(['c++filt', 'addr2line', 'symbolizer']);

/** Operations of ar after whose archive come names of members, not of files. */
const MEMBER_OPERATIONS = /^-?[^-]*[dxptm]/;

/** Arguments with absolute paths: the tools know no working directory. */
function withAbsolutePaths(name: ToolName, args: string[], cwd: string): { args: string[]; names: [string, string][] } {
  const names: [string, string][] = [];
  const absolute = (file: string) => {
    const seen = path.resolve(cwd, file);
    if (seen !== file) names.push([seen, file]);
    return seen;
  };
  if (name === 'ar') {
    const operation = args.findIndex((arg) => !arg.startsWith('--'));
    const members = MEMBER_OPERATIONS.test(args[operation] ?? '');
    const extracting = /x/.test(args[operation] ?? '');
    const changed = args.map((arg, at) =>
      at <= operation || arg.startsWith('-') || (members && at > operation + 1) ? arg : absolute(arg),
    );
    return { args: extracting ? [`--output=${cwd}`, ...changed] : changed, names };
  }
  const isFile = (arg: string, at: number) =>
    !arg.startsWith('-') &&
    (fs.existsSync(path.resolve(cwd, arg)) || args[at - 1] === '-o' || (name === 'objcopy' && at === args.length - 1));
  return { args: args.map((arg, at) => (isFile(arg, at) ? absolute(arg) : arg)), names };
}

interface Command {
  args: string[];
  /** File for what the tool prints; null: it is for standard output. */
  printsTo: string | null;
}

/**
 * strip and objcopy want to set a mode on their output, which the compiler's file system has not: they print it instead, and
 * it is written from here.
 */
function commandsOf(name: ToolName, args: string[]): Command[] {
  if (name !== 'strip' && name !== 'objcopy')
    return [{ args: [name === 'ld' ? 'wasm-ld' : name, ...args], printsTo: null }];
  const named = args.indexOf('-o');
  const output = named < 0 ? null : (args[named + 1] ?? null);
  const rest = named < 0 ? args : args.filter((_, at) => at !== named && at !== named + 1);
  const files = rest.filter((arg) => path.isAbsolute(arg));
  const options = rest.filter((arg) => !path.isAbsolute(arg));
  if (name === 'objcopy' && files[0])
    return [{ args: [name, ...options, files[0], '-'], printsTo: files[1] ?? files[0] }];
  if (files.length === 0) return [{ args: [name, ...args], printsTo: null }];
  return files.map((file) => ({ args: [name, ...options, '-o', '-', file], printsTo: output ?? file }));
}

/** What is made of an executable file is one too. */
function isExecutable(file: string | undefined): boolean {
  return ((file && fs.statSync(file, { throwIfNoEntry: false })?.mode) || 0) % 0o200 >= 0o100;
}

/** What stands in front of images, by file, and the images alone, which is what the tools know. */
function behindLaunchers(args: string[]): { fronts: Map<string, Uint8Array>; images: Record<string, Uint8Array> } {
  const fronts = new Map<string, Uint8Array>();
  const images: Record<string, Uint8Array> = {};
  for (const file of args.filter((arg) => path.isAbsolute(arg))) {
    const size = isFile(file) ? launcherSize(firstBytes(file)) : 0;
    if (size === 0) continue;
    const whole = fs.readFileSync(file);
    images[file] = imageIn(whole);
    fronts.set(file, whole.subarray(0, size));
  }
  return { fronts, images };
}

const isFile = (file: string): boolean => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

function firstBytes(file: string): Uint8Array {
  const fd = fs.openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(64);
    return bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    fs.closeSync(fd);
  }
}

/** Runs one of LLVM's tools on the host's files; answers its exit code. Rejects as runDriver does. */
export async function runTool(name: ToolName, options: CompileOptions): Promise<number> {
  const { cwd, onDiagnostics } = options;
  const { args, names } = withAbsolutePaths(name, expandResponseFiles(options.args, cwd), cwd);
  const print = options.onOutput ?? ((data: Uint8Array) => void process.stdout.write(data));
  const stdin = READS_INPUT.has(name) ? (options.stdin?.() ?? null) : null;
  const compilers = new Compilers(1, residentPolicy(options.resident));
  const { fronts, images } = behindLaunchers(args);
  try {
    for (const command of commandsOf(name, args)) {
      const result = await compilers.run(
        { steps: [{ tool: 'run', args: command.args }], cwd, files: images, stdin, listReads: false },
        options,
      );
      const text = (data: Uint8Array) => Buffer.from(withWrittenNames(Buffer.from(data).toString(), names));
      if (result.stderr.length > 0) onDiagnostics(text(result.stderr).toString());
      // Members printed by ar are bytes, not text.
      if (command.printsTo === null) print(name === 'ar' ? result.stdout : text(result.stdout));
      else if (result.status === 0) {
        const from = command.args.find((arg) => path.isAbsolute(arg)) ?? '';
        const front = (wantsLauncher(command.printsTo) && fronts.get(from)) || new Uint8Array(0);
        writeOutput(command.printsTo, Buffer.concat([front, result.stdout]), isExecutable(from));
      }
      for (const [file, data] of Object.entries(result.outputs)) writeOutput(file, data, false);
      if (result.status !== 0) return result.status;
    }
    return 0;
  } finally {
    compilers.close();
  }
}
