// hermit-wasm cc, ar and the like: the compiler's own command lines, passed through.
import { readFileSync } from 'node:fs';
import { type CompileOptions, runDriver } from '../cc/driver.js';
import { runTool, type ToolName } from '../cc/tools.js';
import { inColour, print, write } from './output.js';
import { usageError } from './parse.js';

const options = (args: string[]): CompileOptions => ({
  args,
  cwd: process.cwd(),
  onDiagnostics: (text) => void write(2, text),
  onOutput: print,
  stdin: () => readFileSync(0),
  color: inColour(),
});

export async function ccCommand(args: string[]): Promise<number> {
  if (!args.includes('--help')) {
    const typed = args.includes('--types');
    const given = args.filter((arg) => arg !== '--types');
    const status = await runDriver(options(given));
    return status === 0 && typed ? typesOfImage(given) : status;
  }
  (require('./commands.js') as typeof import('./commands.js')).showHelp('cc');
  return 0;
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
    readFileSync(file),
    file,
    file.replace(/\.[^./]*$/, ''),
    sources.map((one) => one.file).join(' '),
  );
}

export const toolCommand =
  (name: ToolName) =>
  (args: string[]): Promise<number> =>
    runTool(name, options(args));
