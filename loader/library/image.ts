/** The image that a caller names: bytes, or a file of them. */
import { stat, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, HermitError } from '../../runtime/errors.js';
import { checkBytes } from '../machine/checks.js';
import { INITIALIZE } from '../wasm/declarations.js';
import { imageIn } from '../wasm/launcher.js';
import { limits } from '../wasm/limits.js';

/** The bytes of an image or a WASI program, or its file as a path or a `file:` URL. */
export type ImageSource = Uint8Array | string | URL;

/** @throws HermitError HERMIT_EIMAGE, HERMIT_ENOENT, HERMIT_EINVAL. */
export async function imageBytes(image: unknown): Promise<Uint8Array> {
  if (typeof image === 'string') return read(image, image);
  // By their tags: they may be of another realm.
  const tag = Object.prototype.toString.call(image);
  if (tag === '[object URL]') {
    const { protocol, href } = image as URL;
    if (protocol !== 'file:')
      throw new HermitError(
        'HERMIT_EINVAL',
        `image: expected a file: URL, got ${protocol} (fetch it, and pass its bytes)`,
      );
    return read(fileURLToPath(href), href);
  }
  if (tag === '[object WebAssembly.Module]')
    throw new HermitError(
      'HERMIT_EIMAGE',
      'image: expected its bytes or its file, got a compiled WebAssembly.Module: what a module declares is checked against limits before V8 compiles it',
    );
  return imageIn(checkBytes(image));
}

async function read(file: string, name: string): Promise<Uint8Array> {
  try {
    // Devices and pipes have no end, or wait.
    const status = await stat(file);
    if (!status.isFile()) throw new HermitError('HERMIT_EIMAGE', `${name}: expected a file with an image`);
    if (status.size > limits.bytes.most)
      throw new HermitError(
        'HERMIT_EMODULE',
        `${name} has ${status.size} bytes, expected at most ${limits.bytes.most}`,
      );
    return imageIn(await readFile(file));
  } catch (error) {
    if (error instanceof HermitError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const missing: ErrorCode = code === 'ENOENT' || code === 'ENOTDIR' ? 'HERMIT_ENOENT' : 'HERMIT_EIMAGE';
    throw new HermitError(missing, `image: ${message}`);
  }
}

/** Sections that are looked at, and bytes of one: nobody has checked the image yet, and this is the event loop. */
const SECTIONS_MAX = 64;
const SECTION_MAX = 1 << 16;
const IMPORTS = 2;
const EXPORTS = 7;
/** A function of that name among exports. */
const INITIALIZES = `${String.fromCharCode(INITIALIZE.length)}${INITIALIZE}\0`;

/** Linked without a main: it is there for calls. What is no image is told by those that boot it. */
export function isLibrary(image: Uint8Array): boolean {
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  let ours = false;
  for (let at = 8, left = SECTIONS_MAX; at < bytes.length && left > 0; left--) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? 0;
      size += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const body = bytes.subarray(at, at + Math.min(size, SECTION_MAX));
    if (id === IMPORTS) ours = body.includes('hermit_');
    if (id === EXPORTS) return ours && body.includes(INITIALIZES);
    at += size;
  }
  return false;
}
