// Arguments stand at the end of the memory. Whatever their length, what reads them does not meet the end itself.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

it.each(['1G', '4G'])('arguments of every length are read in %s', async (memory) => {
  const image = await compileImage([join(root, 'test/libc/last-bytes.c')], []);
  for (let more = 0; more < 16; more++) {
    const args = ['17', '0'.repeat(more + 1), '18446744073709551615'];
    const { code, stdout, stderr } = await hermit(['run', '--mem', memory, image, ...args]);
    expect([code, stderr], `${more} more bytes`).toEqual([0, '']);
    expect(stdout.toString().split('\n').slice(0, 5)).toEqual([
      '18446744073709551615 0',
      '18446744073709551615 0',
      '9223372036854775807 1.84467e+19 1.84467e+19',
      '1 18446744073709551615',
      '18446744073709551615 9223372036854775807',
    ]);
  }
});
