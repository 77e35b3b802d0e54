import { describe } from 'vitest';
import { testPrograms } from '../support/same.js';

describe('sockets as on Linux', () => {
  testPrograms('net');
});
