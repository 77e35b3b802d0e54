// A program of somebody else's that uses everything the package exports; as ES module and as CommonJS. Argument: a C file.
import {
  type ArrayType,
  boot,
  type BootedMachine,
  type BootOptions,
  type CallArgument,
  type CallOptions,
  type CallResult,
  type Channel,
  compile,
  type CompileOptions,
  type ConnectOptions,
  createPool,
  type Diagnostics,
  type Duration,
  HermitError,
  type ImageSource,
  type Imported,
  Isle,
  type IsleMemory,
  type IsleOptions,
  type IsleOutcome,
  type IslePool,
  type IsleStats,
  type Listener,
  Machine,
  type MachineEvents,
  type MachineOptions,
  type OutputFunction,
  type Patience,
  type PoolOptions,
  type PoolStatistics,
  type ProcessLimits,
  type RunResult,
} from 'hermit-wasm';

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof HermitError ? error.code : String(error)),
  );

async function main(file: string): Promise<void> {
  const said: string[] = [];
  const how: CompileOptions = { flags: ['-fopenmp'], onDiagnostics: (text) => void said.push(text) };
  const image: Uint8Array = await compile(file, how);
  const given: ImageSource = image;

  const output: OutputFunction = (_, text) => void said.push(Buffer.from(text).toString());
  const its: IsleOptions = { serve: 2, memory: 32 * 2 ** 20, output };
  const all: MachineOptions = { network: { net: 'none' }, onWarning: (text) => void said.push(text) };
  const processLimits: ProcessLimits = { descriptors: 1024 };
  const options: BootOptions = { ...its, ...all, isles: 1, processLimits };
  const booted: BootedMachine = await boot(given, options);
  const machine: Machine = booted;
  const ends: string[] = [];
  const onExit = (...[ended, outcome]: MachineEvents['exit']): void =>
    void ends.push(`${ended.number} ${outcome.kind}`);
  machine.on('exit', onExit);

  const isle: Isle = booted.isles[0];
  const same: Isle = booted.isle(0);
  const type: ArrayType<Float64Array> = Float64Array;
  const data: Float64Array = await isle.alloc(type, 3);
  data.set([1, 2, 3]);
  const values: CallArgument[] = [data, data.length];
  const sum: CallResult = await isle.call('sum', ...values);
  const reading: CallOptions = { returns: 'string', timeLimit: 60_000, signal: AbortSignal.timeout(60_000) };
  const greeting: CallResult = await isle.callWith(reading, 'greet', 'you');
  const big: CallResult = await isle.call('mul64', 2n, 3n);
  // @ts-expect-error A function is no argument.
  const wrong = await code(isle.call('add', () => 1, 1));
  const stats: IsleStats = isle.stats();

  const listener: Listener = machine.listen(7);
  const patience: Patience = { timeout: 0 };
  const nobody = await code(listener.accept(patience));
  listener.close();
  const connecting: ConnectOptions = { timeout: 0, waitForListener: false };
  const refused: string = await code(isle.connect(7, connecting));
  const channels: Channel[] = [];
  const memories: IsleMemory[] = [];
  const imports: Imported[] = [];
  const told: Diagnostics['hermit-wasm:isle:boot'][] = [];

  const { outcome, stdout }: RunResult = await machine.run(['say', 'hello']);
  await machine.halt();
  const last: IsleOutcome = await isle.done;

  const size: PoolOptions = { size: 1, spare: 0, memory: 32 * 2 ** 20, output };
  const pool: IslePool = await createPool(image, size);
  const three: CallResult = await pool.call('add', 1, 2);
  const { completed, work }: PoolStatistics = pool.statistics;
  const took: Duration = work;
  await pool.close();

  const kinds = [machine instanceof Machine && same === isle, isle instanceof Isle, took.mean > 0, stats.cores > 0];
  const numbers = [sum, String(big), three, completed, channels.length, memories.length, imports.length + told.length];
  console.log(
    JSON.stringify([numbers, greeting, wrong, nobody, refused, outcome.kind, stdout, last.kind, ends, kinds]),
  );
}

void main(process.argv[2]!);
