// Programs of a few lines, written inside the tests that use them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder } from './folders.js';
import { compileImage } from './image.js';

const headers =
  '#include <errno.h>\n#include <fcntl.h>\n#include <pthread.h>\n#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n' +
  '#include <string.h>\n#include <sys/stat.h>\n#include <unistd.h>\n';

/** Writes a C source of that name and text, with common headers before it, into a new folder; returns its path. */
export function source(text: string, name = 'small.c'): string {
  const file = join(freshFolder(), name);
  writeFileSync(file, headers + text);
  return file;
}

const images = new Map<string, Promise<string>>();

/** The image of a program given by what stands after the headers. Compiled once. */
export function image(text: string): Promise<string> {
  let compiled = images.get(text);
  if (!compiled) images.set(text, (compiled = compileImage([source(text)])));
  return compiled;
}

/** The image of a program given by the body of its main(argc, argv). */
export const mainImage = (body: string): Promise<string> =>
  image(`int main(int argc, char **argv)\n{\n${body}\nreturn 0;\n}\n`);
