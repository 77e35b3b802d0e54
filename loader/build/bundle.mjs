// Puts the modules that an entry always loads into the entry's own file in dist. Finding and reading a module costs Node more than
// running it, and a small program's run is mostly Node's start. Modules keep their file names, so __dirname stays right, and a
// module that is also loaded by name is the same one.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STACK_KIB } from './stack.mjs';
import { removeUnusedTypes } from './types.mjs';

const { ownCommands } = createRequire(import.meta.url)('../../dist/loader/cc/names.js');
const dist = join(dirname(fileURLToPath(import.meta.url)), '../../dist');

removeUnusedTypes(dist);

/** Entries, each with the modules that it requires late and yet always. */
const entries = {
  'loader/cli/main.js': [],
  'loader/cli/run.js': [
    'loader/cli/watch.js',
    'loader/cc/compile.js',
    'loader/machine/cpus/quota.js',
    'loader/machine/machine.js',
    'loader/machine/policy.js',
    'loader/machine/spec.js',
  ],
  'loader/cli/tools.js': ['loader/cc/find.js', 'loader/cc/native.js'],
  'loader/contained/entry/main.js': [
    'loader/machine/pooled.js',
    'loader/proxy/thread/pool.js',
    'loader/calls/slots.js',
    'loader/calls/queue.js',
  ],
  'loader/machine/entry/module.js': ['loader/wasi/program.js'],
  'loader/proxy/thread/entry/worker.js': [],
  'runtime/entry/core.js': [],
  'loader/network/gateway/entry/worker.js': [],
};

const isFile = (name) => existsSync(join(dist, name)) && statSync(join(dist, name)).isFile();

function resolve(from, id) {
  const base = posix.join(posix.dirname(from), id);
  return [base, `${base}.js`, `${base}/index.js`].find(isFile);
}

/**
 * Without comments that have lines of their own: they would be packed and read with each bundle. A text in backquotes may have lines that
 * look like them, so lines count only outside of those, and a module whose backquotes do not pair up stays as it is.
 */
function withoutComments(text) {
  let quoted = false;
  let comment = false;
  const kept = text.split('\n').filter((line) => {
    const bare = line.trim();
    if (comment) {
      comment = !bare.endsWith('*/');
      return false;
    }
    if (!quoted && (bare.startsWith('// ') || /^\/\*\*? .*\*\/$/.test(bare))) return false;
    if (!quoted && /^\/\*\*?$/.test(bare)) {
      comment = true;
      return false;
    }
    if ((line.split('`').length - 1) % 2 === 1) quoted = !quoted;
    return true;
  });
  return quoted || comment ? text : kept.join('\n');
}

/** The entry's modules by name, with their text and what their relative names mean; required late: left out unless in `always`. */
function collect(entry, always) {
  const modules = new Map();
  const add = (name) => {
    if (modules.has(name)) return;
    // A dynamic import would begin at the bundle's place, so it is given the module's.
    const text = withoutComments(readFileSync(join(dist, name), 'utf8'))
      .replace(/^#!.*\n/, '')
      .replace(/\bimport\((['"])(\.[^'"]*)\1\)/g, (_, quote, id) => `import(__dirname + ${quote}/${id}${quote})`);
    const names = {};
    modules.set(name, { text, names });
    for (const [line, id] of text.matchAll(/^.*\brequire\(["'](\.[^"']*)["']\).*$/gm)) {
      const found = resolve(name, id);
      const atOnce = /^(?:const|var|__exportStar|Object\.define)/.test(line);
      if (!found || !(atOnce || always.includes(found))) continue;
      add(found);
      names[id] = found;
    }
  };
  add(entry);
  return modules;
}

/**
 * How the command begins: a shell's program that is JavaScript too. Node looks for --env-file behind the script as well, up to a `--`,
 * and would read that file and refuse to start where there is none; what stands behind the program is the program's. `env -S node --`
 * would do, but not every env has -S. Programs that run on Node's main thread are given as much stack there as other threads have, where
 * Linux allows it (loader/cli/direct.ts).
 */
const COMMAND = `#!/bin/sh
':' //; ulimit -S -s 65536 2>/dev/null && exec node --stack-size=${STACK_KIB} -- "$0" "$@"
':' //; exec node -- "$0" "$@"
`;

function bundle(entry, always) {
  const table = [...collect(entry, always)].map(
    ([name, { text, names }]) =>
      `${JSON.stringify(name)}: [${JSON.stringify(names)}, function (exports, require, module, __filename, __dirname) {${text}\n}],`,
  );
  return `${entry === 'loader/cli/main.js' ? COMMAND : ''}'use strict';
const root = __dirname.slice(0, -${posix.dirname(entry).length});
const table = {
${table.join('\n')}
};
function load(name) {
  const filename = root + name;
  const known = require.cache[filename];
  if (known && known !== module) return known.exports;
  const [names, run] = table[name];
  const folder = filename.slice(0, filename.lastIndexOf('/'));
  const made = { id: filename, filename, loaded: true, exports: {}, children: [], paths: module.paths, parent: module };
  if (name !== ${JSON.stringify(entry)}) require.cache[filename] = made;
  const find = (id) => (Object.hasOwn(names, id) ? load(names[id]) : require(id[0] === '.' ? folder + '/' + id : id));
  find.resolve = (id) => require.resolve(id[0] === '.' ? folder + '/' + id : id);
  run.call(made.exports, made.exports, find, made, filename, folder);
  return made.exports;
}
Object.assign(exports, load(${JSON.stringify(entry)}));
`;
}

/** Kept compiled by V8 (codecache.mjs): what it takes longest to load, or is started most often. */
const CACHED = ['loader/cli/run.js', 'loader/cli/tools.js'];

/** A module that runs the text beside it, with V8's code for it where there is some (loader/cli/kept-code.ts). */
const runner = (digest) => `'use strict';
const { readFileSync } = require('node:fs');
const vm = require('node:vm');
const { keptCode } = require('./kept-code.js');
const file = __filename.slice(0, -3) + '.bundle.js';
const digest = '${digest}';
const script = new vm.Script('(function (exports, require, module, __filename, __dirname, dynamicImport) {' + readFileSync(file, 'latin1') + '\\n})', {
  filename: file,
  cachedData: keptCode(file, digest),
});
// Scripts have no import() without an experimental flag: they borrow this module's.
script.runInThisContext()(exports, require, module, __filename, __dirname, (id) => import(id));
Object.defineProperty(exports, 'compiled', { value: { script, digest } });
`;

// All are read before any is written: one may be part of another.
const bundles = Object.entries(entries).map(([entry, always]) => [entry, bundle(entry, always)]);
for (const [entry, text] of bundles) {
  if (!CACHED.includes(entry)) writeFileSync(join(dist, entry), text);
  else {
    // Read as latin1, which costs no decoding: what is not ASCII is escaped.
    const ascii = text
      .replace(/\bimport\(/g, 'dynamicImport(')
      .replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    writeFileSync(join(dist, entry.replace(/js$/, 'bundle.js')), ascii);
    writeFileSync(join(dist, entry), runner(createHash('sha256').update(ascii).digest('hex')));
  }
}
// The others are packed as well.
for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name);
  if (
    !name.endsWith('.js') ||
    name.endsWith('bundle.js') ||
    entries[name.replaceAll('\\', '/')] ||
    !statSync(file).isFile()
  )
    continue;
  const text = readFileSync(file, 'utf8');
  const bare = withoutComments(text);
  if (bare !== text) writeFileSync(file, bare);
}
// Of @wasmer/wasi, which brings its file in six forms and its tests, what is used: less to install by nine tenths. Written last, as it came.
const wasmer = dirname(createRequire(import.meta.url).resolve('@wasmer/wasi/package.json'));
const { main, version } = JSON.parse(readFileSync(join(wasmer, 'package.json'), 'utf8'));
const licence = readFileSync(join(wasmer, 'LICENSE'), 'utf8').trimEnd();
writeFileSync(
  join(dist, 'loader/proxy/wasi/wasmer.bundle.js'),
  `/*! @wasmer/wasi ${version}\n\n${licence}\n*/\n${readFileSync(join(wasmer, main), 'utf8')}`,
);
// Commands with a file of their own, and what build systems read.
const folder = join(dist, 'loader/cli/bin');
mkdirSync(folder, { recursive: true });
for (const name of ownCommands) {
  const file = join(folder, `hermit-wasm-${name}`);
  writeFileSync(file, `${COMMAND}process.argv.splice(2, 0, '${name}');\nrequire('../main.js');\n`);
  chmodSync(file, 0o755);
}
cpSync(join(dist, '../loader/cli/cross'), join(dist, 'loader/cli/cross'), { recursive: true });
// npm makes a command executable when it first links it, and not again when the file was made anew.
chmodSync(join(dist, 'loader/cli/main.js'), 0o755);
