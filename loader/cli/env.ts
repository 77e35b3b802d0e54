// hermit-wasm env: how build systems find the compiler and its tools.
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory, writeAtomically } from '../cache.js';
import { makeFolder } from '../folders.js';
import { HermitError } from '../../runtime/errors.js';
import { envOptions } from './options.js';
import { print } from './output.js';
import { parse, usageError } from './parse.js';

/** Variables as makefiles and configure scripts name them, with the command that each stands for. */
const VARIABLES: readonly (readonly [variable: string, command: string])[] = [
  ['CC', 'cc'],
  ['CXX', 'c++'],
  ['LD', 'ld'],
  ['AR', 'ar'],
  ['RANLIB', 'ranlib'],
  ['NM', 'nm'],
  ['STRIP', 'strip'],
  ['OBJDUMP', 'objdump'],
  ['OBJCOPY', 'objcopy'],
  ['SIZE', 'size'],
  ['MPICC', 'mpicc'],
  ['MPICXX', 'mpicxx'],
  ['PKG_CONFIG', 'pkg-config'],
];

/** What a program that is run by its name may use, if nothing else is set: tests of `configure` and `make check` write files and set variables. */
const GRANT = 'export HERMIT_DIR="${HERMIT_DIR:-.}"\nexport HERMIT_PASS_ENV="${HERMIT_PASS_ENV:-*}"\n';

const file = (command: string): string => join(__dirname, 'bin', `hermit-wasm-${command}`);

export async function envCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(envOptions, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('env');
    return 0;
  }
  if (operands.length) throw usageError(`env: expected no arguments, got ${operands[0]}`);
  if (values.cmake && values.meson) throw usageError('env: expected one of --cmake and --meson');
  if (values.cmake) print(`${join(__dirname, 'cross/hermit-wasm.cmake')}\n`);
  else if (values.meson) print(`${writeMeson()}\n`);
  else print(VARIABLES.map(([name, command]) => `export ${name}=${quoted(commandName(command))}\n`).join('') + GRANT);
  return 0;
}

/** The name alone where PATH has it: a path may have spaces in it, which makefiles take for the end of a word. */
function commandName(command: string): string {
  const name = `hermit-wasm-${command}`;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = join(folder, name);
    try {
      accessSync(found, constants.X_OK);
      return realpathSync(found) === realpathSync(file(command)) ? name : file(command);
    } catch {
      // Not in this one.
    }
  }
  return file(command);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Meson's files name commands by whole paths, so this one is made where it is used. */
function writeMeson(): string {
  const tools = ['ar', 'strip', 'nm', 'objcopy', 'ranlib'].map((name) => `${name} = '${file(name)}'`);
  const text = `[binaries]
c = '${file('cc')}'
cpp = '${file('c++')}'
${tools.join('\n')}
pkgconfig = '${file('pkg-config')}'
pkg-config = '${file('pkg-config')}'
exe_wrapper = ['${file('run')}', '-q', '--dir', '/']

[properties]
needs_exe_wrapper = true
skip_sanity_check = false

[built-in options]
default_library = 'static'
b_staticpic = false
b_pie = false
b_asneeded = false
b_lundef = false

[host_machine]
system = 'linux'
cpu_family = 'wasm32'
cpu = 'wasm32'
endian = 'little'
`;
  const folder = join(cacheDirectory(), 'cross');
  const place = join(folder, 'hermit-wasm.ini');
  try {
    makeFolder(folder);
    writeAtomically(place, text);
  } catch (error) {
    throw new HermitError(
      'HERMIT_EOUTPUT',
      `could not write ${place}: ${(error as Error).message}; set HERMIT_CACHE to a folder that can be written`,
    );
  }
  return place;
}
