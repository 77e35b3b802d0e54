/** The thread that runs the compiler's commands, in the compiler's process. */
import { stripVTControlCharacters } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { parseCommands } from '../commands';
import type { FromCompiler, Job, JobResult, Step, ToCompiler } from '../messages';
import { hasConversions, vectorConversions } from './conversions';
import { declareExports, mayDeclare } from './declare';
import { Layer } from './layer';
import { Llvm, type Outcome } from './llvm';

/** What the thread begins with. */
export interface WorkerData {
  /** Of the compiler package. */
  directory: string;
  /** Its modules, if another thread of the process has compiled them. */
  modules?: ReadonlyMap<string, WebAssembly.Module>;
  /** Many jobs will follow one another: be ready for the next before it comes. */
  resident?: boolean;
}

const { directory, modules, resident = false } = workerData as WorkerData;
const llvm = new Llvm(directory, modules);

function collect(chunks: Uint8Array[]): (data: Uint8Array) => void {
  return (data) => void chunks.push(Uint8Array.from(data));
}

const nothing = () => {};

/** A job under way. */
class Running {
  readonly stdout: Uint8Array[] = [];
  readonly stderr: Uint8Array[] = [];
  readonly layer = new Layer();

  constructor(private readonly job: Job) {
    for (const [name, data] of Object.entries(job.files)) this.layer.give(name, data);
  }

  run(args: string[], stderr = collect(this.stderr), stdout = collect(this.stdout)): Outcome {
    const { stdin, environment = {} } = this.job;
    return llvm.run({ args, layer: this.layer, environment: Object.entries(environment), stdin, stdout, stderr });
  }

  /** The driver runs the compiler itself where that is a single command; where there are more, it can't start them. */
  driver(step: Step): Outcome {
    const printed: Uint8Array[] = [];
    const outcome = this.run(step.args, collect(printed));
    if (outcome.status !== 0 && Buffer.concat(printed).includes(NO_PROCESSES)) return this.commandByCommand(step);
    this.stderr.push(...printed);
    if (outcome.status === 0 && this.isUnfinished(step)) {
      const { commands } = this.commands(step);
      for (const command of commands) this.finish(step, command);
    }
    return outcome;
  }

  private isUnfinished({ exports = [] }: Step): boolean {
    return Object.values(this.layer.outputs()).some((data) => hasConversions(data) || mayDeclare(data, exports));
  }

  /** The commands that the driver would start, and what it says about them. */
  private commands({ args: [name = 'clang', ...rest] }: Step): {
    outcome: Outcome;
    text: string;
    commands: string[][];
  } {
    const printed: Uint8Array[] = [];
    const outcome = this.run([name, '-###', ...rest], collect(printed));
    const text = Buffer.concat(printed).toString();
    return { outcome, text, commands: outcome.status === 0 ? parseCommands(text) : [] };
  }

  private commandByCommand(step: Step): Outcome {
    const { outcome, text, commands } = this.commands(step);
    // Without commands there were errors, or an option that only prints something.
    const said = text
      .split('\n')
      .filter((line) => !COMMANDS.test(line))
      .join('\n');
    const warnings = said.split('\n').filter((line) => DIAGNOSTIC.test(stripVTControlCharacters(line)));
    if (commands.length === 0) this.stderr.push(Buffer.from(said));
    else if (warnings.length > 0) this.stderr.push(Buffer.from(`${warnings.join('\n')}\n`));
    for (const command of commands) {
      const result = this.run(command);
      if (result.status !== 0) return result;
      this.finish(step, command);
    }
    return outcome;
  }

  /** What is compiled twice has said its warnings already. */
  private finish(step: Step, command: string[]): void {
    const { cwd } = this.job;
    vectorConversions(command, cwd, this.layer, (args) => this.run(args, nothing));
    declareExports(command, cwd, this.layer, step.exports ?? [], (args, out) => this.run(args, nothing, out));
  }
}

/** The driver's words where it would start a process. */
const NO_PROCESSES = 'unable to execute command: WASI does not support spawning subprocesses';

/** What -### says besides messages: about clang, and the commands, also where it refuses to run them. */
const COMMANDS = /^(clang version|Target:|Thread model:|InstalledDir:|Build config:| \(in-process\)| ")/;

const DIAGNOSTIC = /^\S*: ?(\S+:)* ?(warning|error|note):/;

function runJob(job: Job): JobResult {
  const running = new Running(job);
  let outcome: Outcome = { status: 0, crash: null };
  for (const step of job.steps) {
    outcome = step.tool === 'driver' ? running.driver(step) : running.run(step.args);
    if (outcome.status !== 0) break;
  }
  const { layer, stdout, stderr } = running;
  return {
    ...outcome,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr),
    outputs: layer.outputs(),
    reads: job.listReads ? [...layer.reads] : [],
  };
}

parentPort?.on('message', ({ id, job }: ToCompiler) => {
  const answer: FromCompiler = { id, result: runJob(job) };
  parentPort?.postMessage(answer);
  // In a later turn, so that the answer is on its way, and what belonged to the job's instance can go.
  if (resident) setImmediate(() => llvm.prepare());
});

if (resident) {
  llvm.prepare();
  parentPort?.postMessage({ ready: llvm.compiled() } satisfies Ready);
}

/** Said once by the thread of a resident compiler. */
export interface Ready {
  ready: ReadonlyMap<string, WebAssembly.Module>;
}
