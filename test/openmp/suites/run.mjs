/**
 * Runs a public suite of OpenMP tests against this runtime: node test/openmp/suites/run.mjs libgomp|llvm [REGEXP]
 * Prints a line per test that did not pass, with the reason, and the totals. Ends with 1 when a failure has no explanation.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as libgomp from './libgomp.mjs';
import * as llvm from './llvm.mjs';
import { reasons } from './reasons.mjs';

const SUITES = { libgomp, llvm };
const [name, pattern = ''] = process.argv.slice(2);
const suite = SUITES[name];
if (!suite) {
  process.stderr.write('usage: node test/openmp/suites/run.mjs libgomp|llvm [REGEXP]\n');
  process.exit(2);
}
const tests = suite.list().filter((test) => new RegExp(pattern).test(test.name));
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'hermit-suite-'));
const totals = { pass: 0, fail: 0, uncompiled: 0, skip: 0 };
let unexplained = 0;

async function attempt(test) {
  const { verdict, detail = '' } = test.skip ? { verdict: 'skip', detail: test.skip } : await suite.run(test, work);
  totals[verdict]++;
  const reason = verdict === 'fail' ? reasons[name][test.name] : undefined;
  if (verdict === 'fail' && !reason) unexplained++;
  process.stdout.write(
    `${verdict.padEnd(11)}${test.name}${detail && `  ${detail}`}${reason ? `\n${' '.repeat(11)}because ${reason}` : ''}\n`,
  );
}

// Compiling takes most of the time; as many at once as there are CPUs.
const waiting = [...tests];
const worker = async () => {
  for (let test = waiting.shift(); test; test = waiting.shift()) await attempt(test);
};
await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
fs.rmSync(work, { recursive: true });
const counted = totals.pass + totals.fail;
process.stdout.write(
  `${name}: ${totals.pass} of ${counted} passed (${((100 * totals.pass) / counted).toFixed(1)} %), ${totals.fail} failed, ` +
    `${unexplained} of them unexplained; ${totals.uncompiled} that clang does not compile and ${totals.skip} that need what a host ` +
    `has not are not counted\n`,
);
process.exit(unexplained ? 1 : 0);
