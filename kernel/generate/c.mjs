// C for the image: numbers, dispatch, and calls that need no body of their own.
import { KINDS, width } from './table.mjs';

/** Calls that do not return: what follows them in libc is dead code and vanishes. */
const noreturn = new Set(['exit', 'exit_group']);
const WORDS = ['a', 'b', 'c', 'd', 'e', 'f'];

const isServed = (c) => c.home !== 'none';

export const numbers = ({ calls }) => calls.map((c) => `#define __NR_${c.name} ${c.nr}\n`).join('');
export const list = ({ calls }) =>
  calls
    .filter(isServed)
    .map((c) => `CALL(${c.nr}, ${c.name})\n`)
    .join('');
export const prototypes = ({ calls }) =>
  calls
    .filter(isServed)
    .map((c) => `${noreturn.has(c.name) ? '_Noreturn ' : ''}long sys_${c.name}(long, long, long, long, long, long);\n`)
    .join('');

/** Calls whose result stands in the boot page. */
function readers({ calls }, layout) {
  const found = calls.filter((c) => c.reads);
  for (const { name, reads } of found)
    if (!(reads in layout)) throw new Error(`syscalls.tbl: ${name} reads "${reads}", which layout.h does not define`);
  return found;
}
export const reads = (table, layout) =>
  `#define READS_UNWATCHED ${layout.WATCH.value}\n` +
  readers(table, layout)
    .map((c) => `READS(${c.nr}, ${layout[c.reads].value})\n`)
    .join('');
export const readerBodies = (table, layout) =>
  '// Calls whose result is a word of the boot page.\n#include "kernel.h"\n\n' +
  readers(table, layout)
    .map((c) => `SYSCALL_QUICK(${c.name}) { return *word(${c.reads}); }\n`)
    .join('');

/** The C type of an argument, with its `*`. */
function typeOf(structs, { kind, struct }) {
  const { c } = KINDS[kind];
  if (!struct) return c;
  return kind === 'in' ? `const ${structs[struct].type} *` : `${structs[struct].type} *`;
}

/** Each argument with the word of the request where it begins. */
function placed(call) {
  let next = 0;
  return call.args.map((arg) => {
    const word = next;
    next += width(arg);
    return { ...arg, word };
  });
}

/** A condition that holds where what lies behind a pointer is not the program's to give. No bytes may lie anywhere. */
function fault({ name, optional, size, times }) {
  const bytes = times ? `${times} * ${size}u` : typeof size === 'number' ? `${size}u` : size;
  const bad = `range_bad(${name}, ${bytes})`;
  const counted = times ?? (typeof size === 'string' ? size : undefined);
  return optional ? `(${name} && ${bad})` : counted ? `(${counted} && ${bad})` : bad;
}

/**
 * What SYSCALL(name) is made of, for each call with a body in the kernel: parameters under their names, the six words of the call as
 * these, and the check of all ranges. Macros, so that a file needs the types of its own calls only.
 */
export function signatures({ structs, calls }) {
  return calls
    .filter((c) => c.home === 'kernel' || c.home === 'either' || c.home === 'net')
    .map((call) => {
      const args = placed(call);
      const join = (type, name) => (type.endsWith('*') ? type + name : `${type} ${name}`);
      const parameters = args.map((a) => join(typeOf(structs, a), a.name));
      const values = args.map((a) =>
        width(a) === 2
          ? `CALL_OFFSET(${WORDS[a.word]}, ${WORDS[a.word + 1]})`
          : `(${typeOf(structs, a)})${WORDS[a.word]}`,
      );
      const faults = args.filter((a) => KINDS[a.kind].range && a.size !== undefined).map(fault);
      const sizes = args
        .filter((a) => a.struct && KINDS[a.kind].range)
        .map(
          (a) =>
            `_Static_assert(sizeof(${structs[a.struct].type}) == ${structs[a.struct].size}, "syscalls.tbl: ${a.struct}");`,
        );
      return [
        `#define PARAMETERS_${call.name} ${parameters.join(', ') || 'void'}`,
        `#define NAMES_${call.name} ${args.map((a) => a.name).join(', ')}`,
        `#define WORDS_${call.name} ${values.join(', ')}`,
        `#define SIZES_${call.name} ${[...new Set(sizes)].join(' ')}`,
        `#define FAULTS_${call.name} ${faults.length ? `(${faults.join(' || ')})` : '0'}`,
        `#define CHECKED_${call.name} ${call.late ? '0' : `FAULTS_${call.name}`}`,
        '',
      ].join('\n');
    })
    .join('\n');
}

/** A call whose home is Linux: descriptors become handles, the rest travels as it is. */
function proxiedCall(call) {
  const args = [];
  const checks = [];
  for (const arg of call.args) {
    const v = WORDS[args.length];
    if (arg.kind === 'fd') {
      checks.push(`\tif ((${v} = fd_handle(${v})) < 0) return ${v};\n`);
      args.push(v);
    } else if (arg.kind === 'dirfd') {
      // A bad one matters only to relative paths: the proxy finds no such handle then.
      checks.push(`\t${v} = fd_dir_handle(${v});\n`);
      args.push(v);
    } else for (let i = 0; i < width(arg); i++) args.push(WORDS[args.length]);
  }
  while (args.length < 6) args.push('0');
  return `SYSCALL_WORDS(${call.name})\n{\n${checks.join('')}\treturn proxy_call(${call.nr}, ${args.join(', ')});\n}\n`;
}

export const proxied = ({ calls }) =>
  '// Calls whose home is Linux: descriptors become handles, the rest travels as it is.\n' +
  '#include "kernel.h"\n#include "proxy.h"\n#include "fd.h"\n\n' +
  calls
    .filter((c) => c.home === 'linux')
    .map(proxiedCall)
    .join('\n');

/** A call on a descriptor (its first argument) that an object of the kernel serves itself, or answers with an error of its own. */
function ownCall(call) {
  const [fd, ...rest] = placed(call);
  const words = WORDS.slice(1, rest.length ? rest.at(-1).word + width(rest.at(-1)) : 1);
  const passed = ['handle', ...words, ...Array(5 - words.length).fill('0')].join(', ');
  const asked = `proxy_call(${call.nr}, ${passed})`;
  const write = call.own === 'write';
  const [at, size] = rest.map((a) => WORDS[a.word]);
  const vectors = rest[0].kind.startsWith('iov')
    ? `(const struct iovec *)${at}, ${size}`
    : `&(struct iovec){ (void *)${at}, ${size} }, 1`;
  const own = call.own.startsWith('E')
    ? `handle == -EINVAL ? -${call.own} : handle`
    : `object_${call.own}(${WORDS[fd.word]}, ${vectors})`;
  return (
    `SYSCALL_WORDS(${call.name})\n{\n\tint handle = fd_handle(${WORDS[fd.word]});\n` +
    `\tif (handle < 0) return ${own};\n\treturn ${write ? `broken_pipe(${asked})` : asked};\n}\n`
  );
}

export const owned = ({ calls }) =>
  '// Calls on a descriptor: to an object of the kernel, or to the proxy.\n' +
  '#include "kernel.h"\n#include "proxy.h"\n#include "fd.h"\n\n' +
  calls
    .filter((c) => c.own)
    .map(ownCall)
    .join('\n');
