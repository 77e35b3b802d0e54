/** LLVM's tests of its OpenMP runtime (C, on the host), read by their RUN lines. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchSuite } from './fetch.mjs';
import { execute, gist } from './tools.mjs';

const RUN_LIMIT = 240_000;
const HERE = path.dirname(fileURLToPath(import.meta.url));

/** Folders and features that are about something else than OpenMP on this host. */
const FOLDERS = {
  ompt: "tests LLVM's tools interface",
  affinity: "tests LLVM's own affinity settings",
  target: 'needs an offload device',
};
const FEATURES = {
  ompt: "tests LLVM's tools interface",
  affinity: "tests LLVM's own affinity settings",
  hidden_helper: 'needs hidden helper threads',
  intel_cpu: 'needs x86 instructions',
};

function describe(root, file) {
  const text = fs.readFileSync(file, 'utf8');
  const name = path.relative(root, file);
  const test = { name, file, root, script: '' };
  test.skip = FOLDERS[name.split('/')[0]];
  for (const [, list] of text.matchAll(/REQUIRES:\s*(.*)/g))
    for (const feature of list.split(/[,\s]+/)) test.skip ??= FEATURES[feature];
  for (const [, list] of text.matchAll(/UNSUPPORTED:\s*(.*)/g))
    if (list.split(/[,\s]+/).some((feature) => feature === 'linux' || feature === 'clang'))
      test.skip ??= 'is not for Linux or clang';
  if (/XFAIL:\s*(true|\*)/.test(text)) test.skip ??= 'is known to fail everywhere';
  const lines = [...text.matchAll(/RUN:[ \t]*(.*)/g)].map(([, line]) => line);
  // The same tests as C++ are not for a compiler of C.
  const commands = lines
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line && !/%libomp-cxx/.test(line));
  test.script = commands
    .join(' &&\n')
    .replace(/%clang %openmp_flags %flags\S* %s -o %t/g, '%libomp-compile')
    .replace(/(^|&&)\s*%t\b/gm, '$1 %libomp-run');
  if (!test.script) test.skip ??= 'is part of another test';
  return test;
}

export function list() {
  const root = fetchSuite('llvm');
  const files = fs.readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.c'));
  return files.sort().map((name) => describe(root, path.join(root, name)));
}

const FILECHECK = ['FileCheck', ...[19, 18, 17, 16, 15, 14].map((version) => `FileCheck-${version}`)]
  .flatMap((name) => (process.env.PATH ?? '').split(':').map((folder) => path.join(folder, name)))
  .find((file) => fs.existsSync(file));

export async function run(test, work) {
  const image = path.join(work, `${test.name.replace(/\W/g, '-')}`);
  const folder = path.dirname(test.file);
  const step = (name) => `node ${path.join(HERE, 'step.mjs')} ${name}`;
  const compile = `${step('build')} ${image} -I ${test.root} -I ${folder} ${test.file}`;
  const words = {
    '%libomp-compile-and-run': `${compile} && ${step('run')} ${image}`,
    '%libomp-irbuilder-compile-and-run': `${compile} -fopenmp-enable-irbuilder && ${step('run')} ${image}`,
    '%libomp-c99-compile-and-run': `${compile} -std=c99 && ${step('run')} ${image}`,
    '%libomp-compile': compile,
    '%libomp-run': `${step('run')} ${image}`,
    '%sort-threads': 'sort -n -s',
    '%python': 'python3',
    '%not': '!',
    '%S': folder,
    '%s': test.file,
    '%t': image,
    '%T': work,
  };
  if (/FileCheck/.test(test.script) && !FILECHECK)
    return { verdict: 'skip', detail: 'needs FileCheck (apt-get install llvm-14-tools)' };
  const script = test.script
    .replace(
      /%(libomp(?:-irbuilder|-c99)?-compile-and-run|libomp-compile|libomp-run|sort-threads|python|not|S|s|t|T)(?![\w-])/g,
      (word) => words[word],
    )
    .replace(/\bFileCheck\b/g, FILECHECK);
  const { code, late, output } = await execute('bash', ['-c', `set -o pipefail\n${script}`], {
    cwd: work,
    limit: RUN_LIMIT,
  });
  fs.rmSync(image, { force: true });
  if (late) return { verdict: 'fail', detail: `not finished after ${RUN_LIMIT / 1000} s` };
  if (code === 0) return { verdict: 'pass' };
  const refused = /^uncompiled: (.*)$/m.exec(output);
  if (refused) return { verdict: 'uncompiled', detail: refused[1] };
  return { verdict: 'fail', detail: `exit code ${code}: ${gist(output)}`, output };
}
