// TypeScript for the Linux side.
import { KINDS } from './table.mjs';

/** A module of constants out of what a header defines. */
export const constantsModule = (values) =>
  Object.entries(values)
    .map(([name, v]) => `${v.comment ? `/** ${v.comment} */\n` : ''}export const ${name} = ${v.value};\n`)
    .join('');

const declarations = `
/** How one argument of a call is read: see the head of kernel/syscalls.tbl. */
export interface ArgumentSpec {
  readonly kind: string;
  readonly name: string;
  readonly optional: boolean;
  /** Bytes behind a pointer: a number, or the name of the argument that gives it. */
  readonly size?: number | string;
  /** Name of the argument that gives how many times \`size\` bytes (or iovecs) lie behind the pointer. */
  readonly times?: string;
}
export type Home = 'kernel' | 'linux' | 'either' | 'net' | 'none';
export interface CallSpec {
  readonly nr: number;
  readonly name: string;
  readonly home: Home;
  readonly args: readonly ArgumentSpec[];
}
/** An address in the isle's memory; 0 is NULL. Behind an argument of kind \`in\`, \`out\` or \`inout\` lie as many bytes as the table says. */
export type Address = number;
`;

export function syscallsModule({ structs, calls }) {
  const sizes = Object.fromEntries(Object.entries(structs).map(([name, { size }]) => [name, size]));
  const entry = ({ nr, name, home, args }) => ({ nr, name, home, args: args.map(spec) });
  return (
    declarations +
    `/** Sizes in bytes of the structs that calls exchange. */
export const structSizes = ${JSON.stringify(sizes)} as const;

/** As text, which V8 reads ten times as fast as an expression that is evaluated once. */
export const calls = JSON.parse(${JSON.stringify(JSON.stringify(calls.map(entry)))}) as readonly CallSpec[];
/** Call numbers by name. */
export const NR = {
${calls.map((c) => `  ${c.name}: ${c.nr},`).join('\n')}
} as const;

/** Arguments of the calls that Linux's side serves, as its handlers get them: \`File\` is an open file, \`Vectors\` checked iovecs. */
export interface Arguments<File, Vectors> {
${calls.filter(reachesLinux).map(tuple).join('\n')}
}
`
  );
}

/** Calls that arrive at the proxy. The end of the program, and of the machine, is the ring's own business. */
const reachesLinux = (c) => (c.home === 'linux' ? c.name !== 'machine_end' : c.home === 'either');

const spec = ({ kind, name, optional, size, times }) => ({ kind, name, optional, size, times });

/** Words that a label of a tuple cannot be. */
const label = (name) => (name === 'new' || name === 'in' ? `${name}_` : name);

function tuple({ name, args }) {
  const parts = args.map(
    (a) => `${label(a.name)}: ${KINDS[a.kind].ts}${a.optional && KINDS[a.kind].ts === 'string' ? ' | undefined' : ''}`,
  );
  return `  ${name}: [${parts.join(', ')}];`;
}
