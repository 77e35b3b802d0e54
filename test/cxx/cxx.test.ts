import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('C++ as on Linux', () => {
  testPrograms('cxx');
});
