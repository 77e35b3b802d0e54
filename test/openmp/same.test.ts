import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('OpenMP as on Linux', () => {
  testPrograms('openmp', { optimised: true });
});
