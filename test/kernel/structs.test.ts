// The sizes that syscalls.tbl gives for structs are those of the headers that programs are compiled with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileImage } from '../support/image.js';
import { freshFolder } from '../support/folders.js';
import { structSizes } from '../../runtime/generated/syscalls.js';

/** The C type of each struct of the table that a header declares; the others exist only between libc and the kernel. */
const types: Partial<Record<keyof typeof structSizes, string>> = {
  kstat: 'struct stat',
  timespec: 'struct timespec',
  iovec: 'struct iovec',
  pollfd: 'struct pollfd',
  rlimit64: 'struct rlimit',
  utsname: 'struct utsname',
  sysinfo: 'struct sysinfo',
  statfs: 'struct statfs',
  tms: 'struct tms',
  siginfo: 'siginfo_t',
  off64: 'off_t',
};

const headers = [
  'poll',
  'signal',
  'sys/resource',
  'sys/stat',
  'sys/statfs',
  'sys/sysinfo',
  'sys/times',
  'sys/uio',
  'sys/utsname',
  'time',
];

it('gives every struct the size that C gives it', async () => {
  const asserts = Object.entries(types).map(
    ([name, type]) => `_Static_assert(sizeof(${type}) == ${structSizes[name as keyof typeof structSizes]}, "${name}");`,
  );
  const file = join(freshFolder(), 'structs.c');
  const includes = headers.map((name) => `#include <${name}.h>`);
  writeFileSync(file, ['#define _GNU_SOURCE', ...includes, ...asserts, 'int main(void) { return 0; }', ''].join('\n'));
  await expect(compileImage([file])).resolves.toMatch(/\.wasm$/);
});
