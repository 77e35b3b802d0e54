// hermit-wasm cc, ar and the like: the compiler's own command lines, passed through.
import { readFileSync } from 'node:fs';
import { type CompileOptions, runDriver } from '../cc/driver.js';
import { runTool, type ToolName } from '../cc/tools.js';
import { inColour, print, write } from './output.js';

const options = (args: string[]): CompileOptions => ({
  args,
  cwd: process.cwd(),
  onDiagnostics: (text) => void write(2, text),
  onOutput: print,
  stdin: () => readFileSync(0),
  color: inColour(),
});

export async function ccCommand(args: string[]): Promise<number> {
  if (!args.includes('--help')) return runDriver(options(args));
  (require('./commands.js') as typeof import('./commands.js')).showHelp('cc');
  return 0;
}

export const toolCommand =
  (name: ToolName) =>
  (args: string[]): Promise<number> =>
    runTool(name, options(args));
