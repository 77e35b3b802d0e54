import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HermitError } from '../../runtime/errors.js';
import { checkImage } from '../../loader/wasm/image.js';
import { functionNames } from '../../loader/wasm/names.js';
import { ModuleReader } from '../../loader/wasm/reader.js';
import { formatTrap } from '../../loader/wasm/backtrace.js';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';

/** What was thrown, unless it is an error of our own. */
function fault(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (!(error instanceof HermitError)) return error;
  }
  return undefined;
}

describe('reading modules that are damaged', () => {
  it('ends in an answer or in an error of our own, wherever bytes were changed or cut off', async () => {
    const whole = readFileSync(await compileImage([join(root, 'apps/hello/hello.c')], ['-g']));
    let seed = 7;
    const next = (limit: number) => (seed = (seed * 16807) % 2147483647) % limit;
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(round % 3 ? whole : whole.subarray(0, next(whole.length)));
      for (let i = 0; i < 1 + (round % 20) && bytes.length; i++) {
        // The head and the section headers matter most.
        bytes[round % 2 ? next(bytes.length) : next(Math.min(bytes.length, 400))] = next(256);
      }
      const frames = [{ body: next(bytes.length + 1), offset: next(bytes.length + 1) }];
      const faults = [
        fault(() => checkImage('damaged', bytes)),
        fault(() => functionNames(new ModuleReader(bytes))),
        fault(() => formatTrap({ isle: 0, core: 0, thread: 1, message: 'unreachable', frames }, bytes)),
      ];
      expect(faults, `round ${round}`).toEqual([undefined, undefined, undefined]);
    }
  });
});
