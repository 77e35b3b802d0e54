/**
 * Why tests of the public suites fail, one by one. `compiler`: what clang makes of the source is wrong or incomplete whatever the
 * runtime does, seen in its intermediate code; most of these fail with clang's native runtime, too.
 */
const SCAN =
  'compiler: of an orphaned loop with an inscan reduction, clang drops the part before `scan`, and each thread has a buffer of its own';
const TRIANGLE =
  'compiler: clang counts the iterations of a collapsed nest wrong when the bounds of a loop depend on one whose bounds depend on a third';
const CONDITIONAL =
  'compiler: clang never resets the counter that tells which iteration wrote a lastprivate(conditional:) variable last, so a second construct on it fails';
const TARGET =
  'compiler: without an offload device clang calls the body of `target` in place, so the runtime cannot give it a data environment or team of its own';
const ENTER =
  'compiler: without an offload device clang drops `target enter data` and `target exit data` with their dependences';
const ALIGNED =
  "compiler: clang does not align what the clause `allocate` or the variable's own attribute asks for in tasks and lastprivate copies";
const DYNAMIC =
  'the program declares omp_set_dynamic with another result than omp.h; WebAssembly checks the types of calls, and the linker warns';
const EVALUATED =
  'it counts how often gcc evaluates an operand of an atomic construct, which the specification leaves open';

const each = (names, reason) => Object.fromEntries(names.map((name) => [name, reason]));
const numbered = (name, from, to) => Array.from({ length: to - from + 1 }, (_, i) => `${name}-${from + i}.c`);

export const reasons = {
  libgomp: {
    ...each(numbered('c/scan', 1, 20), SCAN),
    ...each(numbered('c/loop', 17, 27), TRIANGLE),
    ...each(numbered('c-c++-common/lastprivate-conditional', 4, 10), CONDITIONAL),
    ...each(['c/target-4.c', 'c/target-5.c', 'c/target-6.c', 'c/target-26.c', 'c/teams-5.c'], TARGET),
    ...each(['c/target-25.c', 'c/target-32.c'], ENTER),
    ...each(['c-c++-common/allocate-1.c', 'c-c++-common/allocate-3.c', 'c/pr68960.c'], ALIGNED),
    ...each(['c/pr26943-2.c', 'c/pr26943-3.c', 'c/pr26943-4.c', 'c/pr36802-2.c', 'c/pr36802-3.c'], DYNAMIC),
    ...each(['c/atomic-14.c', 'c/atomic-16.c'], EVALUATED),
    'c/pr80809-1.c':
      'compiler: clang makes the variable-length array of an orphaned task private where it has to be shared',
    'c-c++-common/cancel-parallel-1.c':
      'compiler: inside `taskgroup` clang calls a barrier that does not leave the construct when the region is cancelled',
    ...each(
      ['c-c++-common/master-combined-1.c', 'c-c++-common/taskloop-reduction-4.c'],
      'compiler: after `taskloop simd` clang leaves the loop variable without its last value',
    ),
    'c-c++-common/masked-1.c': 'compiler: clang ignores the filter of a combined `masked taskloop simd`',
    'c-c++-common/order-reproducible-2.c': 'compiler: clang ignores `reproducible` on a loop with a dynamic schedule',
    'c-c++-common/pause-2.c':
      'it asks that omp_pause_resource ends the threads, which the specification does not demand',
    'c-c++-common/pr69389.c': 'compiler: clang reads and writes more than the bit field of an atomic construct',
    'c-c++-common/pr106449.c': 'compiler: of a simd loop over pointers clang computes the iterations wrong',
  },
  llvm: {
    ...each(
      ['many_GELTGT', 'many_GTGEGT', 'many_LTLEGE', 'one'].map((kind) => `worksharing/for/omp_collapse_${kind}_int.c`),
      TRIANGLE,
    ),
    'env/kmp_dispatch_buf_range.c': "it expects a warning about KMP_DISP_NUM_BUFFERS, a variable of LLVM's runtime",
    'env/omp_alloc_env_invalid.c':
      "it expects the words of LLVM's warning; ours begins with `OpenMP: OMP_ALLOCATOR=111 is ignored`",
    ...each(
      ['tasking/kmp_task_deps_multiple_edges.c', 'tasking/kmp_task_deps_multiple_edges_inoutset.c'],
      "it looks into the graph of tasks of LLVM's runtime with a function that clang never calls",
    ),
  },
};
