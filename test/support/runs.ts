// How much a property test tries: HERMIT_RUNS multiplies the runs (and PATIENCE), HERMIT_SEED says which ones.

/** Default number of runs, times HERMIT_RUNS. */
export const runs = (usual: number): number => Math.ceil(usual * Number(process.env['HERMIT_RUNS'] ?? 1));

/** A seed of its own for every run of the tests, unless HERMIT_SEED names one. */
export const seed = (): number =>
  Number(process.env['HERMIT_SEED'] ?? Math.floor(Math.random() * 0x7fffffff)) & 0x7fffffff;
