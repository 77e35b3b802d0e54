// What the Linux side knows of C's headers in numbers of its own: they are those of the headers that programs are compiled with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as numbers from '../../loader/proxy/abi/numbers.js';
import { offsets } from '../../loader/proxy/linux/structs.js';
import { E } from '../../runtime/errno.js';
import { structSizes } from '../../runtime/generated/syscalls.js';
import { compileImage } from '../support/image.js';
import { freshFolder } from '../support/folders.js';

/** The C type of each struct of the table that a header declares; the others exist only between libc and the kernel. */
const types: Partial<Record<keyof typeof structSizes, string>> = {
  kstat: 'struct stat',
  timespec: 'struct timespec',
  itimerspec: 'struct itimerspec',
  iovec: 'struct iovec',
  pollfd: 'struct pollfd',
  rlimit64: 'struct rlimit',
  utsname: 'struct utsname',
  sysinfo: 'struct sysinfo',
  statfs: 'struct statfs',
  tms: 'struct tms',
  siginfo: 'siginfo_t',
  off64: 'off_t',
  epoll_event: 'struct epoll_event',
  sockaddr: 'struct sockaddr',
  msghdr: 'struct msghdr',
  mmsghdr: 'struct mmsghdr',
  socklen: 'socklen_t',
};

const headers = [
  'errno',
  'fcntl',
  'poll',
  'signal',
  'sys/epoll',
  'sys/resource',
  'sys/socket',
  'sys/stat',
  'sys/statfs',
  'sys/sysinfo',
  'sys/times',
  'sys/uio',
  'sys/utsname',
  'time',
];

/** Numbers of the proxy that are its own, or have no name in the headers; musl counts O_SEARCH into O_ACCMODE. */
const own = /^(O_ACCMODE|HOST_|SETTABLE_|CREATION_|O_TMPFILE_BIT|PATH_MAX|LINKS_MAX|STEPS_MAX|RW_MAX|NAME_MAX|IOV_MAX)/;

/** Compiles if every condition holds; the message of one that does not is the condition itself. */
function compiled(conditions: string[]): Promise<string> {
  const file = join(freshFolder(), 'facts.c');
  const includes = [...headers.map((name) => `#include <${name}.h>`), '#include <stddef.h>'];
  const asserts = conditions.map((condition) => `_Static_assert(${condition}, "${condition}");`);
  writeFileSync(file, ['#define _GNU_SOURCE', ...includes, ...asserts, 'int main(void) { return 0; }', ''].join('\n'));
  return compileImage([file]);
}

it('gives every struct of the table the size that C gives it', async () => {
  const image = await compiled(
    Object.entries(types).map(([name, type]) => `sizeof(${type}) == ${structSizes[name as keyof typeof structSizes]}`),
  );
  expect(image).toMatch(/\.wasm$/);
});

it('writes the members of structs where C has them', async () => {
  const image = await compiled(
    Object.entries(offsets)
      // This musl declares no such struct: programs bring linux/stat.h, or their own.
      .filter(([type]) => type !== 'struct statx')
      .flatMap(([type, members]) =>
        Object.entries(members).map(([member, offset]) => `offsetof(${type}, ${member}) == ${offset}`),
      ),
  );
  expect(image).toMatch(/\.wasm$/);
});

it('has the error numbers of errno.h', async () => {
  const image = await compiled(Object.entries(E).map(([name, value]) => `${name} == ${value}`));
  expect(image).toMatch(/\.wasm$/);
});

it('has the flags, modes and events of the headers', async () => {
  const named = Object.entries(numbers).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && !own.test(entry[0]),
  );
  expect(named.length).toBeGreaterThan(30);
  const image = await compiled(named.map(([name, value]) => `${name} == ${value}`));
  expect(image).toMatch(/\.wasm$/);
});
