/** The other tools that makefiles call: `hermit-wasm ar`, `nm`, `ranlib`, … */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Compilers } from './clang';
import type { CompileOptions } from './driver';
import { withWrittenNames } from './link';
import { writeOutput } from './outputs';
import { expandResponseFiles } from './response';

export const toolNames = ['ar', 'ranlib', 'nm', 'size', 'strip', 'objdump', 'objcopy', 'readobj', 'dwarfdump', 'addr2line', 'symbolizer', 'c++filt'] as const;
export type ToolName = (typeof toolNames)[number];

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
    const changed = args.map((arg, at) => (at <= operation || arg.startsWith('-') || (members && at > operation + 1) ? arg : absolute(arg)));
    return { args: extracting ? [`--output=${cwd}`, ...changed] : changed, names };
  }
  const isFile = (arg: string, at: number) => !arg.startsWith('-') && (fs.existsSync(path.resolve(cwd, arg)) || args[at - 1] === '-o' || (name === 'objcopy' && at === args.length - 1));
  return { args: args.map((arg, at) => (isFile(arg, at) ? absolute(arg) : arg)), names };
}

/** Runs one of LLVM's tools on the host's files; answers its exit code. Rejects as runDriver does. */
export async function runTool(name: ToolName, options: CompileOptions): Promise<number> {
  const { cwd, signal, timeLimitMs, onDiagnostics } = options;
  const { args, names } = withAbsolutePaths(name, expandResponseFiles(options.args, cwd), cwd);
  const compilers = new Compilers();
  try {
    const stdin = name === 'c++filt' || name === 'addr2line' || name === 'symbolizer' ? (options.stdin?.() ?? null) : null;
    const result = await compilers.run({ steps: [{ tool: 'run', args: [name, ...args] }], cwd, files: {}, stdin, listReads: false }, { signal, timeLimitMs });
    const text = (data: Uint8Array) => Buffer.from(withWrittenNames(Buffer.from(data).toString(), names));
    if (result.stderr.length > 0) onDiagnostics(text(result.stderr).toString());
    // Members printed by ar are bytes, not text.
    const out = name === 'ar' || name === 'objcopy' ? result.stdout : text(result.stdout);
    if (out.length > 0) (options.onOutput ?? ((data: Uint8Array) => void process.stdout.write(data)))(out);
    for (const [file, data] of Object.entries(result.outputs)) writeOutput(file, data, false);
    return result.status;
  } finally {
    compilers.close();
  }
}
