/**
 * Programs that run by their names: a shell script in front of the image starts the command for it. Everything that reads an image looks behind
 * the script; WebAssembly's other tools want a plain module.
 */
import { looksLikeWasm } from './magic';

/** The beginning of every launcher; four digits follow, the byte at which the image begins. */
const HEAD = '#!/bin/sh\n# hermit-wasm program at byte ';
/** Launchers are filled up to a multiple of so many bytes. */
const UNIT = 256;

/** Files of these names are for tools that read them as they are. */
const MODULE_NAME = /\.(wasm|o|obj|so|a)$|^\/dev\//;

export const wantsLauncher = (file: string): boolean => !MODULE_NAME.test(file);

/** A launcher that starts the command whose file that is, or the one on PATH when it is gone. */
export function launcher(command: string): Buffer {
  const lines = [
    `h='${command.replaceAll("'", "'\\''")}'`,
    `[ -x "$h" ] || h=$(command -v hermit-wasm) || { echo "$0: hermit-wasm, which runs this program, is not on PATH" >&2; exit 127; }`,
    // Who finds a program on PATH calls it by its name alone, which the system has forgotten by now.
    'case $0 in /*) n=${0##*/}; [ "$(command -v -- "$n")" = "$0" ] && exec "$h" run --argv0="$n" "$0" "$@";; esac',
    'exec "$h" run "$0" "$@"\n',
  ].join('\n');
  const bytes = Buffer.byteLength(lines) + HEAD.length + '0000\n'.length;
  const size = Math.ceil(bytes / UNIT) * UNIT;
  return Buffer.from(`${HEAD}${String(size).padStart(4, '0')}\n${lines}${'\n'.repeat(size - bytes)}`);
}

/** Bytes of the launcher in front of an image; 0: there is none. The first 64 bytes of the file are enough. */
export function launcherSize(file: Uint8Array): number {
  const text = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, HEAD.length + 5)).toString('latin1');
  return text.startsWith(HEAD) && /^\d{4}\n$/.test(text.slice(HEAD.length)) ? Number(text.slice(HEAD.length, -1)) : 0;
}

/** The image behind a launcher, in memory of its own; any other file as it is. */
export function imageIn(file: Uint8Array): Uint8Array {
  const size = launcherSize(file);
  return size > 0 && looksLikeWasm(file.subarray(size)) ? new Uint8Array(file.subarray(size)) : file;
}
