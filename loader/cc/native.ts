/** Runs a clang and a wasm-ld of this machine, as the package's own are run: on the files of a job. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onAbort } from '../../runtime/aborts';
import { runJob, type Tools } from './entry/job';
import { type Layer, MemoryFile } from './entry/layer';
import type { Command, Outcome } from './entry/llvm';
import { type NativeCompiler, nativeLibraries } from './find';
import { abortError, type RunOptions, tookTooLong } from './limits';
import type { Job, JobResult } from './messages';
import { sysrootDirectory } from './paths';

/** How names begin that exist in a job alone. */
const MADE_UP = '/.hermit-';

class NativeTools implements Tools {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hermit-cc-'));
  /** Files in the folder by the names that the job knows. */
  private readonly places = new Map<string, string>();
  /** What commands have written to the host's files by themselves. */
  readonly written = new Map<string, Uint8Array>();
  error: Error | null = null;
  private readonly sysroot = path.join(sysrootDirectory(), 'lib');
  private readonly libraries = nativeLibraries();

  constructor(
    private readonly compiler: NativeCompiler,
    private readonly options: RunOptions,
  ) {}

  close(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private place(name: string): string {
    let place = this.places.get(name);
    if (place === undefined) {
      const folder = path.join(this.folder, String(this.places.size));
      fs.mkdirSync(folder);
      place = path.join(folder, path.basename(name));
      this.places.set(name, place);
    }
    return place;
  }

  async run({ args: [tool = '', ...args], layer, cwd, environment, stdin, stdout, stderr }: Command): Promise<Outcome> {
    const linking = tool === 'wasm-ld';
    const given = args.map((arg, at) => this.argument(layer, cwd, arg, linking && args[at - 1] === '-o'));
    const said: Uint8Array[] = [];
    const outcome = await this.start(linking ? this.compiler.linker : this.compiler.clang, given, {
      cwd,
      environment,
      stdin,
      stdout,
      stderr: (data) => void said.push(data),
    });
    const text = this.withNames(Buffer.concat(said).toString());
    if (text) stderr(Buffer.from(text));
    const at = args.indexOf('-o') + 1;
    if (outcome.status === 0 && at > 0) this.take(layer, path.resolve(cwd, args[at]!));
    for (const arg of args)
      if (arg.startsWith('--Map=')) {
        const map = arg.slice(6);
        this.take(layer, map);
        const file = layer.written.get(map);
        if (file)
          layer.written.set(map, new MemoryFile(Buffer.from(this.withNames(Buffer.from(file.data).toString()))));
      }
    return outcome;
  }

  /** Text of a tool's with the names that the job knows. */
  private withNames(text: string): string {
    const known = [...this.places, [this.sysroot, this.libraries] as const];
    return known.reduce((all, [name, place]) => all.replaceAll(place, name), text);
  }

  /** Files of the job are written out, and named by where they are. */
  private argument(layer: Layer, cwd: string, arg: string, isImage: boolean): string {
    if (arg.startsWith('--Map=')) return `--Map=${this.place(arg.slice(6))}`;
    if (arg === this.sysroot || arg.startsWith(`${this.sysroot}/`))
      return this.libraries + arg.slice(this.sysroot.length);
    const name = path.resolve(cwd, arg);
    const file = layer.written.get(name);
    if (file && !this.written.has(name)) fs.writeFileSync(this.place(name), file.data);
    return isImage || arg.startsWith(MADE_UP) || (file && !this.written.has(name)) ? this.place(name) : arg;
  }

  /** Puts an output into the job's files. */
  private take(layer: Layer, name: string): void {
    const place = this.places.get(name);
    const file = place ?? name;
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return;
    const data = fs.readFileSync(file);
    layer.given.delete(name);
    layer.written.set(name, new MemoryFile(data));
    if (place === undefined) this.written.set(name, Uint8Array.from(data));
  }

  private start(
    file: string,
    args: string[],
    { cwd, environment, stdin, stdout, stderr }: Omit<Command, 'args' | 'layer'>,
  ): Promise<Outcome> {
    const { signal, timeLimitMs } = this.options;
    return new Promise((resolve) => {
      // The time zone is that of the package's clang, for __TIME__.
      const env = { PATH: process.env['PATH'], TMPDIR: this.folder, TZ: 'UTC0', ...Object.fromEntries(environment) };
      const child = spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
      const end = (outcome: Outcome, error?: Error): void => {
        clearTimeout(timer);
        deaf?.();
        if (error) {
          this.error ??= error;
          child.kill('SIGKILL');
        }
        resolve(outcome);
      };
      const failed: Outcome = { status: 1, crash: null };
      const timer = setTimeout(() => end(failed, tookTooLong(timeLimitMs)), timeLimitMs);
      const deaf = signal && onAbort(signal, () => end(failed, abortError(signal)));
      child.on('error', (error) => end({ status: 1, crash: `${file}: ${error.message}` }));
      child.stdout.on('data', stdout);
      child.stderr.on('data', stderr);
      child.stdin.on('error', () => {});
      child.stdin.end(stdin ?? undefined);
      child.on('close', (code, by) =>
        end(by ? { status: 1, crash: `${file} was ended by ${by}` } : { status: code!, crash: null }),
      );
    });
  }
}

/** Rejects when it takes too long or is aborted. */
export async function runNative(job: Job, compiler: NativeCompiler, options: RunOptions): Promise<JobResult> {
  const tools = new NativeTools(compiler, options);
  try {
    const result = await runJob(job, tools);
    if (tools.error) throw tools.error;
    // What clang has written itself is written again only where something was done to it.
    for (const [name, data] of tools.written) {
      const now = result.outputs[name];
      if (now && Buffer.compare(now, data) === 0) delete result.outputs[name];
    }
    return result;
  } finally {
    tools.close();
  }
}
