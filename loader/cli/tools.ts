// hermit-wasm cc, ar and the like: the compiler's own command lines, passed through.
import { readFileSync } from 'node:fs';
import { type CompileOptions, runDriver } from '../cc/driver.js';
import type { Policy } from '../cc/resident.js';
import { runTool, type ToolName } from '../cc/tools.js';
import { inColour, print, write } from './output.js';
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

/** Of the command itself, in front of clang's or the tool's own options or among them. */
const NO_DAEMON = '--no-daemon';
const STOP = '--daemon-stop';

export function compilerCommand(name: string, args: string[]): Promise<number> {
  const resident = args.includes(NO_DAEMON) ? 'no' : 'start';
  const rest = args.filter((arg) => arg !== NO_DAEMON);
  return name === 'cc' ? ccCommand(rest, resident) : runTool(name as ToolName, options(rest, resident));
}

async function ccCommand(args: string[], resident: Policy): Promise<number> {
  if (args.includes('--help')) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('cc');
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
    readFileSync(file),
    file,
    file.replace(/\.[^./]*$/, ''),
    sources.map((one) => one.file).join(' '),
  );
}
