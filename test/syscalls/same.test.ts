import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('system calls as on Linux', () => {
  testPrograms('syscalls');
});
