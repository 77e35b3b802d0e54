import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('the C library as on Linux', () => {
  testPrograms('libc', { optimised: true });
});
