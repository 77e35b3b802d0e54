import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calls } from '../../runtime/generated/syscalls.js';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { programsIn } from '../support/program.js';

describe('kernel/syscalls.tbl', () => {
  const folders = ['syscalls', 'threads', 'signals', 'libc', 'hostile', 'isles', 'net'];
  const covered = new Set(
    folders.flatMap((folder) => programsIn(join(root, 'test', folder))).flatMap((program) => program.covers),
  );
  const served = calls.filter((call) => call.home !== 'none');

  it('has a test program for every call that is served', () => {
    expect(served.map((call) => call.name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it('knows every call that a test program says it makes', () => {
    const names = new Set(served.map((call) => call.name));
    expect([...covered].filter((name) => !names.has(name))).toEqual([]);
  });

  it('answers ENOSYS to every call that nobody serves, and goes on', async () => {
    const folder = freshFolder();
    const source = join(folder, 'unserved.c');
    const none = calls.filter((call) => call.home === 'none');
    const rows = none.map(({ name }) => `\t{ "${name}", SYS_${name} },\n`).join('');
    writeFileSync(
      source,
      `#include <errno.h>\n#include <stdio.h>\n#include <sys/syscall.h>\n#include <unistd.h>\n` +
        `static const struct { const char *name; int number; } calls[] = {\n${rows}\t{ "beyond", 5000 },\n\t{ "negative", -1 },\n};\n` +
        `int main(void)\n{\n\tunsigned n = sizeof calls / sizeof *calls;\n` +
        `\tfor (unsigned i = 0; i < n; i++) {\n\t\terrno = 0;\n\t\tlong r = syscall(calls[i].number, 0, 0, 0, 0, 0, 0);\n` +
        `\t\tif (r != -1 || errno != ENOSYS) printf("%s: %ld %d\\n", calls[i].name, r, errno);\n\t}\n\tprintf("%u calls\\n", n);\n}\n`,
    );
    const image = await compileImage([source]);
    const { stdout, stderr } = await hermit(['run', image]);
    expect(stdout.toString(), stderr).toBe(`${none.length + 2} calls\n`);
  });
});
