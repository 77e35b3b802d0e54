/**
 * spawn: starts a granted command of the host.
 *
 *   spawn(int *pid, const char *file, char **argv, char **envp, struct action *actions, unsigned flags)
 *
 * answers 0 and the child's process number in *pid. `file` without a slash is looked up in the host's PATH. `actions` is NULL
 * or an array of 16-byte records that ends with op 0:
 *
 *   struct action { int op; int fd; int handle; int unused; }
 *     0 END
 *     1 USE         the child's `fd` is the open file `handle`
 *     2 FROM_CHILD  the child's `fd` writes a new pipe; the guest's reading end is put into `handle`
 *     3 TO_CHILD    the child's `fd` reads a new pipe; the guest's writing end is put into `handle`
 *     4 CLOSE       the child has no `fd` (0, 1 and 2 become /dev/null)
 *     5 CHDIR       `handle` is the address of the child's working directory, a guest path
 *
 * Later records replace earlier ones for the same `fd`. What is not named: 0, 1 and 2 are the guest's handles 0, 1 and 2, other
 * descriptors are closed. EACCES for a command that was not granted. `flags` must be 0.
 */
import fs from 'node:fs';
import path from 'node:path';
import { toText } from '../../abi/bytes.js';
import { PATH_MAX } from '../../abi/numbers.js';
import type { Description } from '../../vfs/files/description.js';
import { E, fail } from '../../abi/errno.js';
import type { SpawnCommand, Starting } from '../children.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family, LinuxCall } from '../call.js';

const END = 0;
const USE = 1;
const FROM_CHILD = 2;
const TO_CHILD = 3;
const CLOSE = 4;
const CHDIR = 5;
const RECORD = 16;
const ACTIONS_MAX = 256;
const CHILD_FDS_MAX = 256;
const ARGUMENTS_MAX = 4096;

/** Variables that make a program load or run code that was not granted, as for set-user-id programs. */
const UNSAFE_ENV =
  /^(LD_|GCONV_PATH$|GLIBC_TUNABLES$|BASH_ENV$|ENV$|SHELLOPTS$|NODE_OPTIONS$|PERL5|PYTHON|RUBY(OPT|LIB)$)/;

/** The host's path of a command that may be run. */
function program(file: string, allowed: string[]): string {
  const found = (name: string): string | undefined => {
    if (name.includes('/')) return path.isAbsolute(name) && fs.existsSync(name) ? name : undefined;
    for (const directory of (process.env['PATH'] ?? '').split(path.delimiter)) {
      const candidate = path.join(directory, name);
      if (directory !== '' && fs.existsSync(candidate)) return candidate;
    }
    return undefined;
  };
  const wanted = found(file) ?? fail(E.ENOENT);
  if (!allowed.some((name) => name === file || found(name) === wanted || sameFile(found(name), wanted))) fail(E.EACCES);
  fs.accessSync(wanted, fs.constants.X_OK);
  if (!fs.statSync(wanted).isFile()) fail(E.EACCES);
  return wanted;
}

/** /bin/sh and /usr/bin/sh are one. */
function sameFile(a: string | undefined, b: string): boolean {
  return a !== undefined && path.basename(a) === path.basename(b) && fs.realpathSync(a) === fs.realpathSync(b);
}

/** Everything opened for one child. */
class Preparation {
  readonly stdio: (number | null)[] = [];
  cwd: string | undefined;
  /** Host descriptors to close once the child has them. */
  private readonly temporary: number[] = [];
  /** The guest's ends of new pipes, with the record that gets the handle. */
  /** One descriptor for each open file: the child's numbers for it share its position. */
  private readonly given = new Map<Description, number>();
  private readonly ends: { own: Description; record: number }[] = [];

  constructor(private readonly mirror: Mirror) {
    for (const fd of [0, 1, 2]) {
      const file = mirror.handles.get(fd);
      if (file) this.use(fd, file);
      else this.stdio[fd] = null;
    }
  }

  private use(fd: number, file: Description): void {
    let child = this.given.get(file);
    if (child === undefined) {
      const { fd: own, temporary } = file.forChild();
      if (temporary) this.temporary.push(own);
      this.given.set(file, (child = own));
    }
    this.stdio[fd] = child;
  }

  /** One record; its words were copied before. */
  apply(op: number, fd: number, handle: number, record: number): void {
    if (op === CHDIR) {
      const { mirror } = this;
      const guest = mirror.memory.string(handle >>> 0, PATH_MAX, E.ENAMETOOLONG);
      const directory = mirror.namespace.walk().lookup(mirror.cwd, guest, true).asDirectory();
      this.cwd = mirror.namespace.hostPath(directory) ?? fail(E.EACCES);
      return;
    }
    if (fd < 0 || fd >= CHILD_FDS_MAX) fail(E.EBADF);
    for (let i = this.stdio.length; i < fd; i++) this.stdio[i] = null;
    if (op === USE) this.use(fd, this.mirror.handles.get(handle) ?? fail(E.EBADF));
    else if (op === CLOSE) this.stdio[fd] = null;
    else if (op === FROM_CHILD || op === TO_CHILD) {
      const { pipes } = this.mirror.children;
      const { own, child } = op === FROM_CHILD ? pipes.fromChild() : pipes.toChild();
      this.temporary.push(child);
      this.ends.push({ own, record });
      this.stdio[fd] = child;
    } else fail(E.EINVAL);
  }

  /** The child has its descriptors, or will never have. */
  finish(started: boolean): void {
    for (const fd of this.temporary) fs.closeSync(fd);
    for (const { own, record } of this.ends) {
      if (started) this.mirror.memory.setWord(record + 8, this.mirror.handles.add(own));
      else own.release();
    }
  }
}

function readActions(mirror: Mirror, preparation: Preparation, actions: number): void {
  const { memory } = mirror;
  for (let i = 0, at = actions; at !== 0; i++, at += RECORD) {
    if (i === ACTIONS_MAX) fail(E.E2BIG);
    memory.check(at, RECORD);
    const op = memory.word(at) | 0;
    if (op === END) return;
    preparation.apply(op, memory.word(at + 4) | 0, memory.word(at + 8) | 0, at);
  }
}

function environment(mirror: Mirror, envp: number): Record<string, string> {
  const env: Record<string, string> = {};
  if (envp === 0) return env;
  for (const entry of mirror.memory.strings(envp, ARGUMENTS_MAX)) {
    const equals = entry.indexOf('=');
    if (equals <= 0) continue;
    const name = toText(entry.slice(0, equals));
    if (!UNSAFE_ENV.test(name)) env[name] = toText(entry.slice(equals + 1));
  }
  return env;
}

function spawn(
  call: LinuxCall,
  pid: number,
  file: string,
  argv: number,
  envp: number,
  actions: number,
  flags: number,
): number {
  const { guest: mirror } = call;
  if (flags !== 0) return -E.EINVAL;
  if (file === '') return -E.ENOENT;
  const args = mirror.memory.strings(argv, ARGUMENTS_MAX).map(toText);
  const env = environment(mirror, envp);
  const found = program(toText(file), mirror.data.allowRun);
  const preparation = new Preparation(mirror);
  let starting: Starting;
  try {
    readActions(mirror, preparation, actions);
    const cwd = preparation.cwd ?? mirror.namespace.hostPath(mirror.cwd);
    const command: SpawnCommand = {
      file: found,
      argv: args.length > 0 ? args : [found],
      env,
      cwd,
      stdio: preparation.stdio,
    };
    starting = mirror.children.start(command);
  } catch (error) {
    preparation.finish(false);
    throw error;
  }
  const retry = (): number => {
    const child = starting.pid;
    if (child === undefined) return PENDING;
    preparation.finish(child > 0);
    if (child < 0) return child;
    mirror.memory.setWord(pid, child);
    return 0;
  };
  const now = retry();
  // A child that is being started can't be called back; the answer comes in a moment.
  return now === PENDING ? call.block({ retry, cancelled: () => PENDING }) : now;
}

export const spawning = { spawn } satisfies Family;
