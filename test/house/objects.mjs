// Calls between the files of the kernel, read from the objects in the built libraries: what each defines, and what it needs.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { gunzipSync } from 'node:zlib';

const LIBRARIES = ['libmpi.a', 'libomp.a', 'liblwip.a', 'libhermit.a'];
const SYMBOL_TABLE = 8;
const Kind = { FUNCTION: 0, DATA: 1, SECTION: 3 };
const Flag = { WEAK: 0x01, LOCAL: 0x02, UNDEFINED: 0x10, EXPLICIT_NAME: 0x40 };

class Cursor {
  at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  u8() {
    return this.bytes[this.at++];
  }

  leb() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  name() {
    return Buffer.from(this.take(this.leb())).toString();
  }
}

/** Some are packed. */
const unpacked = (bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);

/** Members of an archive as llvm-ar writes it. */
function* members(bytes) {
  const text = (at, length) => bytes.toString('latin1', at, at + length);
  let longNames = '';
  for (let at = 8; at + 60 <= bytes.length;) {
    const name = text(at, 16).trimEnd();
    const size = Number(text(at + 48, 10));
    const data = bytes.subarray(at + 60, at + 60 + size);
    at += 60 + size + (size & 1);
    const offset = /^\/(\d+)$/.exec(name)?.[1];
    if (name === '//') longNames = data.toString('latin1');
    else if (offset !== undefined) yield { name: longNames.slice(Number(offset)).split('/\n', 1)[0], data };
    else if (name !== '/') yield { name: name.replace(/\/$/, ''), data };
  }
}

/** Names of undefined functions stand among the imports. */
function importedFunctions(body) {
  const names = [];
  for (let left = body.leb(); left > 0; left--) {
    body.name();
    const field = body.name();
    const kind = body.u8();
    if (kind === 0) {
      names.push(field);
      body.leb();
      continue;
    }
    if (kind === 1) body.u8();
    if (kind === 1 || kind === 2) {
      const flags = body.u8();
      body.leb();
      if (flags & 1) body.leb();
    } else if (kind === 3) body.take(2);
    else {
      body.u8();
      body.leb();
    }
  }
  return names;
}

function readSymbol(cursor, imported) {
  const kind = cursor.u8();
  const flags = cursor.leb();
  const defined = !(flags & Flag.UNDEFINED);
  let name = null;
  if (kind === Kind.DATA) {
    name = cursor.name();
    if (defined) for (let i = 0; i < 3; i++) cursor.leb();
  } else {
    const index = cursor.leb();
    if (kind !== Kind.SECTION && (defined || flags & Flag.EXPLICIT_NAME)) name = cursor.name();
    else if (kind === Kind.FUNCTION) name = imported[index];
  }
  return { name, defined, weak: (flags & Flag.WEAK) !== 0, local: (flags & Flag.LOCAL) !== 0 };
}

/** Symbols of an object that others can see. */
function symbols(object) {
  const cursor = new Cursor(object.subarray(8));
  let imported = [];
  const found = [];
  while (!cursor.done) {
    const id = cursor.u8();
    const body = new Cursor(cursor.take(cursor.leb()));
    if (id === 2) imported = importedFunctions(body);
    if (id !== 0 || body.name() !== 'linking') continue;
    body.leb();
    while (!body.done) {
      const type = body.u8();
      const part = new Cursor(body.take(body.leb()));
      if (type === SYMBOL_TABLE) for (let left = part.leb(); left > 0; left--) found.push(readSymbol(part, imported));
    }
  }
  return found
    .filter(({ name, local }) => name !== null && name !== undefined && !local)
    .map((s) => ({ ...s, name: s.name.replace(/@hermit$/, '') }));
}

/**
 * The kernel's files in a library by the name of their objects, in the order in which the build adds them: archives keep no folders, but
 * the order.
 */
function kernelSources(root) {
  const { listSources } = createRequire(import.meta.url)(join(root, 'dist/loader/build/sysroot/sources.js'));
  const none = join(root, 'none');
  const trees = {
    musl: none,
    lwip: none,
    generated: none,
    kernel: join(root, 'kernel'),
    sysroot: join(root, 'dist/sysroot'),
  };
  const sources = new Map();
  for (const { name, library } of listSources(trees)) {
    const key = `${library} ${posix.basename(name).replace(/\.c$/, '.o')}`;
    sources.set(key, [...(sources.get(key) ?? []), name]);
  }
  return sources;
}

/** Functions that the kernel, its start of a program and its port of musl define weakly. */
export function weakFunctions(root) {
  const lib = join(root, 'dist/sysroot/lib');
  const sources = kernelSources(root);
  const port = new Set(
    readdirSync(join(root, 'kernel/musl/src'), { recursive: true })
      .filter((file) => file.endsWith('.c'))
      .map((file) => `${posix.basename(file, '.c')}.o`),
  );
  const ours = (library, name) => (library === 'libc.a' ? port.has(name) : sources.has(`${library} ${name}`));
  const objects = ['libc.a', ...LIBRARIES].flatMap((library) =>
    [...members(unpacked(readFileSync(join(lib, library))))]
      .filter(({ name }) => ours(library, name))
      .map(({ data }) => data),
  );
  return [...objects, readFileSync(join(lib, 'crt1.o'))].flatMap((object) =>
    symbols(object)
      .filter(({ defined, weak }) => defined && weak)
      .map(({ name }) => name),
  );
}

/**
 * Calls, and uses of variables: [file, file, "file calls name"]. A function that is defined weakly and again elsewhere is a hook: who
 * calls it calls the weak one. What is in others' code (lwIP, musl) is left out.
 */
export function readCalls(root) {
  const sources = kernelSources(root);
  const objects = LIBRARIES.flatMap((library) =>
    [...members(unpacked(readFileSync(join(root, 'dist/sysroot/lib', library))))].flatMap(({ name, data }) => {
      // lwIP's own files come before ours, and none has the name of one of ours.
      const file = sources.get(`${library} ${name}`)?.shift();
      return file ? [{ file, found: symbols(data) }] : [];
    }),
  );
  const owners = new Map();
  for (const { file, found } of objects) {
    for (const { name, defined, weak } of found)
      if (defined && (weak || !owners.get(name)?.weak)) owners.set(name, { file, weak });
  }
  return objects.flatMap(({ file, found }) =>
    found
      .filter(({ defined, weak }) => !defined && !weak)
      .flatMap(({ name }) => {
        const to = owners.get(name)?.file;
        return to && to !== file ? [[file, to, `${file} calls ${name} (${to})`]] : [];
      }),
  );
}
