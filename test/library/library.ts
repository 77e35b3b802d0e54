// The library as built, because threads cannot load TypeScript, and isles that do what test/isles/peer.c says.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';

type Library = typeof import('../../loader/library/index.js');
type Options = import('../../loader/library/index.js').IsleOptions;

export const libraryFile = join(root, 'dist/loader/library/index.js');
export const library = createRequire(__filename)(libraryFile) as Library;

/** The image of a program in test/isles. */
export async function isleProgram(name: string): Promise<Uint8Array> {
  return readFileSync(await compileImage([join(root, `test/isles/${name}.c`)]));
}

export const memory = 32 << 20;

/** Where isles may be: most of what the library promises holds in both. */
export const forms = [
  { form: 'in this process', contain: undefined },
  { form: 'in a process of their own', contain: 'process' },
] as const;
export type Contain = (typeof forms)[number]['contain'];

/** Options for these steps of peer.c, and what it prints. */
export function steps(...args: string[]): Options & { text(): string } {
  let text = '';
  return { args, memory, output: (_, bytes) => (text += Buffer.from(bytes).toString()), text: () => text };
}

/** The code of the error that it rejects with. */
export const code = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
