/** The thread that runs the compiler's commands, in the compiler's process. */
import { stripVTControlCharacters } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { parseCommands } from '../commands';
import type { FromCompiler, Job, JobResult, Step, ToCompiler } from '../messages';
import { vectorConversions } from './conversions';
import { declareExports } from './declare';
import { Layer } from './layer';
import { Llvm, type Outcome } from './llvm';

const llvm = new Llvm((workerData as { directory: string }).directory);

function collect(chunks: Uint8Array[]): (data: Uint8Array) => void {
  return (data) => void chunks.push(Uint8Array.from(data));
}

function runJob(job: Job): JobResult {
  const layer = new Layer();
  for (const [name, data] of Object.entries(job.files)) layer.give(name, data);
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const run = (args: string[], err = collect(stderr)) =>
    llvm.run({ args, layer, stdin: job.stdin, stdout: collect(stdout), stderr: err });
  // What is compiled twice has said its warnings already.
  const after = (step: Step, command: string[]) => {
    vectorConversions(command, job.cwd, layer, (args) => run(args, () => {}));
    declareExports(command, job.cwd, layer, step.exports ?? [], (args, out) =>
      llvm.run({ args, layer, stdin: job.stdin, stdout: out, stderr: () => {} }),
    );
  };
  let outcome: Outcome = { status: 0, crash: null };
  for (const step of job.steps) {
    outcome =
      step.tool === 'driver' ? runDriverStep(step, run, stderr, (command) => after(step, command)) : run(step.args);
    if (outcome.status !== 0) break;
  }
  return {
    ...outcome,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr),
    outputs: layer.outputs(),
    reads: job.listReads ? [...layer.reads] : [],
  };
}

/** What -### says besides messages: about clang, and the commands, also where it refuses to run them. */
const COMMANDS = /^(clang version|Target:|Thread model:|InstalledDir:|Build config:| \(in-process\)| ")/;

const DIAGNOSTIC = /^\S*: ?(\S+:)* ?(warning|error|note):/;

type Runner = (args: string[], err?: (data: Uint8Array) => void) => Outcome;

/** clang can't start processes here: its driver prints the commands, and they run one by one. */
function runDriverStep(step: Step, run: Runner, stderr: Uint8Array[], after: (command: string[]) => void): Outcome {
  const printed: Uint8Array[] = [];
  const [name = 'clang', ...rest] = step.args;
  const outcome = run([name, '-###', ...rest], collect(printed));
  const text = Buffer.concat(printed).toString();
  const commands = outcome.status === 0 ? parseCommands(text) : [];
  // Without commands there were errors, or an option that only prints something.
  const said = text
    .split('\n')
    .filter((line) => !COMMANDS.test(line))
    .join('\n');
  const warnings = said.split('\n').filter((line) => DIAGNOSTIC.test(stripVTControlCharacters(line)));
  if (commands.length === 0) stderr.push(Buffer.from(said));
  else if (warnings.length > 0) stderr.push(Buffer.from(`${warnings.join('\n')}\n`));
  for (const command of commands) {
    const result = run(command);
    if (result.status !== 0) return result;
    after(command);
  }
  return outcome;
}

parentPort?.on('message', ({ id, job }: ToCompiler) => {
  const answer: FromCompiler = { id, result: runJob(job) };
  parentPort?.postMessage(answer);
});
