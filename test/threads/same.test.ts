import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('threads as on Linux', () => {
  testPrograms('threads');
});
