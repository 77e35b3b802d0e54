/** A job: its commands one after another on one file tree, and what is done to the objects that clang makes. */
import { stripVTControlCharacters } from 'node:util';
import { parseCommands } from '../commands';
import type { Job, JobResult, Step } from '../messages';
import { hasConversions, vectorConversions } from './conversions';
import { declareExports, mayDeclare } from './declare';
import { Layer, MemoryFile } from './layer';
import type { Command, Outcome } from './llvm';

/** What runs clang and wasm-ld. */
export interface Tools {
  run(command: Command): Outcome | Promise<Outcome>;
}

function collect(chunks: Uint8Array[]): (data: Uint8Array) => void {
  return (data) => void chunks.push(Uint8Array.from(data));
}

const nothing = () => {};

/** A job under way. */
class Running {
  readonly stdout: Uint8Array[] = [];
  readonly stderr: Uint8Array[] = [];
  readonly layer = new Layer();

  constructor(
    private readonly job: Job,
    private readonly tools: Tools,
  ) {
    for (const [name, data] of Object.entries(job.files)) this.layer.give(name, data);
  }

  async run(args: string[], stderr = collect(this.stderr), stdout = collect(this.stdout)): Promise<Outcome> {
    const { stdin, environment = {} } = this.job;
    return this.tools.run({
      args,
      layer: this.layer,
      environment: Object.entries(environment),
      stdin,
      stdout,
      stderr,
      cwd: this.job.cwd,
    });
  }

  /** The driver runs the compiler itself where that is a single command; where there are more, it can't start them. */
  async driver(step: Step): Promise<Outcome> {
    const printed: Uint8Array[] = [];
    const outcome = await this.run(step.args, collect(printed));
    if (outcome.status !== 0 && Buffer.concat(printed).includes(NO_PROCESSES)) return this.commandByCommand(step);
    this.stderr.push(...printed);
    if (outcome.status === 0 && this.isUnfinished(step)) {
      const { commands } = await this.commands(step);
      for (const command of commands) await this.finish(step, command);
    }
    return outcome;
  }

  /** WebAssembly's objects know no common symbols; of weak ones, as of these, those of several files become one. */
  weaken(name: string): void {
    const file = this.layer.written.get(name);
    if (!file) return;
    const text = Buffer.from(file.data).toString('latin1').replaceAll(COMMON, '$1weak ');
    this.layer.written.set(name, new MemoryFile(Buffer.from(text, 'latin1')));
  }

  private isUnfinished({ exports = [] }: Step): boolean {
    return Object.values(this.layer.outputs()).some((data) => hasConversions(data) || mayDeclare(data, exports));
  }

  /** The commands that the driver would start, and what it says about them. */
  private async commands({
    args: [name = 'clang', ...rest],
  }: Step): Promise<{ outcome: Outcome; text: string; commands: string[][] }> {
    const printed: Uint8Array[] = [];
    const outcome = await this.run([name, '-###', ...rest], collect(printed));
    const text = Buffer.concat(printed).toString();
    return { outcome, text, commands: outcome.status === 0 ? parseCommands(text) : [] };
  }

  private async commandByCommand(step: Step): Promise<Outcome> {
    const { outcome, text, commands } = await this.commands(step);
    // Without commands there were errors, or an option that only prints something.
    const said = text
      .split('\n')
      .filter((line) => !COMMANDS.test(line))
      .join('\n');
    const warnings = said.split('\n').filter((line) => DIAGNOSTIC.test(stripVTControlCharacters(line)));
    if (commands.length === 0) this.stderr.push(Buffer.from(said));
    else if (warnings.length > 0) this.stderr.push(Buffer.from(`${warnings.join('\n')}\n`));
    for (const command of commands) {
      const result = await this.run(command);
      if (result.status !== 0) return result;
      await this.finish(step, command);
    }
    return outcome;
  }

  /** What is compiled twice has said its warnings already. */
  private async finish(step: Step, command: string[]): Promise<void> {
    const { cwd } = this.job;
    await vectorConversions(command, cwd, this.layer, (args) => this.run(args, nothing));
    await declareExports(command, cwd, this.layer, step.exports ?? [], (args, out) => this.run(args, nothing, out));
  }
}

/** A global of LLVM's assembly that may be defined in several files. */
const COMMON = /^(@(?:"(?:[^"\\]|\\.)*"|[-\w$.]+) = )common /gm;

/** The driver's words where it would start a process. */
const NO_PROCESSES = 'unable to execute command: WASI does not support spawning subprocesses';

/** What -### says besides messages: about clang, and the commands, also where it refuses to run them. */
const COMMANDS = /^(clang version|Target:|Thread model:|InstalledDir:|Build config:| \(in-process\)| ")/;

const DIAGNOSTIC = /^\S*: ?(\S+:)* ?(warning|error|note):/;

export async function runJob(job: Job, tools: Tools): Promise<JobResult> {
  const running = new Running(job, tools);
  let outcome: Outcome = { status: 0, crash: null };
  for (const step of job.steps) {
    outcome = await (step.tool === 'driver' ? running.driver(step) : running.run(step.args));
    if (outcome.status !== 0) break;
    if (step.weaken !== undefined) running.weaken(step.weaken);
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
