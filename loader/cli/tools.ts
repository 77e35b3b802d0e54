// hermit-wasm cc and ar: the compiler's own command lines, passed through.
import { runArchiver, runDriver } from '../cc/index.js';
import { write } from './output.js';

const options = (args: string[]) => ({ args, cwd: process.cwd(), onDiagnostics: (text: string) => void write(2, text) });

export const ccCommand = (args: string[]): Promise<number> => runDriver(options(args));
export const arCommand = (args: string[]): Promise<number> => runArchiver(options(args));
