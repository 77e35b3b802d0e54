import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { commandLine, environment } from '../support/hermit.js';
import { start } from '../support/spawn.js';

const program = `#include <stdio.h>
#include <unistd.h>
#include "number.h"
int main(int argc, char **argv)
{
	printf("%d %s\\n", NUMBER, argv[1]);
	fflush(stdout);
#if NUMBER < 3
	for (;;) pause();
#endif
	return NUMBER;
}
`;

describe('hermit-wasm run --watch', () => {
  it('runs again when a header changes, past errors, and ends with its signal', async () => {
    const cwd = freshFolder();
    const header = (text: string): void => writeFileSync(join(cwd, 'number.h'), `#define NUMBER ${text}\n`);
    writeFileSync(join(cwd, 'app.c'), program);
    header('1');
    const running = start(commandLine, ['run', '--watch', '-n', '1', 'app.c', '--watch'], {
      cwd,
      env: environment,
    });
    const said = async (text: () => string, awaited: string): Promise<void> => {
      while (!text().includes(awaited)) {
        const over = await Promise.race([setTimeout(50, false), running.done.then(() => true)]);
        if (over)
          throw new Error(`ended before it said "${awaited}":
${running.stdout()}
${running.stderr()}`);
      }
    };
    await said(running.stdout, '1 --watch\n');
    header('nonsense');
    await said(running.stderr, 'did not compile');
    header('2');
    await said(running.stdout, '2 --watch\n');
    header('3');
    await said(running.stderr, 'exit code 3');
    running.kill('SIGTERM');
    const { code, stdout, stderr } = await running.done;
    expect(stdout.toString()).toBe('1 --watch\n2 --watch\n3 --watch\n');
    expect(stderr).toMatch(/number\.h has changed\n[^]*nonsense[^]*number\.h has changed\n/);
    expect(code).toBe(143);
  });
});
