// Images that take more than the memory that they are given.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { root } from '../support/folders.js';

const image = (more: string): string => `(module
  (import "hermit_2" "halt" (func $halt))
  (import "env" "memory" (memory 1 2 shared))
  ${more}
  (func (export "hermit_boot") (call $halt)))`;

async function check(text: string): Promise<string> {
  const { checkImage } = (await import(
    join(root, 'dist/loader/wasm/image.js')
  )) as typeof import('../../loader/wasm/image.js');
  const { parseWat } = await wabt();
  const features = { threads: true, multi_memory: true } as Parameters<typeof parseWat>[2];
  const module = parseWat('image.wat', text, features);
  try {
    checkImage('image', module.toBinary({}).buffer);
    return 'good';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    module.destroy();
  }
}

describe('an image', () => {
  it.each([
    ['nothing more', '', 'good'],
    ['a table of a fixed size', '(table 10 10 funcref)', 'good'],
    ['a large table of a fixed size', '(table 100000 100000 funcref)', 'good'],
    ['a memory of its own', '(memory 1 65536)', 'HERMIT_EIMAGE'],
    ['a table without a maximum', '(table 1 funcref)', 'HERMIT_EIMAGE'],
    ['a table that can grow far', '(table 1 10000000 externref)', 'HERMIT_EIMAGE'],
  ])('with %s', async (_, more, expected) => {
    expect(await check(image(more))).toBe(expected);
  });
});
