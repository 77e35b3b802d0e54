// The public suites: where they come from, which programs they have, and what each needs.
import fs from 'node:fs';
import path from 'node:path';

const cFiles = (folder) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true })
        .filter((name) => name.endsWith('.c'))
        .sort()
        .map((name) => path.join(folder, name))
    : [];

/** What DejaGnu's comments say. */
function dejagnu(file, base) {
  const text = fs.readFileSync(file, 'latin1');
  const options = [...text.matchAll(/dg-(?:additional-)?options\s+"([^"]*)"\s*(\}|\{[^}]*\})/g)]
    .filter((m) => m[2] === '}')
    .flatMap((m) => m[1].split(/\s+/))
    .filter((flag) => /^-(O|D|std=|l|U)/.test(flag));
  const env = Object.fromEntries(
    [...text.matchAll(/dg-set-target-env-var\s+(\S+)\s+"([^"]*)"/g)].map((m) => [m[1], m[2]]),
  );
  const action = /dg-do\s+(\w+)/.exec(text)?.[1] ?? 'run';
  return {
    name: path.relative(base, file),
    file,
    text,
    flags: options,
    env,
    runs: action === 'run',
    fails: /dg-shouldfail/.test(text),
  };
}

/** What lit's RUN lines say. */
function lit(file, base) {
  const text = fs.readFileSync(file, 'latin1');
  const runs = [...text.matchAll(/RUN:(.*(?:\\\n.*)*)/g)].map((m) => m[1]);
  const first = runs.find((line) => /%libomp-compile/.test(line)) ?? '';
  const flags = first.split(/\s+/).filter((flag) => /^-(D|fopenmp-version|l)/.test(flag) && !flag.includes('%'));
  const start = runs.find((line) => /%libomp-(compile-and-)?run|%t\b/.test(line) && /\w=/.test(line)) ?? '';
  const env = Object.fromEntries(
    [...start.matchAll(/\b((?:OMP|KMP)_\w+)=("[^"]*"|'[^']*'|\S+)/g)].map((m) => [
      m[1],
      m[2].replace(/^["']|["']$/g, ''),
    ]),
  );
  return {
    name: path.relative(base, file),
    file,
    text,
    flags: [...flags, `-I${base}`],
    env,
    runs: /%libomp-(compile-and-)?run/.test(text),
    fails: /RUN:\s*not\b/.test(text),
  };
}

export const suites = {
  libgomp: {
    fetch: [
      ['apt-get', 'download', 'gcc-12-source'],
      ['bash', '-c', "dpkg-deb --fsys-tarfile gcc-12-source_*.deb | tar -xf - --wildcards '*/gcc-12.*.tar.xz'"],
      ['bash', '-c', "tar -xf usr/src/gcc-12/gcc-12.*.tar.xz --strip-components=1 --wildcards '*/libgomp/testsuite/*'"],
    ],
    programs(folder) {
      const base = path.join(folder, 'libgomp/testsuite');
      return ['libgomp.c', 'libgomp.c-c++-common']
        .flatMap((name) => cFiles(path.join(base, name)))
        .map((file) => dejagnu(file, base));
    },
    skip({ text }) {
      if (/dg-do\s+compile/.test(text)) return 'is only compiled';
      if (/dg-require-effective-target\s+(offload|nvptx|vect_simd_clones)/.test(text)) return 'needs a device';
      if (/dg-additional-sources/.test(text)) return 'has more than one source';
      return '';
    },
  },
  llvm: {
    fetch: [
      ['apt-get', 'source', '--download-only', 'llvm-toolchain-19'],
      [
        'bash',
        '-c',
        "tar -xf llvm-toolchain-19_*.orig.tar.xz --strip-components=1 --wildcards '*/openmp/runtime/test/*'",
      ],
    ],
    programs(folder) {
      const base = path.join(folder, 'openmp/runtime/test');
      return cFiles(base).map((file) => lit(file, base));
    },
    skip({ name, text }) {
      if (/^(ompt|affinity|target|hidden_helper_task|tasking\/hidden|transform|api\/omp50_taskdep_depobj)/.test(name))
        return 'is about LLVM itself';
      if (/kmp_|__kmp|ompt|UNSUPPORTED/.test(text.replace(/__kmpc_/g, ''))) return 'is about LLVM itself';
      if (!/RUN:.*%libomp/.test(text)) return 'is part of another program';
      return '';
    },
  },
};
