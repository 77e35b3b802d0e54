import { describe } from 'vitest';
import { testMpiPrograms } from '../support/mpi.js';

describe('MPI as in MPICH', () => {
  testMpiPrograms();
});
