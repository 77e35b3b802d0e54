/** Where the resident compiler's socket lies, and whom it serves. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digest } from './digest';
import { packageDirectory } from './package';
import { projectDirectory } from './paths';

/** Bytes that the name of a Unix socket may have, its end among them. */
const NAME_LIMIT = 108;
/** How a socket's own name begins. */
export const SOCKET = 'cc-';

export interface Place {
  folder: string;
  /** Of this toolchain and this kind of caller: what its sockets' names begin with. */
  prefix: string;
  toolchain: string;
}

/** What its process reads of the caller's: a compiler with other rights, limits or CPUs, or one that sees other files, is another one. */
const STATUS = /^(Uid|Gid|Groups|CapEff|NoNewPrivs|Seccomp|Cpus_allowed|Mems_allowed):.*$/gm;

/** The compiler's threads have stacks of their own, and the command asks for another limit than a shell. */
const STACK_LIMIT = /^Max stack size.*$/m;

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

const stamp = (file: string): string => {
  const { mtimeMs, size } = statSync(file);
  return `${file} ${mtimeMs} ${size}`;
};

/** Names this installation, as it is built now. */
export function toolchainName(): string {
  const worker = join(__dirname, 'entry/worker.js');
  return digest(
    [projectDirectory, process.version, stamp(worker), stamp(join(packageDirectory(), 'bundle.js'))].join('\n'),
  );
}

function callerName(): string {
  const root = attempt(() => statSync('/'));
  return digest(
    [
      attempt(() => readFileSync('/proc/self/status', 'latin1').match(STATUS)?.join('\n')),
      attempt(() => readFileSync('/proc/self/limits', 'latin1').replace(STACK_LIMIT, '')),
      ...['mnt', 'pid', 'user'].map((kind) => attempt(() => readlinkSync(`/proc/self/ns/${kind}`))),
      `${root?.dev} ${root?.ino}`,
      attempt(() => getPriority()),
    ].join('\n'),
  );
}

/** A folder that belongs to this user alone; undefined where there is none and it can't be made. */
function ownFolder(folder: string): string | undefined {
  attempt(() => mkdirSync(folder, { mode: 0o700 }));
  return isOwn(folder) ? folder : undefined;
}

export function isOwn(folder: string): boolean {
  const stat = attempt(() => lstatSync(folder));
  return stat !== undefined && stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o077) === 0;
}

/** The folders that may hold it. */
const folders = (): string[] => {
  const { XDG_RUNTIME_DIR } = process.env;
  const temporary = join(tmpdir(), `hermit-wasm-${process.geteuid?.()}`);
  return XDG_RUNTIME_DIR?.startsWith('/') ? [join(XDG_RUNTIME_DIR, 'hermit-wasm'), temporary] : [temporary];
};

/** Undefined where no socket can be had. */
export function findPlace(): Place | undefined {
  return attempt(() => {
    const toolchain = toolchainName();
    const prefix = `${SOCKET}${digest(`${toolchain} ${callerName()}`).slice(0, 12)}-`;
    // Behind the prefix come a time and a process.
    const folder = folders().find((one) => join(one, prefix).length + 24 < NAME_LIMIT && ownFolder(one));
    return folder === undefined ? undefined : { folder, prefix, toolchain };
  });
}

/** Sockets in a folder whose names begin so, the oldest first. */
export const socketsIn = (folder: string, prefix: string): string[] =>
  (attempt(() => readdirSync(folder)) ?? [])
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => join(folder, name));

/** All sockets of resident compilers that this user has in the usual folders. */
export const allSockets = (): string[] =>
  folders()
    .filter(isOwn)
    .flatMap((folder) => socketsIn(folder, SOCKET));

/** The place of a socket that was named. */
export function placeOf(socket: string): Place | undefined {
  const folder = dirname(socket);
  return isOwn(folder) ? { folder, prefix: '', toolchain: toolchainName() } : undefined;
}
