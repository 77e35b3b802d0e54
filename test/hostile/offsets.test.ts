// Offsets and lengths of 64 bits: what Linux refuses is refused in the same way, and nothing is ever written where it was not meant to be.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { compileNative } from '../support/native.js';
import { gcc } from '../support/needs.js';
import { runs, seed } from '../support/runs.js';
import { image } from '../support/small.js';
import { run } from '../support/spawn.js';

const source = join(root, 'test/hostile/offsets.c');
const CALLS = '3000';

const asImage = async (args: string[]): ReturnType<typeof hermit> =>
  hermit(['run', '-n', '1', '--dir', '.', await compileImage([source]), ...args], { cwd: freshFolder() });

describe('64-bit offsets and lengths', () => {
  it.skipIf(gcc.missing)(`are answered as Linux answers them, in granted folders${gcc.note}`, async () => {
    for (let left = runs(3); left > 0; left--) {
      const args = [String(seed()), CALLS, 'file', 'print'];
      const native = await run(await compileNative([source]), args, { cwd: freshFolder() });
      const guest = await asImage(args);
      const lines = guest.stdout.toString().split('\n');
      const wrong = native.stdout
        .toString()
        .split('\n')
        .flatMap((line, i) => (line === lines[i] ? [] : [`${line} | ${lines[i]}`]));
      expect(wrong.slice(0, 5), `seed ${args[0]}`).toEqual([]);
      expect([guest.code, guest.stderr], `seed ${args[0]}`).toEqual([0, '']);
    }
  });

  it('make a sleep of centuries last until a signal', async () => {
    const program = await image(`#include <time.h>
static void on(int signal) { (void)signal; }
int main(void)
{
	struct sigaction act = { .sa_handler = on };
	sigaction(SIGALRM, &act, 0);
	static const long long far[] = { 7000000000, 8000000000, 9000000000, 1ll << 40, 0x7fffffffffffffff };
	for (int i = 0; i < 5; i++)
		for (int clock = 0; clock < 2; clock++) {
			struct timespec time = { far[i], 999999999 };
			ualarm(30000, 0);
			if (clock_nanosleep(clock, 0, &time, 0) != EINTR) return i + 1;
		}
	return 0;
}`);
    const { code, stderr } = await hermit(['run', program]);
    expect([code, stderr]).toEqual([0, '']);
  });

  it.each(['file', '/tmp/file', '/dev/shm/file'])('change nothing that they do not name: %s', async (file) => {
    for (let left = runs(2); left > 0; left--) {
      const start = String(seed());
      const { code, stdout, stderr } = await asImage([start, CALLS, file, 'check']);
      expect([code, stderr], `seed ${start}: ${stdout}`).toEqual([0, '']);
      expect(Number(stdout), `seed ${start}`).toBeGreaterThan(100);
    }
  });
});
