// Reads kernel/syscalls.tbl, whose head tells the form of its lines.

export const HOMES = ['kernel', 'linux', 'either', 'net', 'none'];

/** Kinds of arguments: what each is in C, in TypeScript, and how many words it takes in a request. */
export const KINDS = {
  int: { c: 'int', ts: 'number' },
  uint: { c: 'uint32_t', ts: 'number' },
  hex: { c: 'uint32_t', ts: 'number' },
  mode: { c: 'uint32_t', ts: 'number' },
  oflags: { c: 'int', ts: 'number' },
  off: { c: 'int64_t', ts: 'number', words: 2 },
  fd: { c: 'int', ts: 'File' },
  dirfd: { c: 'int', ts: 'number' },
  path: { c: 'const char *', ts: 'string' },
  str: { c: 'const char *', ts: 'string' },
  in: { c: 'const void *', ts: 'Address', range: true },
  out: { c: 'void *', ts: 'Address', range: true },
  inout: { c: 'void *', ts: 'Address', range: true },
  iovin: { c: 'const struct iovec *', ts: 'Vectors' },
  iovout: { c: 'const struct iovec *', ts: 'Vectors' },
  ptr: { c: 'void *', ts: 'Address' },
};

/** What a word of the form KEY=VALUE, or KEY alone, behind the home may say. */
const MARKS = { reads: /^[A-Z_]+$/, own: /^(read|write|E[A-Z0-9]+)$/, late: /^$/ };

/** Words an argument takes in the request slot. */
export const width = (arg) => KINDS[arg.kind].words ?? 1;

/**
 * Parses the table: `{ structs: {name: {size, type}}, calls: [{nr, name, home, reads, own, late, note, args: [{kind, name, optional, size,
 * times, struct}]}] }`.
 */
export function parseTable(text) {
  const table = { structs: {}, calls: [] };
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (!line || line.startsWith('#')) continue;
    const fail = (what) => {
      throw new Error(`syscalls.tbl:${index + 1}: ${what}, got "${line}"`);
    };
    if (line.startsWith('|')) addNote(table.calls.at(-1), line, fail);
    else if (/^struct\s/.test(line)) addStruct(table, line, fail);
    else table.calls.push(parseCall(table, line, fail));
  }
  return table;
}

function addNote(call, line, fail) {
  if (!call) fail('expected a call above its note');
  call.note = [call.note, line.slice(1).trim()].filter(Boolean).join(' ');
}

function addStruct(table, line, fail) {
  const [, name, size, type] =
    /^struct\s+(\w+)\s+(\d+)(?:\s+(.+))?$/.exec(line) ?? fail('expected "struct NAME SIZE [TYPE]"');
  table.structs[name] = { size: Number(size), type: type ?? `struct ${name}` };
}

function parseCall({ structs }, line, fail) {
  const [nr, name, home, ...rest] = line.split(/\s+/);
  if (!/^\d+$/.test(nr) || !HOMES.includes(home)) fail('expected "number name home arguments"');
  const call = { nr: Number(nr), name, home, args: [] };
  for (const word of rest) {
    const [key, value = ''] = word.split('=');
    if (key in MARKS) {
      if (!MARKS[key].test(value)) fail(`expected ${key} to be ${MARKS[key]}`);
      call[key] = value || true;
    } else call.args.push(parseArgument(structs, word, fail));
  }
  for (const { size, times } of call.args)
    for (const named of [size, times])
      if (typeof named === 'string' && !call.args.some((a) => a.name === named))
        fail(`expected "${named}" to be an argument or a struct`);
  return call;
}

function parseArgument(structs, text, fail) {
  const m = /^([a-z]+)(\?)?:([a-z0-9_]+)(?:\[(?:([a-z0-9_]+)\*)?([a-z0-9_]+)\])?$/.exec(text);
  if (!m || !(m[1] in KINDS)) fail(`expected KIND:NAME for "${text}"`);
  const [, kind, optional, name, times, size] = m;
  const arg = { kind, name, optional: Boolean(optional) };
  if (!size) return arg;
  const struct = size in structs ? size : undefined;
  const one = struct ? structs[size].size : /^\d+$/.test(size) ? Number(size) : size;
  if (times && /^\d+$/.test(times)) arg.size = one * Number(times);
  else Object.assign(arg, { size: one, ...(times ? { times } : {}) });
  arg.shown = text.slice(text.indexOf('[') + 1, -1);
  return struct ? { ...arg, struct } : arg;
}
