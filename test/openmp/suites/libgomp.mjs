/** libgomp's own tests (C), read by their DejaGnu directives. */
import fs from 'node:fs';
import path from 'node:path';
import { fetchSuite } from './fetch.mjs';
import { buildImage, gist, runImage } from './tools.mjs';

/** What tests may require, and this machine has not. */
const LACKING = {
  offload_device: 'needs an offload device',
  offload_device_nonshared_as: 'needs an offload device',
  offload_target_nvptx: 'needs an offload device',
  avx_runtime: 'needs AVX',
  lto: "needs gcc's link-time optimisation",
  shared: 'needs shared libraries',
  fpic: 'needs shared libraries',
};
const RUN_LIMIT = 60_000;

function directives(text) {
  const found = [];
  for (const [, name, rest] of text.matchAll(
    /\{\s*dg-([a-z-]+)\s+((?:"(?:[^"\\]|\\.)*"|[^"\n])*?)\s*\}\s*(?:\*\/|$)/gm,
  ))
    found.push({ name, rest: rest.trim() });
  return found;
}

const unquote = (text) => text.replace(/^\{(.*)\}$/s, '$1').match(/"((?:[^"\\]|\\.)*)"/)?.[1] ?? text.split(/\s/)[0];
/** Options for some targets only are left out, and those of gcc alone. */
const optionsOf = (rest) =>
  /target/.test(rest.replace(/"[^"]*"/, ''))
    ? []
    : unquote(rest)
        .split(/\s+/)
        .filter((option) => /^-(O|std|D|U|fopenmp|fno-openmp|ffast-math|fcommon|pedantic)/.test(option));

function describe(file) {
  const text = fs.readFileSync(file, 'utf8');
  const test = { file, sources: [file], flags: [], env: {}, outputs: [], shouldFail: false, limit: RUN_LIMIT };
  for (const { name, rest } of directives(text)) {
    if (name === 'do' && !rest.startsWith('run')) test.skip = 'is not run, only compiled';
    if (name === 'do') test.skip ??= LACKING[/target[\s{]+(\w+)/.exec(rest)?.[1]];
    if (name === 'skip-if' && /\*-\*-\*/.test(rest)) test.skip = 'is part of another test';
    if (name === 'require-effective-target') test.skip ??= LACKING[rest.split(/\s/)[0]];
    if (name === 'options' || name === 'additional-options') test.flags.push(...optionsOf(rest));
    if (name === 'additional-sources')
      for (const source of unquote(rest).split(/\s+/)) test.sources.push(path.join(path.dirname(file), source));
    if (name === 'set-target-env-var') {
      const [, variable, value] = /^"?(\w+)"?\s+"(.*)"/.exec(rest) ?? [];
      if (variable) test.env[variable] = value;
    }
    if (name === 'output') test.outputs.push(unquote(rest));
    if (name === 'shouldfail') test.shouldFail = true;
  }
  return test;
}

/** Tcl's pattern as JavaScript's; the name of the runtime in front of a message is its own. */
function pattern(text) {
  const plain = text.replace(/\\(\[|\])/g, '$1').replace(/\\\\/g, '\\');
  return new RegExp(plain.replace(/libgomp: (?:fatal error: )?/g, ''));
}

export function list() {
  const root = fetchSuite('libgomp');
  return ['libgomp.c', 'libgomp.c-c++-common'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true })
      .filter((name) => name.endsWith('.c'))
      .sort()
      .map((name) => ({
        name: `${folder.replace('libgomp.', '')}/${name}`,
        ...describe(path.join(root, folder, name)),
      })),
  );
}

export async function run(test, work) {
  const cwd = path.dirname(test.file);
  const image = path.join(work, `${test.name.replace(/\W/g, '-')}.wasm`);
  const built = await buildImage({ sources: test.sources, flags: test.flags, cwd, image });
  if (built.status === 'uncompiled') return { verdict: 'uncompiled', detail: gist(built.detail) };
  if (built.status === 'unlinked') return { verdict: 'fail', detail: gist(built.detail) };
  const { code, late, output } = await runImage(image, { env: test.env, cwd, limit: test.limit });
  fs.rmSync(image);
  if (late) return { verdict: 'fail', detail: `not finished after ${test.limit / 1000} s` };
  if ((code !== 0) !== test.shouldFail) return { verdict: 'fail', detail: `exit code ${code}: ${gist(output)}` };
  const missing = test.outputs.find((text) => !pattern(text).test(output));
  if (missing) return { verdict: 'fail', detail: `no output like ${missing}; it said ${gist(output)}` };
  return { verdict: 'pass' };
}
