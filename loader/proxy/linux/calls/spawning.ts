/**
 * spawn: starts a granted command of the host.
 *
 *   spawn(int *pid, const char *file, char **argv, char **envp, struct action *actions, unsigned flags)
 *
 * answers 0 and the child's process number in *pid. `file` is a name or path of a command that was granted (commands.ts); EACCES for
 * another path, ENOENT for another name. `actions` is NULL or an array of 16-byte records that ends with op 0:
 *
 *   struct action { int op; int fd; int handle; int unused; }
 *     0 END
 *     1 USE         the child's `fd` is the open file `handle`
 *     2 FROM_CHILD  the child's `fd` writes a new pipe; the guest's reading end is put into `handle`
 *     3 TO_CHILD    the child's `fd` reads a new pipe; the guest's writing end is put into `handle`
 *     4 CLOSE       the child has no `fd` (0, 1 and 2 become /dev/null)
 *     5 CHDIR       `handle` is the address of the child's working directory, a guest path
 *     6 ENDED       nothing is started: a child that has ended with the status `handle`, as wait(2) has it, of a program that calls vfork
 *
 * `fd` is 0, 1 or 2: a child has no others. Later records replace earlier ones. What is not named: the guest's handles 0, 1 and 2.
 * EAGAIN for more children than there may be (children.ts). `flags` must be 0.
 */
import fs from 'node:fs';
import { toText } from '../../abi/bytes.js';
import { HOST_O_PATH, O_PATH, PATH_MAX } from '../../abi/numbers.js';
import type { Description } from '../../vfs/files/description.js';
import type { DirectoryNode } from '../../vfs/files/node.js';
import { E, fail } from '../../abi/errno.js';
import type { Starting } from '../children.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family, LinuxCall } from '../call.js';

const END = 0;
const USE = 1;
const FROM_CHILD = 2;
const TO_CHILD = 3;
const CLOSE = 4;
const CHDIR = 5;
const ENDED = 6;
const RECORD = 16;
const ACTIONS_MAX = 256;
/** A child's descriptors. */
const CHILD_FDS = 3;
const ARGUMENTS_MAX = 4096;

/** One record, copied out of the guest's memory. */
interface Action {
  op: number;
  fd: number;
  handle: number;
  /** Its address. */
  record: number;
}

/** Everything opened for one child. */
class Preparation {
  readonly stdio: (number | null)[] = [null, null, null];
  cwd: string;
  /** Host descriptors to close once the child has them. */
  private readonly temporary: number[] = [];
  /** One descriptor for each open file: the child's numbers for it share its position. */
  private readonly given = new Map<Description, number>();
  /** The guest's ends of new pipes, with the record that gets the handle. */
  private readonly ends: { own: Description; record: number }[] = [];

  constructor(
    private readonly mirror: Mirror,
    actions: readonly Action[],
  ) {
    this.cwd = this.place(mirror.cwd);
    // What a record replaces is not opened: it may be a file that cannot be given to a child.
    const last = new Map(actions.map((action) => [action.op === CHDIR ? -1 : action.fd, action]));
    try {
      for (let fd = 0; fd < CHILD_FDS; fd++) {
        const own = last.has(fd) ? undefined : mirror.handles.get(fd);
        if (own) this.use(fd, own);
      }
      for (const action of last.values()) this.apply(action);
    } catch (error) {
      this.finish(false);
      throw error;
    }
  }

  /**
   * A directory as the child's working directory, by a descriptor, which stays the same one whatever is done to its names. Where the guest
   * is in a directory that the host does not have, the child is in the host's root.
   */
  private place(directory: DirectoryNode): string {
    const fd = this.mirror.namespace.hostDescriptor(directory);
    if (fd === undefined) return '/';
    if (fd < 0) return this.mirror.namespace.hostPath(directory) ?? '/';
    const kept = fs.openSync(`/proc/self/fd/${fd}`, HOST_O_PATH | fs.constants.O_DIRECTORY);
    this.temporary.push(kept);
    return `/proc/${process.pid}/fd/${kept}`;
  }

  private use(fd: number, file: Description): void {
    if (file.flags & O_PATH) fail(E.EBADF);
    let child = this.given.get(file);
    if (child === undefined) {
      const { fd: own, temporary } = file.forChild();
      if (temporary) this.temporary.push(own);
      this.given.set(file, (child = own));
    }
    this.stdio[fd] = child;
  }

  private apply({ op, fd, handle, record }: Action): void {
    const { mirror } = this;
    if (op === CLOSE) return;
    if (op === CHDIR) {
      const guest = mirror.memory.string(handle >>> 0, PATH_MAX, E.ENAMETOOLONG);
      const directory = mirror.namespace.walk().lookup(mirror.cwd, guest, true).asDirectory();
      if (mirror.namespace.hostDescriptor(directory) === undefined) fail(E.EACCES);
      this.cwd = this.place(directory);
    } else if (op === USE) this.use(fd, mirror.handles.get(handle) ?? fail(E.EBADF));
    else if (op === FROM_CHILD || op === TO_CHILD) {
      const { pipes } = mirror.children;
      const { own, child } = op === FROM_CHILD ? pipes.fromChild() : pipes.toChild();
      this.temporary.push(child);
      this.ends.push({ own, record });
      this.stdio[fd] = child;
    }
  }

  /** A guest whose kernel does not count its descriptors has no room for one: the child finds the pipe closed. */
  private give(own: Description, record: number): void {
    let handle = -1;
    try {
      handle = this.mirror.handles.add(own);
    } catch {
      // It was released.
    }
    this.mirror.memory.setWord(record + 8, handle);
  }

  /** The child has its descriptors, or will never have. */
  finish(started: boolean): void {
    for (const fd of this.temporary.splice(0)) fs.closeSync(fd);
    for (const { own, record } of this.ends.splice(0)) {
      if (started) this.give(own, record);
      else own.release();
    }
  }
}

function readActions({ memory }: Mirror, actions: number): Action[] {
  const result: Action[] = [];
  for (let i = 0, record = actions; actions !== 0; i++, record += RECORD) {
    if (i === ACTIONS_MAX) fail(E.E2BIG);
    memory.check(record, RECORD);
    const [op, fd, handle] = [memory.word(record) | 0, memory.word(record + 4) | 0, memory.word(record + 8) | 0];
    if (op === END) break;
    if (op < END || op > ENDED) fail(E.EINVAL);
    if (op < CHDIR && (fd < 0 || fd >= CHILD_FDS)) fail(E.EBADF);
    result.push({ op, fd, handle, record });
  }
  return result;
}

/** What the guest asks for, as numbers only: while the call waits nothing of it is held. */
interface Asked {
  file: string;
  argv: number;
  envp: number;
  actions: number;
}

/** Starts a child. */
function start(mirror: Mirror, { file, argv, envp }: Asked, actions: readonly Action[]): [Starting, Preparation] {
  const { commands } = mirror;
  const { file: found, name } = commands.find(toText(file));
  mirror.children.checkRoom();
  const strings = (at: number): string[] => mirror.memory.strings(at, ARGUMENTS_MAX).map(toText);
  const args = strings(argv);
  const env = commands.environment(envp === 0 ? [] : strings(envp));
  const preparation = new Preparation(mirror, actions);
  const { stdio, cwd } = preparation;
  try {
    return [mirror.children.start({ file: found, argv: [name, ...args.slice(1)], env, cwd, stdio }), preparation];
  } catch (error) {
    preparation.finish(false);
    throw error;
  }
}

/** A child that never was a process. */
function ended(mirror: Mirror, pid: number, actions: number): number {
  const record = readActions(mirror, actions).find(({ op }) => op === ENDED);
  if (!record) return -E.ENOENT;
  mirror.children.checkRoom();
  mirror.memory.setWord(pid, mirror.children.add(record.handle & 0xffff));
  return 0;
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
  if (file === '') return ended(mirror, pid, actions);
  const asked: Asked = { file, argv, envp, actions };
  let starting: Starting | undefined;
  let preparation: Preparation | undefined;
  const attempt = (): number => {
    if (!starting || !preparation) {
      const records = readActions(mirror, actions);
      const pipes = records.filter(({ op }) => op === FROM_CHILD || op === TO_CHILD).length;
      if (!mirror.children.prepare(pipes)) return PENDING;
      [starting, preparation] = start(mirror, asked, records);
    }
    const child = starting.pid;
    if (child === undefined) return PENDING;
    preparation.finish(child > 0);
    if (child > 0) mirror.memory.setWord(pid, child);
    return Math.min(child, 0);
  };
  const now = attempt();
  // A child that is being started can't be called back; the answer comes in a moment.
  return now === PENDING
    ? call.block({ retry: attempt, cancelled: () => PENDING, abandoned: () => preparation?.finish(false) })
    : now;
}

export const spawning = { spawn } satisfies Family;
