/** What the compiler's process and the one that uses it say to each other. */

/** One command of a job. `driver`: clang's driver, whose `-cc1` and `-cc1as` commands then run one after another. */
export interface Step {
  tool: 'driver' | 'run';
  /** The arguments with the name of the tool (clang, wasm-ld, ar, …) first. */
  args: string[];
  /** A file of LLVM's assembly that the step makes, in which common symbols are then turned into weak ones. */
  weaken?: string;
  /** Functions that the link will export by their names in C. */
  exports?: string[];
}

/** A folder that exists in the compiler's file system alone: for what one command hands to the next. */
export const PRIVATE_FOLDER = '/.hermit-private';

/** Commands that run in order on one file tree and stop at the first that fails. */
export interface Job {
  steps: Step[];
  /** Absolute path in which relative ones begin (for clang; other tools must be given absolute ones). */
  cwd: string;
  /** Files that exist for this job only, by absolute path; they hide the host's. */
  files: Record<string, Uint8Array>;
  stdin: Uint8Array | null;
  /** Variables that clang may see. */
  environment?: Readonly<Record<string, string>>;
  /** Also answer which of the host's files were opened or looked for in vain. */
  listReads: boolean;
}

export interface JobResult {
  /** The exit status of the last command that ran. */
  status: number;
  /** Set when the compiler itself failed (a trap, its stack overflowed): the reason. */
  crash: string | null;
  stdout: Uint8Array;
  stderr: Uint8Array;
  /** Files written by the commands and still there at the end, by absolute path. */
  outputs: Record<string, Uint8Array>;
  /** Absolute paths of host files that were opened or did not exist, when asked for. */
  reads: string[];
}

export interface ToCompiler {
  id: number;
  job: Job;
}

export interface FromCompiler {
  id: number;
  result: JobResult;
}
