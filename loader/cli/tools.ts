// hermit-wasm cc, ar and the like: the compiler's own command lines, passed through.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompileOptions, runDriver } from '../cc/driver.js';
import type { Policy } from '../cc/resident.js';
import { sysrootDirectory } from '../cc/paths.js';
import { runTool, type ToolName } from '../cc/tools.js';
import { imageIn } from '../wasm/launcher.js';
import { inColour, print, say, write } from './output.js';
import { usageError } from './parse.js';

const options = (args: string[], resident: Policy): CompileOptions => ({
  args,
  resident,
  cwd: process.cwd(),
  onDiagnostics: (text) => void write(2, text),
  onOutput: print,
  stdin: () => readFileSync(0),
  color: inColour(),
});

/** What makes clang's command line that of a compiler of C++. */
const CXX = '--driver-mode=g++';
/** Of the command itself, in front of clang's or the tool's own options or among them. */
const NO_DAEMON = '--no-daemon';
const STOP = '--daemon-stop';

export function compilerCommand(name: string, args: string[]): Promise<number> {
  const resident = args.includes(NO_DAEMON) ? 'no' : 'start';
  const rest = args.filter((arg) => arg !== NO_DAEMON);
  if (name === 'cc') return ccCommand(rest, resident);
  if (name === 'c++') return ccCommand([CXX, ...rest], resident);
  if (name === 'mpicc') return mpiCommand('cc', rest, resident);
  if (name === 'mpicxx') return mpiCommand('c++', rest, resident);
  if (name === 'pkg-config') return pkgConfig(rest);
  if (name === 'ld' && !rest.some((arg) => RELOCATABLE.test(arg))) return runDriver(options(forDriver(rest), resident));
  return runTool(name as ToolName, options(rest, resident));
}

/** Options of the linker that make no image: objects out of objects, and what it says about itself. */
const RELOCATABLE = /^(-r|--relocatable|-v|--version|--help)$/;

/** The linker's arguments as the compiler's, which knows what an image needs: its own options are handed on one by one. */
const forDriver = (args: string[]): string[] =>
  args.flatMap((arg, at) => {
    const isValue = /^(-o|-L|-l|-u|-z)$/.test(args[at - 1] ?? '');
    return isValue || !arg.startsWith('-') || /^-[oLluz]|^--(no-)?launcher$|^--casts=/.test(arg)
      ? [arg]
      : ['-Xlinker', arg];
  });

/** MPI is in every image's libraries: what asks for flags gets none that are needed. */
async function mpiCommand(compiler: 'cc' | 'c++', args: string[], resident: Policy): Promise<number> {
  const asked = args.find((arg) => /^-?-(show|showme(:.*)?|compile[-_]info|link[-_]info)$/.test(arg));
  if (asked === undefined) return ccCommand(compiler === 'cc' ? args : [CXX, ...args], resident);
  const part = /:(compile|link)$/.exec(asked)?.[1];
  print(
    part === 'compile'
      ? '\n'
      : part === 'link'
        ? '-lmpi\n'
        : `${join(__dirname, `bin/hermit-wasm-${compiler}`)} -lmpi\n`,
  );
  return 0;
}

/** The system's, with libraries of this machine out of sight: they are for another one. */
async function pkgConfig(args: string[]): Promise<number> {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const folders = process.env['PKG_CONFIG_LIBDIR'] ?? join(sysrootDirectory(), 'lib/pkgconfig');
  const env = { ...process.env, PKG_CONFIG_LIBDIR: folders };
  const { status, error } = spawnSync('pkg-config', args, { env, stdio: 'inherit' });
  if (error) say(`pkg-config: ${error.message}`);
  return status ?? 1;
}

async function ccCommand(args: string[], resident: Policy): Promise<number> {
  if (args.includes('--help')) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp(args[0] === CXX ? 'c++' : 'cc');
    return 0;
  }
  if (args.includes(STOP)) {
    if (args.length > 1) throw usageError(`cc ${STOP}: expected nothing else, got "${args.join(' ')}"`);
    await (require('../cc/stop.js') as typeof import('../cc/stop.js')).stopResidents();
    return 0;
  }
  const typed = args.includes('--types');
  const given = args.filter((arg) => arg !== '--types');
  const status = await runDriver(options(given, resident));
  return status === 0 && typed ? typesOfImage(given) : status;
}

/** `cc --types`: what `types` writes, beside the image. */
function typesOfImage(args: string[]): number {
  const { parseCommandLine } = require('../cc/arguments.js') as typeof import('../cc/arguments.js');
  const { expandResponseFiles } = require('../cc/response.js') as typeof import('../cc/response.js');
  const { writeTypings } = require('./types.js') as typeof import('./types.js');
  const { mode, output, sources } = parseCommandLine(expandResponseFiles(args, process.cwd()));
  if (mode !== 'link') throw usageError('cc --types: expected a link, whose image has the functions');
  const file = output ?? 'a.out';
  return writeTypings(
    imageIn(readFileSync(file)),
    file,
    file.replace(/\.[^./]*$/, ''),
    sources.map((one) => one.file).join(' '),
  );
}
