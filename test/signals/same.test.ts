import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('signals and endings as on Linux', () => {
  testPrograms('signals');
});
