// What the user reads when a call on an object is wrong and nobody has set an error handler.
import { describe, expect, it } from 'vitest';
import { hermit } from '../support/hermit.js';
import { image } from '../support/small.js';

const program = (body: string): Promise<string> =>
  image(
    '#include <mpi.h>\nint main(int argc, char **argv)\n{\nMPI_Comm c; MPI_Datatype t; int v[2] = { 0 }, n;\n' +
      `MPI_Init(&argc, &argv);\nprintf("begun\\n");\n${body}\nMPI_Finalize();\nreturn 0;\n}\n`,
  );

describe('an error without a handler ends the machine with words', () => {
  it.each([
    [
      'MPI_Comm_rank(MPI_COMM_NULL, v);',
      'MPI_Comm_rank: invalid communicator: expected a communicator, got MPI_COMM_NULL',
    ],
    [
      'MPI_Comm_dup(MPI_COMM_SELF, &c); MPI_Comm old = c; MPI_Comm_free(&c); MPI_Comm_size(old, v);',
      'or one that was freed',
    ],
    ['MPI_Comm_size((MPI_Comm)12345, v);', 'MPI_Comm_size: invalid communicator: 0x3039 is no communicator'],
    ['MPI_Type_size((MPI_Datatype)0xfffffff0, v);', 'MPI_Type_size: invalid datatype: 0xfffffff0 is no datatype'],
    [
      'MPI_Type_vector(-3, 1, 1, MPI_INT, &t);',
      'MPI_Type_vector: invalid count: expected a count of 0 or more, got -3',
    ],
    ['MPI_Type_contiguous(1 << 30, MPI_INT, &t);', 'expected a type of less than 4 GiB of data'],
    ['MPI_Cart_create(MPI_COMM_WORLD, 1, (int[]){ 99 }, v, 0, &c);', 'expected a grid of at most 2 processes'],
    ['MPI_Comm_set_attr(MPI_COMM_WORLD, 4711, v);', 'expected a key that this program made for such objects, got 4711'],
    ['MPI_Reduce_local(v, v + 1, 1, MPI_FLOAT, MPI_BAND);', 'MPI_BAND is not defined for the datatype MPI_FLOAT'],
    [
      'MPI_Group g; MPI_Comm_group(MPI_COMM_WORLD, &g); MPI_Group_incl(g, 1, (int[]){ 7 }, &g);',
      'expected ranks from 0 to 1, got 7',
    ],
    ['MPI_Comm_call_errhandler(MPI_COMM_WORLD, MPI_ERR_TOPOLOGY);', 'MPI_Comm_call_errhandler: invalid topology:'],
    ['MPI_Info_delete(MPI_INFO_NULL, "k");', 'expected an info object, got MPI_INFO_NULL'],
  ])('%s', async (body, words) => {
    const { code, stdout, stderr } = await hermit(['run', '-i', '2', '--mem', '32M', await program(body)]);
    expect(stderr).toMatch(/^hermit-wasm: isle \d, rank \d: MPI_\w+: /m);
    expect(stderr).toContain(words);
    expect(stdout.toString()).toContain('begun');
    expect(code).toBe(1);
  });
});
