// Measures images against native programs: node bench/run.mjs [SUITE…] [--rounds N] [--export FILE.json]
//
// The same C source is compiled to an image and with gcc -O3; both run by turns in one run, on the same CPUs, and medians are
// compared. Without gcc only the images are measured. The suites are no tests: the exit code does not tell whether bars were reached.
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commandLine } from './support/build.mjs';
import { allowedCpus, environment } from './support/environment.mjs';
import { printTable } from './support/table.mjs';

const suites = ['start', 'calls', 'threads', 'malloc', 'compute', 'openmp', 'apps', 'message', 'net', 'boot'];
const DEFAULT_ROUNDS = '7';

function usage(problem) {
  console.error(
    `bench: ${problem}\nusage: node bench/run.mjs [${suites.join('|')}…] [--rounds N] [--export FILE.json]`,
  );
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { rounds: { type: 'string', default: DEFAULT_ROUNDS }, export: { type: 'string' } },
    });
  } catch (error) {
    return usage(error.message);
  }
}

const { values, positionals } = readArguments();
const rounds = Number(values.rounds);
if (!(rounds >= 1 && Number.isInteger(rounds))) usage(`--rounds: expected a number from 1 on, got "${values.rounds}"`);
const unknown = positionals.find((name) => !suites.includes(name));
if (unknown) usage(`expected a suite, got "${unknown}"`);
if (!existsSync(commandLine)) usage(`${commandLine} is not there: run \`npm run build\` first`);

const machine = environment();
const cpus = allowedCpus();
console.log(
  `${machine.cpu}, ${machine.cpus} CPUs, Linux ${machine.kernel}, Node ${machine.node}, ${machine.gcc ?? 'no gcc'}`,
);
console.log(
  `load ${machine.load.map((n) => n.toFixed(2)).join(' ')}, clock steps of ${machine.clockResolutionNs} ns, medians of ${rounds}`,
);
if (!machine.gcc) console.log('gcc is not installed: nothing native to compare with, only images are measured');

const results = {};
for (const name of positionals.length ? positionals : suites) {
  const { title, run } = await import(`./${name}/${name}.mjs`);
  const { rows, samples } = await run({ cpus, rounds });
  printTable(title, rows);
  results[name] = { title, rows, samples };
}
if (values.export) {
  writeFileSync(values.export, `${JSON.stringify({ environment: machine, cpus, rounds, results }, null, 2)}\n`);
  console.log(`\nsamples and environment: ${values.export}`);
}
