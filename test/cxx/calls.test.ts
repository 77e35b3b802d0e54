// Functions of C++ that Node calls: what they throw is the call's error, and the isle goes on.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { library } from '../library/library.js';

let machine: Awaited<ReturnType<typeof library.boot>> | undefined;
afterEach(async () => {
  await machine?.halt();
  machine = undefined;
});

const names = ['put', 'total', 'other', 'longest'];
const flags = ['-mexec-model=reactor', ...names.flatMap((name) => ['--export', name])];

describe.each([undefined, 'process'] as const)('in a machine of contain %s', (contain) => {
  it('an exception rejects the call with its what()', async () => {
    const image = await compileImage([join(root, 'test/cxx/bank.cpp')], flags);
    machine = await library.boot(image, { serve: true, output: () => {}, ...(contain ? { contain } : {}) });
    const isle = machine.isle(0)!;
    const failure = (name: string, ...args: number[]): Promise<unknown> =>
      isle.call(name, ...args).catch((error: Error & { code: string }) => [error.code, error.message]);
    for (let i = 0; i < 3; i++) {
      await isle.call('put', 1.5);
      expect(await failure('put', -2)).toEqual(['HERMIT_EEXCEPTION', 'put threw: negative: -2']);
    }
    expect(await failure('other')).toEqual([
      'HERMIT_EEXCEPTION',
      'other threw: an exception that is no std::exception',
    ]);
    const [code, message] = (await failure('longest')) as [string, string];
    expect(code).toBe('HERMIT_EEXCEPTION');
    expect(message).toMatch(/^longest threw: x{3000,3900}/);
    expect(await isle.call('total')).toBe(4.5);
  });
});
