import { expect, it } from 'vitest';
import { FILE_LINES, FUNCTION_LINES, report } from './size.mjs';

it(`no file has more than ${FILE_LINES} lines, and no function more than ${FUNCTION_LINES}`, () => {
  expect(report()).toBe('');
});
